"""The page of a rule: what is wrong, why it matters, and an example of each, bad and good.

The examples stand in `tests/rules/`, one file a rule, and are run as tests: what a page says is what `check` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

from bot.authoring import rules as edition_rules
from bot.content import (
    field_faults,
    files,
    layers,
    markup,
    overlays,
    safety,
    source,
    translations,
    trap_faults,
    yaml_faults,
)
from bot.content import rules as content_rules
from bot.content.diagnostic import Rule
from bot.content.load import shipped
from bot.content.nodes import MapNode, TextNode
from bot.wording import faults as wording_faults

_MODULES: Final[tuple[ModuleType, ...]] = (
    yaml_faults,
    trap_faults,
    files,
    field_faults,
    markup,
    layers,
    safety,
    overlays,
    translations,
)
_STANDS_FOR: Final = str.maketrans({"⇥": "\t", "❝": "“", "❞": "”", "␤": "\u2028", "␇": "\x07"})
"""Characters that can't stand in an example's file, or wouldn't be seen in it."""

SAMPLE_HEAD: Final = """\
id: clear-paper
title: Get the paper out
intro: Your print job waits until the paper is out.
check:
  ask: Does it print now?
  how: Print one page.
steps:
"""
SAMPLE_TAIL: Final = """\
handoff: The paper is out, and it still doesn't print.
reviewed: 2026-11-24
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about the bad one: where, and a part of the message.

    Line and column count in what is shown; where another file is at fault, in that file.
    """

    file: str
    line: int
    column: int
    message: str

    def told(self, shown: str) -> str:
        place = f"line {self.line}, column {self.column}"
        return f"{place}: {self.message}" if self.file == shown else f"{self.file}, {place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Example:
    """A rule's example. `bad`, `good`: the text of `file` and `good_file`, as it is shown.

    `beside`: further files of the same folder, in both. `is_layer`: they lie over the sample content as a layer of
    their own. `others`: rules that may speak up as well.
    """

    rule: str
    file: str
    good_file: str
    bad: str
    good: str
    said: tuple[Said, ...]
    beside: Mapping[str, str]
    is_layer: bool
    others: tuple[str, ...]

    def written(self, text: str) -> str:
        """The whole file of an example: a list of steps stands inside a dialog."""
        text = text.translate(_STANDS_FOR)
        if not is_steps(text):
            return text
        steps = "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))
        return f"{SAMPLE_HEAD}{steps}{SAMPLE_TAIL}"


def is_steps(text: str) -> bool:
    """Whether an example shows steps only."""
    return text.startswith("- ")


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule of `check`, by its id, in the order of the alphabet."""
    found = [value for module in _MODULES for value in vars(module).values() if isinstance(value, Rule)]
    found += [checked.rule for checked in content_rules.RULES]
    found += [checked.rule for checked in edition_rules.RULES]
    found += wording_faults.RULES
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}


def examples_folder() -> Path:
    """Where the examples are: inside the installed package, else beside the checkout."""
    inside = shipped() / "rules"
    return inside if inside.is_dir() else shipped() / "tests" / "rules"


def example(rule: str, folder: Path | None = None) -> Example | None:
    """The example of a rule, if there is one."""
    path = (folder or examples_folder()) / f"{rule.replace('/', '-')}.yaml"
    if not path.is_file():
        return None
    node, faults = source.read_bytes(path.read_bytes(), path.name)
    if node is None or faults:
        raise ValueError(f"{path.name} can't be read: {[str(fault.place) + ' ' + fault.message for fault in faults]}")
    return _example(node)


def _example(node: MapNode) -> Example:
    file = node.text("file") or "dialogs/printer/clear-paper.yaml"
    beside = node.map("beside")
    return Example(
        rule=node.text("rule") or "",
        file=file,
        good_file=node.text("good-file") or file,
        bad=_block(node.node("bad")),
        good=_block(node.node("good")),
        said=tuple(_said(text, file) for text in node.texts("said")),
        beside={name: beside.text(name) or "" for name in beside.values} if beside else {},
        is_layer=node.text("layer") == "yes",
        others=node.texts("others"),
    )


def _block(node: TextNode | None) -> str:
    return node.text if node else ""


def _said(text: str, file: str) -> Said:
    """`3:12 a part of the message`, or `dialogs/facts.yaml:3:12 …` for another file."""
    place, _, message = text.partition(" ")
    *name, line, column = place.split(":")
    return Said(name[0] if name else file, int(line), int(column), message)


def page(id: str) -> str:
    """The page of a rule as plain text. KeyError: there is no such rule."""
    rule = catalogue()[id]
    parts = [f"{rule.id} ({rule.severity})", "", rule.text]
    shown = example(id)
    if shown is not None:
        parts += ["", f"Bad, in {shown.file}:", "", _indented(shown.bad), "", "This is said about it:", ""]
        parts += [f"    {said.told(shown.file)}" for said in shown.said]
        parts += ["", _good(shown), "", _indented(shown.good)]
    return "\n".join(parts).rstrip() + "\n"


def all_pages() -> str:
    """docs/rules.md: every rule, by area."""
    parts = [
        "# The rules of `unstuck check`",
        "",
        "Each has an id that never changes, a reason, and an example that is run as a test. `unstuck explain ID` "
        "prints one of them. This page is made from the program by `make docs`.",
    ]
    area = ""
    for rule in catalogue().values():
        name = rule.id.partition("/")[0]
        if name != area:
            area = name
            parts += ["", f"## {area}"]
        parts += ["", f"### {rule.id}", "", f"*{rule.severity}.* {rule.text}"]
        shown = example(rule.id)
        if shown is not None:
            parts += ["", f"Bad, in `{shown.file}`:", "", _fenced(shown.bad), "", "Said:", ""]
            parts += [f"- {said.told(shown.file)}" for said in shown.said]
            parts += ["", _good(shown), "", _fenced(shown.good)]
    return "\n".join(parts) + "\n"


def _good(shown: Example) -> str:
    return "Good:" if shown.good_file == shown.file else f"Good, in `{shown.good_file}`:"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().splitlines())


def _fenced(text: str) -> str:
    return f"```yaml\n{text.rstrip()}\n```"
