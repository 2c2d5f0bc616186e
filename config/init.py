"""Make a new project: files that teach, and that work at once."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from textwrap import indent

from config import values
from config.decoding import forbidden
from config.schema_files import SCHEMA_NAMES, schema_text
from config.schema_line import SCHEMAS, line_to
from config.secrets import FOLDER as SECRETS
from config.tree import MEDIA, PROJECT_FILE, QUEUE
from domain.clock import require_aware
from domain.errors import RequestError
from domain.phrases import phrase

_TEMPLATES = Path(__file__).parent / "templates"
_A_SERVER = "https://mastodon.social"
NO_HANDLES: Mapping[str, str] = {}
_IGNORED = ("/.kairanban/", f"/{SECRETS}/")


def init(
    folder: Path,
    *,
    name: str,
    timezone: str,
    now: datetime,
    language: str = "en",
    handles: Mapping[str, str] = NO_HANDLES,
) -> tuple[Path, ...]:
    """Make a project in *folder* and return the files written.

    Nothing that is there is overwritten; git is told to leave secrets alone.

    Args:
        folder: Made if it is not there; may hold other things.
        name: The community's.
        timezone: IANA name of the zone that the community lives in.
        now: Aware; the sample posts are due on the days after.
        language: What Kairanban shall speak: "en" or "ja".
        handles: Our names on "bluesky" and "mastodon", there with its server;
            without one, the account stands there commented out.

    Raises:
        RequestError: A value is wrong, or there is something in the way.
    """
    words = _words(name, timezone, now, language, handles)
    texts = _TEMPLATES / language
    welcome, project = folder / QUEUE / "welcome.yaml", folder / PROJECT_FILE
    files = {
        **{folder / SCHEMAS / name: schema_text(name) for name in SCHEMA_NAMES},
        welcome: line_to(welcome, folder) + _filled(texts / "welcome.yaml", words),
        folder / MEDIA / "README.md": _filled(texts / "media.md", words),
        folder / SECRETS / ".gitignore": "*\n",
        # Last: what breaks off before this is no project yet.
        project: line_to(project, folder) + _filled(texts / "kairanban.yaml", words),
    }
    _require_room(files)
    try:
        _write(folder, files)
    except OSError as error:
        raise RequestError(
            phrase(
                "cannot write {file}: {reason}",
                file=error.filename,
                reason=error.strerror,
            )
        ) from error
    return (*files, folder / ".gitignore")


def _words(
    name: str,
    timezone: str,
    now: datetime,
    language: str,
    handles: Mapping[str, str],
) -> Mapping[str, str]:
    try:
        zone = values.zone(timezone)
        values.spoken(language)
        bluesky = _handle(handles, "bluesky")
        mastodon = _handle(handles, "mastodon")
        title = values.line(name)
    except values.WrongValueError as error:
        raise RequestError(error.phrase) from None
    if mastodon and not all(mastodon.partition("@")):
        raise RequestError(
            phrase("say your handle on Mastodon with its server: board@mastodon.social")
        )
    if (what := forbidden(title)) is not None:
        raise RequestError(what)
    today = require_aware(now, "now").astimezone(zone).date()
    first, second, third = (today + timedelta(days=days) for days in (1, 2, 3))
    return {
        "name": _quoted(title),
        "timezone": zone.key,
        "bluesky": _bluesky(bluesky),
        "mastodon": _mastodon(mastodon),
        "first": f"{first} 09:00",
        "second": f"{second} 12:30",
        "third": f"{third} 18:00",
    }


def _quoted(text: str) -> str:
    """Return *text* as YAML reads it back, whatever it is; JSON's strings are YAML."""
    return json.dumps(text, ensure_ascii=False)


def _handle(handles: Mapping[str, str], platform: str) -> str:
    given = handles.get(platform, "")
    return values.handle(given) if given else ""


def _bluesky(handle: str) -> str:
    lines = [
        "bsky:",
        "  platform: bluesky",
        f"  handle: {_quoted(handle) if handle else 'brand.bsky.social'}",
    ]
    return indent("\n".join(lines), "  " if handle else "  # ")


def _mastodon(handle: str) -> str:
    name, _, server = handle.partition("@")
    lines = [
        "masto:",
        "  platform: mastodon",
        f"  handle: {_quoted(name) if name else 'brand'}",
        f"  server: {_quoted('https://' + server) if server else _A_SERVER}",
    ]
    return indent("\n".join(lines), "  " if handle else "  # ")


def _filled(template: Path, words: Mapping[str, str]) -> str:
    return Template(template.read_text(encoding="utf-8")).substitute(words)


def _require_room(files: Mapping[Path, str]) -> None:
    for path in files:
        if path.exists() or path.is_symlink():
            raise RequestError(
                phrase("{file} is there already; nothing was changed", file=path)
            )


def _write(folder: Path, files: Mapping[Path, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SECRETS).mkdir(mode=0o700, exist_ok=True)
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    _ignore(folder / ".gitignore")


def _ignore(path: Path) -> None:
    """Add our lines to git's list; it may be there already, with other lines."""
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    missing = [line for line in _IGNORED if line not in known.splitlines()]
    gap = "\n" if known and not known.endswith("\n") else ""
    with path.open("a", encoding="utf-8") as file:
        file.write(gap + "".join(f"{line}\n" for line in missing))
