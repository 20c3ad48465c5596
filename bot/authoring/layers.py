"""Talks of a layer, played on all layers.

A talk promises what its author saw: the content up to the author's own layer. Where a layer above takes a step out,
adds one or answers a question, the talk goes another way, and that is no fault of anybody's. So a talk that differs is
played once more on the layers that it was written for; if it goes as written there, it is left out here, and the
reason is named. A talk of the uppermost layer has nothing above it: if it differs, it differs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.authoring.check import Checked, check
from bot.authoring.conversations import Played
from bot.authoring.samples import Samples
from bot.content.draft import Draft
from bot.engine import Edition

Play = Callable[[Edition, Samples], Played]
"""Plays one test on an edition."""


@dataclass(slots=True)
class Layers:
    """What lies above, and each lower pile as soon as a talk of it differs."""

    folders: Sequence[Path]
    checked: Checked
    """Of all the folders; it has an edition."""
    _below: dict[int, Checked] = field(default_factory=dict, init=False)

    def left_out(self, played: Played, again: Play) -> str | None:
        """Why a test that differs isn't for all these layers; None if it differs where it was written as well."""
        layer = self.checked.loaded.draft.layer_of.get(played.place.file, 0)
        if played.difference is None or layer + 1 >= len(self.folders):
            return None
        below = self._pile(layer)
        if below.edition is None:
            return None
        written = again(below.edition, Samples(self.folders[: layer + 1]))
        if written.difference is not None:
            return None
        draft = self.checked.loaded.draft
        reasons = _reasons(written, played, below.loaded.draft, draft)
        return next(reasons, f"a layer above changes its way: {played.difference.message}")

    def _pile(self, layer: int) -> Checked:
        if layer not in self._below:
            self._below[layer] = check(self.folders[: layer + 1])
        return self._below[layer]


def _reasons(written: Played, played: Played, below: Draft, draft: Draft) -> Iterator[str]:
    """What the layers above did to the steps on its way: `written` as it was meant, `played` as it is here."""
    for key in sorted(written.reached):
        step = key.partition("=")[0].partition("#")[2]
        if key in draft.off:
            yield f'step "{step}" is off ({_at(draft.off[key].file, draft.off[key].line)})'
        elif key in draft.answers:
            answer = draft.answers[key].place
            yield f'"{step}" is answered for everybody ({_at(answer.file, answer.line)})'
    heard = "\n".join(written.transcript)
    for id, fact in draft.facts.items():
        known, ask = fact.node("known"), fact.text("ask")
        if known is not None and ask is not None and id in below.facts and ask.replace("**", "") in heard:
            yield f'"{id}" is known of everybody ({_at(known.place.file, known.place.line)})'
    for key in sorted(played.reached - written.reached):
        new = draft.entry(key)
        if new is not None and below.entry(key) is None:
            yield f'step "{new.id}" is new ({_at(new.place.file, new.place.line)})'


def _at(file: str, line: int) -> str:
    return f"{file}, line {line}"
