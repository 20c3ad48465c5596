"""Everything that `unstuck check` finds: the content, the overlaid wording, and what only the whole program can tell.

The content room checks what is written. Here stand the rules that need understanding, the engine or the cards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from bot.authoring.rules import RULES
from bot.authoring.whole import Whole
from bot.collector import without_collector
from bot.content.diagnostic import Diagnostic
from bot.content.draft import Draft
from bot.content.load import Loaded, load
from bot.content.source import lines_of
from bot.engine import Edition
from bot.wording import FaultyWording, Wordings, load_wordings


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `whole`: None if an error stands in the way of making it."""

    diagnostics: tuple[Diagnostic, ...]
    loaded: Loaded
    whole: Whole | None

    @property
    def has_errors(self) -> bool:
        return any(fault.severity == "error" for fault in self.diagnostics)

    @property
    def edition(self) -> Edition | None:
        """What the bot would run on."""
        return self.whole.edition if self.whole else None


def check(folders: Sequence[Path], today: date | None = None) -> Checked:
    """Check layers of content, the lowest first."""
    with without_collector():
        return _check(folders, today)


def _check(folders: Sequence[Path], today: date | None) -> Checked:
    loaded = load(folders, today=today)
    if loaded.content is None:
        return Checked(loaded.diagnostics, loaded, None)
    try:
        overlays = loaded.content.wordings
        wordings = load_wordings(overlays=overlays) if overlays else _own_wordings()
    except FaultyWording as faulty:
        found = [_where_it_is_written(fault, loaded.draft) for fault in faulty.diagnostics]
        return Checked(_sorted((*loaded.diagnostics, *found), loaded), loaded, None)
    whole = Whole(loaded.content, loaded.draft, wordings, loaded.translated)
    faults = [fault for rule in RULES for fault in rule.run(whole)]
    return Checked(_sorted((*loaded.diagnostics, *faults), loaded), loaded, whole)


@cache
def _own_wordings() -> Wordings:
    """The bot's own sentences, as they are shipped."""
    return load_wordings()


def _where_it_is_written(fault: Diagnostic, draft: Draft) -> Diagnostic:
    """The wording knows an overlay's text by its path; an author knows it by its line."""
    for texts in draft.wordings.values():
        for path, node in texts.items():
            if f"`{path}`" in fault.message:
                return replace(fault, place=node.place, line_text="")
    return fault


def _sorted(faults: Sequence[Diagnostic], loaded: Loaded) -> tuple[Diagnostic, ...]:
    """By place, each with the text of its line."""
    lines: dict[str, tuple[str, ...]] = {}
    told = []
    for fault in faults:
        name = fault.place.file
        if name in loaded.files and name not in lines:
            lines[name] = lines_of(loaded.files[name].read_text("utf-8-sig", "replace"))
        told.append(fault.with_line(lines.get(name, ())))
    return tuple(sorted(told))
