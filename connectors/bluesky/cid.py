"""The name that the network gives to a blob, computed from its own hash.

So a post can be frozen, byte for byte, before its pictures have left the house.
"""

import base64

#: Version 1, raw bytes, SHA-256, 32 bytes of it.
_RAW_SHA256 = bytes([0x01, 0x55, 0x12, 0x20])


def blob_cid(sha256_hex: str) -> str:
    """Return the CID of the bytes that have this SHA-256."""
    name = base64.b32encode(_RAW_SHA256 + bytes.fromhex(sha256_hex))
    return "b" + name.decode().lower().rstrip("=")
