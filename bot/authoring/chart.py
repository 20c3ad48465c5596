"""A dialog as a picture: one column of steps in order, and at its side an arc from each question to what hangs on it.

A dialog is a list, so the picture is one too. A condition stands in the step it belongs to; the arc only shows where
the answer comes from. Risk and handing over are told by a word and by the shape of the frame, never by colour alone, so
the picture can be printed in black and white.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from bot.authoring.picture import Counted, listed, marks, only_if
from bot.content.model import Content, Dialog, Item
from bot.content.telling import visible

_WIDTH: Final = 760
_LEFT: Final = 40
_BOX: Final = 520
_LINE: Final = 18
_PAD: Final = 10
_GAP: Final = 14
_CHARACTERS: Final = 72
"""How many fit on a line of a box: at 13 pixels a character takes about seven."""
_LANE: Final = 16
"""How far apart two arcs run."""

_STYLE: Final = (
    "text{font:13px sans-serif;fill:#111}.h{font:bold 20px sans-serif}.b{font-weight:bold}.s{fill:#444}"
    "rect{fill:#fff;stroke:#333;stroke-width:1.2}.risk{stroke-width:3;stroke:#a80000}.end{stroke-dasharray:6 4}"
    ".it{fill:#f0f0f0}.helps{fill:#e3f4e1}.leave{fill:#fdebd3}.part{stroke:none;fill:#e4ebf5}"
    "path{fill:none;stroke:#555;stroke-width:1.2}"
)


_MERMAID_STYLES: Final = {"helps": "fill:#e3f4e1", "leave": "fill:#fdebd3", "risk": "stroke:#a80000,stroke-width:3px"}


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """One thing of the column. `key`: of its step; empty for the others. `look`: the classes of its frame."""

    lines: tuple[_Line, ...]
    look: str = ""
    key: str = ""

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PAD


def as_svg(content: Content, dialog: Dialog, counted: Mapping[str, Counted] | None = None) -> str:
    """The picture as one file, without scripts, fonts or anything from elsewhere. `counted`: by step."""
    boxes = list(_boxes(content, dialog, counted))
    tops: list[int] = []
    y = 56
    for box in boxes:
        tops.append(y)
        y += box.height + _GAP
    middles = {box.key: (at, top + box.height // 2) for at, (box, top) in enumerate(zip(boxes, tops, strict=True))}
    arcs = list(_arcs(dialog, middles))
    width = max(_WIDTH, _LEFT + _BOX + _LANE * (len(arcs) + 3))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img" '
        f'aria-label="{_safe(dialog.title, quotes=True)}">',
        f"<title>{_safe(dialog.title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{y}" style="stroke:none"/>',
        f'<text class="h" x="{_LEFT}" y="34">{_safe(dialog.title)}</text>',
    ]
    for box, top in zip(boxes, tops, strict=True):
        parts += _drawn(box, top)
    for above, below in zip(range(len(boxes)), range(1, len(boxes)), strict=False):
        x, start, end = _LEFT + 24, tops[above] + boxes[above].height, tops[below]
        parts.append(f'<path d="M{x} {start}V{end}m-4 -5l4 5l4 -5"/>')
    parts += arcs
    return "\n".join((*parts, "</svg>")) + "\n"


def as_mermaid(content: Content, dialog: Dialog, counted: Mapping[str, Counted] | None = None) -> str:
    """The picture for pages that draw Mermaid themselves. `counted`: by step."""
    boxes = list(_boxes(content, dialog, counted))
    lines = ["flowchart TD"]
    names = {box.key: f"n{at}" for at, box in enumerate(boxes)}
    for at, box in enumerate(boxes):
        text = "<br/>".join(_mermaid(line.text) for line in box.lines)
        opening, closing = ("([", "])") if "end" in box.look else ("[", "]")
        lines.append(f'  n{at}{opening}"{text}"{closing}')
        lines += [f"  n{at - 1} --> n{at}"] if at else []
    for item in dialog.items:
        for condition in item.conditions:
            if condition.kind == "question" and condition.name in names:
                answers = _mermaid(" or ".join(condition.values))
                lines.append(f'  {names[condition.name]} -. "{answers}" .-> {names[item.step.key]}')
    for look, style in _MERMAID_STYLES.items():
        if marked := [f"n{at}" for at, box in enumerate(boxes) if look in box.look.split()]:
            lines += [f"  classDef {look} {style}", f"  class {','.join(marked)} {look}"]
    return "\n".join(lines) + "\n"


def _boxes(content: Content, dialog: Dialog, counted: Mapping[str, Counted] | None) -> Iterator[_Box]:
    yield _Box(tuple(_wrapped(dialog.intro, "s")))
    seen: set[str] = set()
    for at, each in enumerate(listed(dialog)):
        if each.begins:
            yield _Box((_Line(f"Now: {content.dialogs[each.begins].title}", "b"),), "part")
        step = each.item.step.key
        key = step if step not in seen else f"{step} {at}"
        seen.add(step)
        number = "" if each.number is None else f"{each.number}. "
        yield _step(content, each.item, number, key, (counted or {}).get(step))
    end = (
        f"Hands over: {dialog.handoff}"
        if dialog.handoff
        else f"Goes on with: {content.dialogs[dialog.then or ''].title}"
    )
    yield _Box(tuple(_wrapped(end, "b")), "end")


def _step(content: Content, item: Item, number: str, key: str, counted: Counted | None) -> _Box:
    step = item.step
    lines = list(_wrapped(f"{number}{step.title or step.id}", "b"))
    lines += _wrapped(f"{step.key} ({', '.join(marks(step))})", "s")
    if item.conditions:
        lines += _wrapped(f"Only if {only_if(content, item.conditions)}", "s")
    if step.ask:
        lines += _wrapped(f"{step.ask} {' / '.join(step.options.values())}")
    if step.risk:
        lines += _wrapped(f"Risk: {step.risk}", "b")
    if step.handoff:
        lines += _wrapped(f"Hands over: {step.handoff}")
    if counted is not None:
        lines += _wrapped(counted.says, "s")
    coloured = counted.look if counted is not None else ""
    looks = {
        "risk": step.risk is not None,
        "end": step.kind == "handoff",
        "it": step.kind == "it",
        coloured: coloured != "",
    }
    return _Box(tuple(lines), " ".join(look for look, holds in looks.items() if holds), key)


def _wrapped(text: str, look: str = "") -> Iterator[_Line]:
    plain = visible(text).replace("**", "").replace("`", "")
    yield from (_Line(line, look) for line in textwrap.wrap(plain, _CHARACTERS, break_on_hyphens=False) or [""])


def _drawn(box: _Box, top: int) -> Iterator[str]:
    look = f' class="{box.look}"' if box.look else ""
    yield f'<rect{look} x="{_LEFT}" y="{top}" width="{_BOX}" height="{box.height}" rx="6"/>'
    for at, line in enumerate(box.lines):
        style = f' class="{line.look}"' if line.look else ""
        yield f'<text{style} x="{_LEFT + 12}" y="{top + _PAD + 13 + at * _LINE}">{_safe(line.text)}</text>'


def _arcs(dialog: Dialog, middles: dict[str, tuple[int, int]]) -> Iterator[str]:
    """One arc for each question, with a branch for each step that hangs on its answer."""
    lane = 0
    for question in dict.fromkeys(item.step.key for item in dialog.items if item.step.is_question):
        ends = _depending(dialog, question, middles)
        if not ends or question not in middles:
            continue
        lane += 1
        x, right, start = _LEFT + _BOX, _LEFT + _BOX + lane * _LANE, middles[question][1] + lane * 3
        yield f'<path d="M{x} {start}H{right}V{max(ends)}"/>'
        yield from (f'<path d="M{right} {end}H{x}m5 -4l-5 4l5 4"/>' for end in ends)


def _depending(dialog: Dialog, question: str, middles: dict[str, tuple[int, int]]) -> Sequence[int]:
    keys = (item.step.key for item in dialog.items if any(each.name == question for each in item.conditions))
    return [middles[key][1] for key in dict.fromkeys(keys) if key in middles]


def _safe(text: str, *, quotes: bool = False) -> str:
    """A text inside XML: escaped, and without characters that XML can't hold."""
    return escape(visible(text).replace("\n", " "), {'"': "&quot;"} if quotes else {})


def _mermaid(text: str) -> str:
    """A text inside a quoted label: nothing of it is markup."""
    codes = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}
    return "".join(codes.get(character, character) for character in text)
