"""What may never stand anywhere: passwords, and the tokens that they buy."""

import re
from collections.abc import Iterator

from tests.real.brand import WRONG_PASSWORD, Brand

#: How a token of the AT Protocol begins: the JSON of a JWT's head, in base 64.
_TOKEN = re.compile(rb"eyJ[\w-]{8,}\.[\w-]{8,}")


def require_no_secrets(brand: Brand) -> None:
    """Fail if a log, an output or the state folder holds a secret in clear text."""
    for name, content in _everything_written(brand):
        for secret in (brand.app_password, brand.hands.password, WRONG_PASSWORD):
            assert secret.encode() not in content, f"a password stands in {name}"
        assert not _TOKEN.search(content), f"a token stands in {name}"


def _everything_written(brand: Brand) -> Iterator[tuple[str, bytes]]:
    for path in brand.folder.rglob("*"):
        if path.is_file() and path.parent.name != "secrets":
            yield str(path.relative_to(brand.folder)), path.read_bytes()
