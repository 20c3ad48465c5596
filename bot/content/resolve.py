"""Dialogs as written -> lists of steps: every `use` replaced by what it names.

- A borrowed step keeps its key (where it is written). Conditions stand from the outside in: those of each `use` on the
  way, then the step's own.
- The steps of a borrowed dialog are a part under that dialog's title; a single borrowed step belongs to the borrower.
- A name in a `when` is a fact, or a question of the dialog in which it is written (its own, or a borrowed one).
- In a list, a condition on a question that the list doesn't ask doesn't count.
- What an organisation took out is in no list. A question that it answered is asked nowhere: conditions on it were
  decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from bot.content.draft import DialogDraft, Draft, Entry, values_of
from bot.content.nodes import TextNode

LIST_LENGTH: Final = 150
"""The most steps of a list, borrowed ones included: 25 of its own, each of them a small dialog."""
BORROWED_DEPTH: Final = 8
"""How deep dialogs may borrow from dialogs that borrow."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a `when`, with its name understood. `at`: the entry in which it is written."""

    name: str
    kind: Literal["fact", "question"]
    values: tuple[TextNode, ...]
    at: Entry


@dataclass(frozen=True, slots=True)
class Listed:
    """A step in a list. `by`: the entry of the listing dialog that brought it there."""

    step: Entry
    conditions: tuple[Wanted, ...]
    part: str
    by: Entry


class Resolver:
    """Makes the lists of a draft. Unknown names and circles are passed over: the rules tell them."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._questions: dict[str, dict[str, str]] = {}
        self._raw: dict[str, tuple[Listed, ...]] = {}
        self._items: dict[str, tuple[Listed, ...]] = {}

    def items(self, dialog: str) -> tuple[Listed, ...]:
        """The list of a dialog."""
        if dialog not in self._items:
            self._items[dialog] = self._made(dialog)
        return self._items[dialog]

    def _made(self, dialog: str) -> tuple[Listed, ...]:
        listed = self._listed(dialog, ())
        asked = {each.step.key for each in listed if each.step.kind == "ask"}
        kept = []
        for each in listed:
            conditions = self._decided(each, asked)
            if conditions is not None and each.step.key not in self._draft.answers:
                kept.append(each if conditions == each.conditions else replace(each, conditions=conditions))
        return tuple(kept)

    def conditions(self, entry: Entry) -> tuple[Wanted, ...]:
        """The conditions that stand at an entry, as far as their names are known."""
        known = []
        for name, values in values_of(entry.node, "when").items():
            if name in self._draft.facts:
                known.append(Wanted(name, "fact", values, entry))
            elif (key := self.questions(entry.dialog).get(name)) is not None:
                known.append(Wanted(key, "question", values, entry))
        return tuple(known)

    def questions(self, dialog: str) -> dict[str, str]:
        """Id -> key of each question that a dialog can ask: its own, and the borrowed ones."""
        if dialog not in self._questions:
            self._questions[dialog] = {entry.id: entry.key for entry in self._reached(dialog) if entry.kind == "ask"}
        return self._questions[dialog]

    def _reached(self, dialog: str) -> Iterator[Entry]:
        """Every step that a dialog holds or borrows, without looking at order or conditions."""
        waiting, seen = [dialog], {dialog}
        while waiting:
            draft = self._draft.dialogs.get(waiting.pop())
            for entry in draft.entries if draft else ():
                other, step = entry.used
                if entry.kind != "use":
                    yield entry
                elif step is not None:
                    if (found := self._draft.entry(f"{other}#{step}")) is not None:
                        yield found
                elif other not in seen and len(seen) <= LIST_LENGTH:
                    seen.add(other)
                    waiting.append(other)

    def _listed(self, dialog: str, within: tuple[str, ...]) -> tuple[Listed, ...]:
        """The list with all conditions. `within`: the dialogs that are being listed, to stop at a circle."""
        if dialog in self._raw:
            return self._raw[dialog]
        draft = self._draft.dialogs.get(dialog)
        if draft is None or dialog in within or len(within) > BORROWED_DEPTH:
            return ()
        every = (each for entry in draft.entries for each in self._entry(draft, entry, (*within, dialog)))
        self._raw[dialog] = tuple(islice(every, LIST_LENGTH + 1))
        return self._raw[dialog]

    def _entry(self, dialog: DialogDraft, entry: Entry, within: tuple[str, ...]) -> Iterator[Listed]:
        own = self.conditions(entry)
        if entry.kind != "use":
            if entry.key not in self._draft.off:
                yield Listed(entry, own, dialog.id, entry)
            return
        other, step = entry.used
        if step is None:
            for each in self._listed(other, within):
                yield Listed(each.step, (*own, *each.conditions), each.part, entry)
        elif (found := self._draft.entry(f"{other}#{step}")) is not None and found.key not in self._draft.off:
            yield Listed(found, (*own, *self.conditions(found)), dialog.id, entry)

    def _decided(self, listed: Listed, asked: set[str]) -> tuple[Wanted, ...] | None:
        """The conditions that are still open in this list; None if an organisation's answer rules the step out."""
        still_open = []
        for condition in listed.conditions:
            answer = self._draft.answers.get(condition.name)
            if answer is not None:
                if answer.text not in {value.text for value in condition.values}:
                    return None
            elif condition.kind == "fact" or condition.name in asked:
                still_open.append(condition)
        return tuple(still_open)
