"""Shows what a check has found: for people, and as JSON."""

from typing import Any

from config.check import Report
from config.check_budgets import AHEAD, Expense
from digest.words import money
from domain.errors import Problem
from domain.findings import Severity
from domain.phrases import Phrase, phrase, phrase_many
from kairanban.cli.desk import Desk
from kairanban.cli.problems import (
    count_warnings,
    in_colour,
    problem_json,
    severity,
    show_problems,
)


def show(desk: Desk, report: Report) -> None:
    """Print what was found, and what the posts will cost."""
    if report.errors:
        show_problems(report.found, desk.book)
        return
    for warning in report.found:
        desk.screen.print(in_colour(warning, desk.book), soft_wrap=True)
    for line in _summary(report):
        desk.write(desk.read(line), style="yellow" if report.found else "green")
    for line in (*map(_expense, report.expenses), *_drafts(report)):
        desk.write(desk.read(line), style="dim")


def _summary(report: Report) -> list[Phrase]:
    project = report.project
    if project is None:
        raise AssertionError("where there is no project there is an error")
    accounts = phrase_many("{count} account", "{count} accounts", len(project.accounts))
    posts = phrase_many("{count} post", "{count} posts", len(project.posts))
    told = phrase("All well: {accounts}, {posts}.", accounts=accounts, posts=posts)
    if report.found:
        told = phrase(
            "{warnings} Nothing is wrong: {accounts}, {posts}.",
            warnings=count_warnings(len(report.found)),
            accounts=accounts,
            posts=posts,
        )
    count = len(report.silenced)
    silenced = phrase_many(
        "{count} warning is silenced.", "{count} warnings are silenced.", count
    )
    return [told, silenced] if count else [told]


def _expense(one: Expense) -> Phrase:
    return phrase_many(
        "{account}: {count} message in the next {days} days costs {sum}"
        " (prices as of {day})",
        "{account}: {count} messages in the next {days} days cost {sum}"
        " (prices as of {day})",
        one.writes,
        account=one.account,
        days=AHEAD.days,
        sum=money(one.micros, one.tariff.currency),
        day=one.tariff.as_of.isoformat(),
    )


def _drafts(report: Report) -> list[Phrase]:
    if not report.drafts:
        return []
    names = ", ".join(draft.key for draft in report.drafts)
    count = len(report.drafts)
    return [
        phrase_many(
            "{count} draft: {names}", "{count} drafts: {names}", count, names=names
        )
    ]


def report_json(desk: Desk, report: Report) -> dict[str, Any]:
    """Return everything for programs; money in millionths of the currency."""
    project = report.project
    return {
        "errors": report.errors,
        "warnings": _count(report.found, Severity.WARNING),
        "findings": [problem_json(one, desk.book) for one in report.found],
        "silenced": [problem_json(one, desk.book) for one in report.silenced],
        "accounts": len(project.accounts) if project else None,
        "posts": len(project.posts) if project else None,
        "drafts": [draft.key for draft in report.drafts],
        "costs": [
            {
                "account": one.account,
                "days": AHEAD.days,
                "messages": one.writes,
                "micros": one.micros,
                "currency": one.tariff.currency,
                "prices_as_of": one.tariff.as_of.isoformat(),
            }
            for one in report.expenses
        ],
    }


def _count(problems: tuple[Problem, ...], wanted: Severity) -> int:
    return sum(severity(one) is wanted for one in problems)
