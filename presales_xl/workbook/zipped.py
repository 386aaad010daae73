"""Zip files of parts that are compressed already, which no library takes."""

import struct
from collections.abc import Mapping
from typing import Any

#: A part compressed, the CRC and the number of bytes of what it was.
Packed = tuple[bytes, int, int]


def zipped(parts: Mapping[str, Packed]) -> bytes:
    """Return a zip file of parts that are compressed already, which no library takes; all are of 1980-01-01."""
    files, directory, at = list[bytes](), list[bytes](), 0
    for name, (compressed, crc, size) in parts.items():
        known = (8, 0, 0x21, crc, len(compressed), size, len(name), 0)
        header = _binary("<4s3H2H3L2H", b"PK\3\4", 20, 0, *known) + name.encode()
        files += [header, compressed]
        directory.append(_binary("<4s4H2H3L5H2L", b"PK\1\2", 20, 20, 0, *known, 0, 0, 0, 0, at) + name.encode())
        at += len(header) + len(compressed)
    listed = b"".join(directory)
    end = _binary("<4s4H2LH", b"PK\5\6", 0, 0, len(parts), len(parts), len(listed), at, 0)
    return b"".join([*files, listed, end])


def _binary(form: str, *fields: Any) -> bytes:
    return struct.pack(form, *fields)
