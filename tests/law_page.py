"""Draws the table of legal moves into the page on the law: `make law-page`."""

from pathlib import Path

from domain.deliveries import MOVES, DeliveryState

PAGE = Path(__file__).parent.parent / "docs/explanation/publishing-law.md"
BEGIN, END = "<!-- moves: begin -->\n", "<!-- moves: end -->\n"


def drawn() -> str:
    """Return the moves as a diagram and as a table, in Markdown."""
    return f"{_diagram()}\n{_table()}"


def shown() -> str:
    """Return what stands on the page."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def draw() -> None:
    """Put the moves that the code knows on the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}{drawn()}{END}{after}", encoding="utf-8")


def name(state: DeliveryState) -> str:
    """Return a state as the page calls it."""
    return state.value.replace("_", " ")


def _diagram() -> str:
    lines = [
        f"    {start.value} --> {end.value}"
        for start in DeliveryState
        for end in DeliveryState
        if end in MOVES[start]
    ]
    begin = ["    [*] --> awaiting_approval", "    [*] --> queued"]
    out = ["    sent --> [*]"]
    return "\n".join(["```mermaid", "stateDiagram-v2", *begin, *lines, *out, "```", ""])


def _table() -> str:
    rows = [f"| {name(start)} | {_ends(start)} |" for start in DeliveryState]
    return "\n".join(["| from | may go to |", "|---|---|", *rows, ""])


def _ends(start: DeliveryState) -> str:
    ends = [name(end) for end in DeliveryState if end in MOVES[start]]
    return ", ".join(ends) or "(nowhere: it is out)"


if __name__ == "__main__":
    draw()
