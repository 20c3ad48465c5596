"""Which edition is in use. A reload reads the next one whole, and swaps it in only when nothing is wrong with it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.collector import without_collector
from bot.content.diagnostic import Diagnostic
from bot.content.load import load, shipped
from bot.engine.edition import Edition, make_edition
from bot.wording import FaultyWording, load_wordings


class FaultyContent(Exception):
    """Files of authors can't be used: every fault of all of them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{len(diagnostics)} faults")
        self.diagnostics = diagnostics


def read_edition(folders: Sequence[Path] = ()) -> Edition:
    """The shipped content with those folders on top, the bot's wording, the index of both. Raises `FaultyContent`."""
    with without_collector():
        return _read(folders)


def _read(folders: Sequence[Path]) -> Edition:
    loaded = load((shipped(), *folders), conversations=False, warnings=False)
    if loaded.content is None:
        raise FaultyContent(tuple(fault for fault in loaded.diagnostics if fault.severity == "error"))
    try:
        wordings = load_wordings(overlays=loaded.content.wordings)
    except FaultyWording as faulty:
        raise FaultyContent(tuple(faulty.diagnostics)) from None
    return make_edition(loaded.content, wordings)


class Shelf:
    """The present edition of some folders. A turn asks once and keeps what it got."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """Raises `FaultyContent`."""
        self._folders = tuple(folders)
        self._edition = read_edition(self._folders)
        self.prepare: Callable[[Edition], object] = lambda edition: None
        """Makes what else belongs to an edition, before it is in use and where it is read: no turn waits for that."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """All that are read, the lowest first."""
        return (shipped(), *self._folders)

    def edition(self) -> Edition:
        return self._edition

    def reload(self) -> bool:
        """Read everything anew. False: nothing has changed. Raises `FaultyContent`, and the present edition stays.

        Takes some tenths of a second and touches nothing that a turn uses, so it may run in a thread.
        """
        edition = read_edition(self._folders)
        self.prepare(edition)
        changed = edition.digest != self._edition.digest
        self._edition = edition
        return changed
