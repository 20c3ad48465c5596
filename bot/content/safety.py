"""What keeps people safe in a layer below, and what an upper layer makes of it.

- A step with `risk`, or one that only IT does, keeps that in a whole file that takes the place of the one below; also
  under another id, as long as it is the same step by its title or by one of its instructions.
- Its `when` says whom it can't hurt. An upper layer may let fewer people through without a word, and is told when it
  lets more.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.content.diagnostic import Diagnostic, Rule
from bot.content.draft import DialogDraft, Entry, entry_kind, values_of
from bot.content.nodes import MapNode
from bot.content.texts import instructions

LOST = Rule(
    "layer/safety-lost",
    "warning",
    """A file that takes the place of one below has lost a safety field of a step.

    The step below has `risk`, `confirm` or `who: it`, and the same step here doesn't: one of the same id, of the same
    title, or with one of its instructions. Take the field over, unless the step became another one.""",
)
WIDER = Rule(
    "layer/wider",
    "warning",
    """A step with a risk is shown to more people than in the layer below.

    Its `when` says whom it can't hurt: somebody who isn't meant may lose work, or be locked out. Keep what the layer
    below asks for, and add to it. If your people are really safe, say so in `risk` and `confirm` as well.""",
)

_SAFETY: Final = ("risk", "confirm", "who")


def compare(below: DialogDraft, node: MapNode) -> Iterator[Diagnostic]:
    """What a whole file drops of the dialog that it takes the place of."""
    for step in node.maps("steps"):
        id = step.node("id")
        old = _same(below, step)
        if id is None or old is None or entry_kind(step) == "use":
            continue
        lost = [name for name in _SAFETY if name in old.node.values and name not in step.keys]
        if lost and "it" not in step.texts("who"):
            named = "" if old.id == id.text else f' as "{old.id}"'
            yield LOST.at(
                id.place,
                f'step "{id.text}" had `{lost[0]}` in the layer below{named} and has none here',
                f"{lost[0]}: {old.node.text(lost[0])}",
                also=old.node.key(lost[0]),
                also_is="the one below stands",
            )
        yield from widened(id.text, old.node, step)


def widened(step: str, below: MapNode, above: MapNode) -> Iterator[Diagnostic]:
    """The warning that a step with a risk lets more people through than the one below."""
    if "risk" not in below.values or "it" in above.texts("who"):
        return
    before, now = _conditions(below), _conditions(above)
    wider = [name for name, values in before.items() if not now.get(name, frozenset("*")) <= values]
    if wider:
        told = ", ".join(f"{name}: [{', '.join(sorted(before[name]))}]" for name in wider)
        yield WIDER.at(
            above.key("when"),
            f'step "{step}" has a risk, and in the layer below it is only for {told}',
            f"when: {{{told}}}",
            also=below.key("when"),
            also_is="the one below stands",
        )


def _same(below: DialogDraft, step: MapNode) -> Entry | None:
    """The step below that a step of a whole file stands for."""
    id = step.text("id") or ""
    if id in below.steps or entry_kind(step) == "it":
        return below.steps.get(id)
    lines = _instructions(step)
    return next(
        (
            entry
            for entry in below.steps.values()
            if "risk" in entry.node.values
            and (entry.node.text("title") == step.text("title") or _instructions(entry.node) & lines)
        ),
        None,
    )


def _instructions(step: MapNode) -> frozenset[str]:
    """What a step does with marked buttons and commands: lines without any stand in many steps."""
    do = step.node("do")
    return (
        frozenset(line.text for line in instructions(do) if "**" in line.text or "`" in line.text)
        if do
        else frozenset()
    )


def _conditions(step: MapNode) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(value.text for value in values) for name, values in values_of(step, "when").items()}
