"""docs/authors.md is followed to the letter: its files are written, its mistake is made and mended."""

import re
from datetime import date
from pathlib import Path

from bot.authoring.check import Checked, check
from bot.authoring.conversations import play
from bot.authoring.coverage import coverage
from bot.authoring.samples import Samples
from bot.content import shipped
from bot.content.telling import as_text
from tests.content.folders import written

PAGE = (Path(__file__).parents[2] / "docs" / "authors.md").read_text("utf-8")
FILES = dict(re.findall(r"^`((?:knowledge|dialogs)/[\w/.-]+)`\n\n```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
MISTAKE = "    options: {covered: Yes, now it's open, open: It was open}\n"
REMEDY = next(
    block for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) if "covered:" in block[:40]
)
TODAY = date(2026, 11, 25)


def mended(tmp_path: Path) -> tuple[Path, Checked]:
    files = FILES | {"dialogs/teams/camera.yaml": FILES["dialogs/teams/camera.yaml"].replace(MISTAKE, REMEDY)}
    folder = written(tmp_path / "ours", files)
    return folder, check([shipped(), folder], TODAY)


def own_faults(checked: Checked) -> list[str]:
    """What is told of the page's files, as it is printed."""
    own = {*FILES, *(f"ours/{name}" for name in FILES)}
    return [as_text(fault) for fault in checked.diagnostics if fault.place.file in own - {"knowledge/words.yaml"}]


def test_the_mistake_is_told_as_the_page_shows_it(tmp_path: Path) -> None:
    folder = written(tmp_path / "ours", FILES)
    (told,) = own_faults(check([shipped(), folder], TODAY))
    assert told in PAGE


def test_the_remedy_leaves_no_fault(tmp_path: Path) -> None:
    _, checked = mended(tmp_path)
    assert own_faults(checked) == []


def test_its_talks_go_as_written(tmp_path: Path) -> None:
    folder, checked = mended(tmp_path)
    assert checked.edition is not None
    talks = [talk for talk in checked.edition.content.talks if talk.place.file == "dialogs/teams/camera.yaml"]
    assert len(talks) == 2
    for talk in talks:
        assert play(talk, checked.edition, Samples([shipped(), folder])).difference is None


def test_coverage_still_names_what_they_miss(tmp_path: Path) -> None:
    _, checked = mended(tmp_path)
    missing = coverage(checked.loaded.draft, ()).missing
    assert any(what == 'option "open" of "camera-cover"' for _, what in missing)
