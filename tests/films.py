"""Films without frames: what stands around the frames is as the standards have it."""


def box(kind: bytes, content: bytes = b"") -> bytes:
    """Return a box of ISO 14496-12."""
    return (8 + len(content)).to_bytes(4) + kind + content


def element(number: int, content: bytes = b"") -> bytes:
    """Return an element of EBML; its size takes eight bytes."""
    length = (number.bit_length() + 7) // 8
    size = (1 << 56) | len(content)
    return number.to_bytes(length) + size.to_bytes(8) + content


FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2")
MP4 = FTYP + box(b"moov", bytes(40)) + box(b"mdat", bytes(200))
WEBM = element(0x1A45DFA3, bytes(20)) + element(0x18538067, bytes(200))
