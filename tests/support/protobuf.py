"""As much of Protocol Buffers' wire format as a stand-in for Google's relay writes.

https://protobuf.dev/programming-guides/encoding/
"""

import asyncio


def varint(number: int) -> bytes:
    """A whole number, seven bits a byte, lowest first."""
    result = b""
    while number > 127:
        result += bytes([number & 127 | 128])
        number >>= 7
    return result + bytes([number])


def number(field: int, value: int) -> bytes:
    """A field with a whole number."""
    return varint(field << 3) + varint(value)


def fixed(field: int, value: int) -> bytes:
    """A field with 64 bits."""
    return varint(field << 3 | 1) + value.to_bytes(8, "little")


def text(field: int, value: str | bytes) -> bytes:
    """A field with text, bytes or another message."""
    data = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(data)) + data


async def read_varint(reader: asyncio.StreamReader) -> int:
    """The next whole number of a stream."""
    result = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        result |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return result
