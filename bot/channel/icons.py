"""The app's icons: the mark of the playground's page, drawn anew as Teams wants it, with no library.

Teams wants 192x192 in colour, with the sign within the middle 96x96, and 32x32 of nothing but white and transparent
pixels. The sign is a ring that is open at the top right, and an arrow that leaves it there.
"""

import math
import struct
import zlib
from collections.abc import Callable
from typing import Final

Colour = tuple[int, ...]
Point = tuple[float, float]

COLOUR: Final = (0x4F, 0x52, 0xB2)
_WHITE: Final = (0xFF, 0xFF, 0xFF)

# In the units of the mark, whose box is 32 wide and high.
_STROKE: Final = 1.3
_CENTRE: Final = (15.13, 16.87)
_RADIUS: Final = 7.5
_GAP: Final = (math.radians(-79.5), math.radians(-10.5))
_ARROW: Final = (((16.0, 16.0), (25.0, 7.0)), ((19.0, 7.0), (25.0, 7.0)), ((25.0, 7.0), (25.0, 13.0)))
_MARK: Final = (6.3, 5.7, 26.3, 25.7)
"""The square around the sign: left, top, right, bottom."""


def color_icon() -> bytes:
    """`color.png`"""
    side, sign = 192, 96
    scale, edge = _scale(sign), (side - sign) / 2

    def pixel(x: int, y: int) -> Colour:
        share = min(max(0.5 - scale * _outside((x + 0.5 - edge) / scale, (y + 0.5 - edge) / scale), 0.0), 1.0)
        return tuple(round(white * share + colour * (1 - share)) for white, colour in zip(_WHITE, COLOUR, strict=True))

    return png(side, pixel)


def outline_icon() -> bytes:
    """`outline.png`: each pixel is white or nothing, since Teams colours it itself."""
    side, sign = 32, 30
    scale, edge = _scale(sign), (side - sign) / 2

    def pixel(x: int, y: int) -> Colour:
        return (*_WHITE, 255 if _outside((x + 0.5 - edge) / scale, (y + 0.5 - edge) / scale) < 0 else 0)

    return png(side, pixel)


def png(side: int, pixel: Callable[[int, int], Colour]) -> bytes:
    """A square picture: `pixel` gives red, green, blue, and alpha where it has one."""
    rows = [[pixel(x, y) for x in range(side)] for y in range(side)]
    kind = {3: 2, 4: 6}[len(rows[0][0])]  # RGB, RGBA
    lines = b"".join(b"\0" + bytes(value for colour in row for value in colour) for row in rows)
    head = struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, held) for name, held in chunks)


def _chunk(name: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))


def _scale(pixels: int) -> float:
    """Pixels for one unit of the mark."""
    return pixels / (_MARK[2] - _MARK[0])


def _outside(x: float, y: float) -> float:
    """How far a point of the sign's square is from the nearest stroke; below 0 it is inside."""
    point = (x + _MARK[0], y + _MARK[1])
    return min(_to_ring(point), *(_to_line(point, *line) for line in _ARROW)) - _STROKE


def _to_ring(point: Point) -> float:
    angle = math.atan2(point[1] - _CENTRE[1], point[0] - _CENTRE[0])
    if not _GAP[0] < angle < _GAP[1]:
        return abs(math.dist(point, _CENTRE) - _RADIUS)
    ends = ((_CENTRE[0] + _RADIUS * math.cos(end), _CENTRE[1] + _RADIUS * math.sin(end)) for end in _GAP)
    return min(math.dist(point, end) for end in ends)


def _to_line(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    part = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / (along[0] ** 2 + along[1] ** 2)
    at = min(max(part, 0.0), 1.0)
    return math.dist(point, (start[0] + at * along[0], start[1] + at * along[1]))
