"""What changes for people between two contents, in sentences: `unstuck diff OLD NEW`.

Steps that are new, gone, moved or say something else; for whom they are and what they risk; what links and talks that
are open meet. What only an author sees (tests, sources, dates) is no change for people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from bot.authoring.picture import condition_told
from bot.content.model import Condition, Content, Dialog, Fact, Item, Problem, Step
from bot.content.overlay_schema import STEP_TEXTS
from bot.content.spelling import written

_TEXTS: Final = tuple(name for name in STEP_TEXTS if name not in ("title", "risk", "options"))
"""Texts of a step, told by name where they read differently. The others are told word by word."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `about`: the dialog, problem, fact or reading. `is_risky`: whether somebody may get hurt by it."""

    about: str
    says: str
    is_risky: bool = False


def changes(old: Content, new: Content) -> tuple[Change, ...]:
    """Everything that is different for people, in the order of the dialogs."""
    found = [*_problems(old, new), *_facts(old, new)]
    for id in dict.fromkeys((*old.dialogs, *new.dialogs)):
        before, after = old.dialogs.get(id), new.dialogs.get(id)
        if before is None and after is not None:
            found.append(Change(id, f'is new: "{after.title}", {_count(len(after.items), "step")}'))
        elif before is not None and after is None:
            found.append(Change(id, f"is gone. {_links(id, new)}"))
        elif before is not None and after is not None:
            found += _dialog(before, after, old, new)
    return tuple(found)


# --- dialogs ----------------------------------------------------------------------------------------------------------


def _dialog(before: Dialog, after: Dialog, old: Content, new: Content) -> Iterator[Change]:
    id = after.id
    for name, was, now in (
        ("title", before.title, after.title),
        ("intro", before.intro, after.intro),
        ("check", before.check.ask, after.check.ask),
        ("how to check", before.check.how, after.check.how),
    ):
        if was != now:
            yield Change(id, f'says another {name}: "{now}" (before: "{was}")')
    if (before.handoff, before.then) != (after.handoff, after.then):
        yield Change(id, f"ends otherwise: {_end(after)} (before: {_end(before)})")
    was_at, is_at = _by_key(before), _by_key(after)
    for key, item in was_at.items():
        if key not in is_at:
            yield _gone(id, item.step, is_at, new)
    moved = _moved([key for key in was_at if key in is_at], [key for key in is_at if key in was_at])
    previous = "the start"
    for key, item in is_at.items():
        name = _name(item.step, id)
        renamed = next((each for each, to in new.moved.items() if to == key and each in was_at), None)
        if key not in was_at and renamed is None:
            yield Change(id, f'step "{name}" is new, after {previous}: {item.step.title}', item.step.risk is not None)
        elif key in was_at or renamed is not None:
            if key in moved:
                yield Change(id, f'step "{name}" stands in another place: after {previous}')
            yield from _step(id, name, was_at[renamed or key], item, old, new)
        previous = f'"{name}"'


def _by_key(dialog: Dialog) -> dict[str, Item]:
    """The steps of a list in its order, each where it first stands."""
    items: dict[str, Item] = {}
    for item in dialog.items:
        items.setdefault(item.step.key, item)
    return items


def _gone(id: str, step: Step, is_at: Mapping[str, Item], new: Content) -> Change:
    name = _name(step, id)
    to = new.moved.get(step.key)
    if to is not None and to in is_at:
        return Change(id, f'step "{name}" is called "{_name(is_at[to].step, id)}" now: links and open talks follow')
    if step.key in new.steps:
        says = f'step "{name}" is no longer in this list. Who is at it goes on with the next one'
    else:
        says = f'step "{name}" is gone. Who is at it goes on with the next one. {_links(step.key, new)}'
    return Change(id, says)


def _links(id: str, new: Content) -> str:
    to = new.moved.get(id)
    return f"Links to it lead to {to}" if to else "Links to it lead nowhere"


def _moved(was: Sequence[str], now: Sequence[str]) -> frozenset[str]:
    """What isn't in the order of before: as few steps as can be."""
    kept = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return frozenset(now) - {key for block in kept for key in now[block.b : block.b + block.size]}


def _step(id: str, name: str, before: Item, after: Item, old: Content, new: Content) -> Iterator[Change]:
    was, now = before.step, after.step
    if was.title != now.title:
        yield Change(id, f'step "{name}" has another title: "{now.title}" (before: "{was.title}")')
    differing = [name for name in _TEXTS if _text(was, name) != _text(now, name)]
    if differing:
        yield Change(id, f'step "{name}" reads otherwise: {", ".join(differing)}')
    if before.conditions != after.conditions:
        only, so_far = (_for_whom(item.conditions, content) for item, content in ((after, new), (before, old)))
        yield Change(id, f'step "{name}" is for {only} (before: {so_far})', now.risk is not None)
    if was.risk != now.risk:
        says = "has a risk" if was.risk is None else "has no risk any more" if now.risk is None else "has another risk"
        yield Change(id, f'step "{name}" {says}: {now.risk or was.risk}', True)
    if was.kind != now.kind:
        yield Change(id, f'step "{name}" {_KINDS[now.kind]} (before: it {_KINDS[was.kind]})', True)
    if (was.minutes, was.restart, was.settles) != (now.minutes, now.restart, now.settles):
        yield Change(id, f'step "{name}" takes {_time(now)} (before: {_time(was)})')
    yield from _options(id, f'step "{name}"', was.options, now.options)


def _text(step: Step, name: str) -> object:
    """A text of a step, by the name that authors write."""
    return getattr(step, name.replace("-", "_"))


_KINDS: Final = {
    "do": "does something",
    "ask": "asks",
    "paste": "waits for a pasted text",
    "it": "is for IT",
    "handoff": "hands over",
}


def _options(about: str, what: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    for option, text in was.items():
        if option not in now:
            yield Change(about, f'{what} has no answer "{option}" any more. Who gave it is asked again')
        elif now[option] != text:
            yield Change(about, f'{what} calls "{option}" otherwise: "{now[option]}" (before: "{text}")')
    for option in now:
        if option not in was and was:
            yield Change(about, f'{what} has a new answer "{option}": "{now[option]}"')


def _name(step: Step, dialog: str) -> str:
    return step.id if step.dialog == dialog else step.key


def _end(dialog: Dialog) -> str:
    return f"goes on with {dialog.then}" if dialog.then else f'hands over, "{dialog.handoff}"'


def _for_whom(conditions: Sequence[Condition], content: Content) -> str:
    if not conditions:
        return "everybody"
    return " and ".join(condition_told(content, each) for each in conditions)


def _time(step: Step) -> str:
    parts = [f"{step.minutes} min"]
    if step.settles is not None:
        parts.append(f"and acts after {written(step.settles)}")
    if step.restart != "no":
        parts.append("with a restart" if step.restart == "yes" else "perhaps with a restart")
    return " ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


# --- problems and facts -----------------------------------------------------------------------------------------------


def _problems(old: Content, new: Content) -> Iterator[Change]:
    for id, after in new.problems.items():
        before = old.problems.get(id)
        if before is None:
            yield Change(id, f'is a new problem: "{after.title}", which leads to {after.dialog}')
        else:
            yield from _problem(before, after)
    for id, before in old.problems.items():
        if id not in new.problems:
            yield Change(id, f'is no problem any more: "{before.title}"')


def _problem(was: Problem, now: Problem) -> Iterator[Change]:
    if was.dialog != now.dialog:
        yield Change(now.id, f"leads to {now.dialog} (before: {was.dialog})")
    fresh, gone = set(now.codes) - set(was.codes), set(was.codes) - set(now.codes)
    if fresh:
        yield Change(now.id, f"is found by {', '.join(sorted(map(str, fresh)))} too")
    if gone:
        yield Change(now.id, f"is no longer found by {', '.join(sorted(map(str, gone)))}")
    if (was.signatures, was.unless) != (now.signatures, now.unless):
        yield Change(now.id, "is found by other words")
    texts = ("label", "title", "impact", "cause", "fix")
    differing = [name for name in texts if getattr(was, name) != getattr(now, name)]
    if differing:
        yield Change(now.id, f"reads otherwise: {', '.join(differing)}")


def _facts(old: Content, new: Content) -> Iterator[Change]:
    for id, now in new.facts.items():
        was = old.facts.get(id)
        if was is None:
            yield Change(id, f'is a new fact: "{now.name}"')
        else:
            yield from _fact(was, now)
    for id, was in old.facts.items():
        if id not in new.facts:
            yield Change(id, f'is no fact any more: "{was.name}"')


def _fact(was: Fact, now: Fact) -> Iterator[Change]:
    if was.known != now.known:
        says = f"is {now.known} for everybody: nobody is asked" if now.known else "is asked again"
        yield Change(now.id, says, True)
    if was.ask != now.ask:
        yield Change(now.id, f'asks "{now.ask}" (before: "{was.ask}")')
    yield from _options(now.id, "the question", was.options, now.options)
