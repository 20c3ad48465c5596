"""Finding a dialog or a step: by its name in a link, and by what somebody types in a search box.

A search asks the same index as a message to the bot: codes in any spelling are exact keys, and what a message would be
offered comes first. Behind that stands what has all the words that were typed, as beginnings too, since a search box
asks at every letter; and at last what is like them. Only what can be sent to a person is found: no step of IT, and no
step that hands over.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from bot.content.linked import find_linked, near_links
from bot.content.model import Content, Dialog, Item, Step
from bot.engine.edition import Edition
from bot.understanding import understand
from bot.understanding.links import find_link
from bot.understanding.model import About, Situation
from bot.understanding.phrases import Phrases
from bot.understanding.words import plain_words

_LONGEST: Final = 200
"""So many characters of a search are looked at."""
_ALIKE: Final = 60.0
"""From this likeness on (0 to 100) something is worth showing."""
_MOST_ALIKE: Final = 8
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to: a dialog, or one of its steps, by their ids."""

    dialog: str
    step: str | None = None

    @property
    def key(self) -> str:
        return f"{self.dialog}#{self.step}" if self.step else self.dialog


def find(content: Content, dialog_id: str, step_id: str | None) -> tuple[Dialog, Item | None] | None:
    """The dialog, and its step, that a link means now. None: there is none of that name, or not any more."""
    found = find_linked(content, dialog_id, step_id)
    return None if found is None or (step_id and found[1] is None) else found


class Finding:
    """The finder of the edition in use: made with the edition (`prepare`), else when it is first asked for."""

    def __init__(self, edition: Callable[[], Edition]) -> None:
        self._edition = edition
        self._finder: Finder | None = None
        self._next: Finder | None = None

    def prepare(self, edition: Edition) -> "Finder":
        """Make the finder of an edition that comes into use next. May run in a thread."""
        self._next = Finder(edition)
        return self._next

    def finder(self) -> "Finder":
        edition, coming = self._edition(), self._next
        if coming is not None and coming.edition is edition:
            self._finder, self._next = coming, None
        if self._finder is None or self._finder.edition is not edition:
            self._finder = Finder(edition)
        return self._finder


class Finder:
    """Searches one edition. Takes some milliseconds to make."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        content = edition.content
        self._targets = tuple(_targets(content))
        """Dialogs first, then steps, in the order of the content."""
        self._dialogs = tuple(target for target in self._targets if target.step is None)
        by_word: defaultdict[str, set[int]] = defaultdict(set)
        phrases: list[tuple[str, str]] = []
        self._of_key = {target.key: target for target in self._targets}
        for number, target in enumerate(self._targets):
            for text in _texts(content, target):
                phrases.append((target.key, text))
                for word in plain_words(text):
                    by_word[word].add(number)
        self._by_word = dict(by_word)
        self._words = sorted(by_word)
        self._phrases = Phrases(phrases)
        self._useful = self._most_useful()

    def search(self, text: str, now: datetime) -> tuple[Target, ...]:
        """What was meant, the best first. For an empty text every dialog, those that most problems lead to first."""
        text = text.strip()[:_LONGEST]
        if not text:
            return self._useful
        linked = self._linked(text)
        if linked is not None:
            return (linked,)
        words = plain_words(text)
        return tuple(dict.fromkeys([*self._understood(text, now), *self._having(words), *self._like(words)]))

    def nearest(self, dialog: str, step: str | None) -> tuple[Target, ...]:
        """What somebody may have meant by a link that leads nowhere, at most three: ids like it, then words like it."""
        names = [name[:_LONGEST] for name in (step, dialog) if name and len(name) > 2]
        asked = [words for name in names for words in (plain_words(_joined(name)), plain_words(_spoken(name)))]
        like = [target for words in asked for target in (*self._having(words), *self._like(words))]
        within = find(self.edition.content, dialog, None)
        if within is not None:
            own = Target(within[0].id)
            like = [*(each for each in like if each.step and each.dialog == own.dialog), own, *like]
        near = (Target(*each) for each in near_links(self.edition.content, dialog[:_LONGEST], (step or "")[:_LONGEST]))
        return tuple(islice(dict.fromkeys([*near, *like]), _NEAREST))

    def _linked(self, text: str) -> Target | None:
        link = find_link(text, self.edition.index.dialogs)
        found = find(self.edition.content, link.dialog, link.step) if link is not None else None
        return Target(found[0].id, found[1].step.id if found[1] is not None else None) if found is not None else None

    def _understood(self, text: str, now: datetime) -> Iterable[Target]:
        """What a message of these words would be offered."""
        index, problems = self.edition.index, self.edition.content.problems
        heard = understand(text, index, Situation(), now)
        named = [match.problem for match in heard.problems]
        named += [keys.id for near in heard.near for keys in index.by_code.get(near.known, ())]
        named += [known.leads for known in heard.known if known.leads]
        if heard.about is About.AMBIGUOUS:
            named += [each.problem for each in heard.suggestions]
        return (Target(problems[each].dialog) for each in named if each in problems)

    def _having(self, words: Iterable[str]) -> Iterable[Target]:
        """Each word stands there, or is the beginning of one that does."""
        numbers: set[int] | None = None
        for word in words:
            first = bisect_left(self._words, word)
            met = set[int]()
            for longer in islice(self._words, first, None):
                if not longer.startswith(word):
                    break
                met |= self._by_word[longer]
            numbers = met if numbers is None else numbers & met
        return (self._targets[number] for number in sorted(numbers or ()))

    def _like(self, words: list[str]) -> Iterable[Target]:
        for each in self._phrases.nearest(words, _MOST_ALIKE):
            if each.score >= _ALIKE:
                yield self._of_key[each.owner]

    def _most_useful(self) -> tuple[Target, ...]:
        led: defaultdict[str, int] = defaultdict(int)
        for problem in self.edition.content.problems.values():
            led[problem.dialog] += 1 + len(problem.codes)
        return tuple(sorted(self._dialogs, key=lambda target: -led[target.dialog]))


def _targets(content: Content) -> Iterable[Target]:
    yield from (Target(dialog) for dialog in content.dialogs)
    for dialog in content.dialogs.values():
        for item in dialog.items:
            # A borrowed step is found where it was written.
            if item.step.kind not in ("it", "handoff") and item.step.dialog == dialog.id:
                yield Target(dialog.id, item.step.id)


def _texts(content: Content, target: Target) -> Iterable[str]:
    """Everything that somebody may call it by, in every language."""
    yield _spoken(target.step or target.dialog)
    yield _joined(target.step or target.dialog)
    for version in (content, *content.translations.values()):
        dialog = version.dialogs[target.dialog]
        if target.step is None:
            yield dialog.title
            for problem in version.problems.values():
                if problem.dialog == dialog.id:
                    yield from (problem.label, problem.title, *problem.symptoms, *map(str, problem.codes))
        else:
            step = _own(dialog, target.step)
            yield from (step.title, *step.aliases)


def _own(dialog: Dialog, step: str) -> Step:
    return next(item.step for item in dialog.items if item.step.id == step and item.step.dialog == dialog.id)


def _spoken(id: str) -> str:
    return id.replace("-", " ")


def _joined(id: str) -> str:
    """As somebody writes it who leaves out the signs between the words."""
    return id.replace("-", "")
