"""A platform in a folder: no account, no network, and neighbours who answer.

* `lines`: what can stand in the ledger
* `ledger`: the file they stand in, safe for several processes
* `feed`: what the ledger says at a moment
* `community`: who the neighbours are and what they may say (`community.toml`)
* `opening`, `answers`: what they do say, and when
* `items`: how all this looks to us
* `board`: the same as a page for a person to open (`board.html`)
* `connector`: ears and voice
"""

from connectors.sandbox.platform import PLATFORM

__all__ = ["PLATFORM"]
