"""What only IT can do is for the device that the case is about."""

import re
from dataclasses import replace

import pytest

from bot.engine.handoff import make_note
from bot.engine.model import Known, Session, Walk
from tests.engine.shipped import edition

EDITION = edition()
OF_WINDOWS = re.compile(r"HKLM|HKCU|%\w+%|\$env:|netsh|gpupdate|sc\.exe|dsregcmd|AppxPackage|WinHTTP", re.IGNORECASE)


@pytest.mark.parametrize("platform", ["mac", "phone", "web"])
@pytest.mark.parametrize("dialog", EDITION.content.dialogs)
def test_a_device_that_is_no_windows_pc_gives_it_no_work_for_one(dialog: str, platform: str) -> None:
    session = Session(walks=(Walk(dialog),), facts={"platform": Known(platform, "person")})
    for content in (EDITION.content, EDITION.content.in_language("de")):
        note = make_note(content, EDITION.wordings.in_language("en"), session)
        for todo in note.for_it:
            assert not OF_WINDOWS.search("\n".join(todo.lines)), (todo.step, platform)


@pytest.mark.parametrize("dialog", EDITION.content.dialogs)
def test_work_for_a_windows_pc_is_told_of_one_and_of_a_device_that_nobody_named(dialog: str) -> None:
    unknown = Session(walks=(Walk(dialog),))
    windows = replace(unknown, facts={"platform": Known("windows", "person")})
    english = EDITION.wordings.in_language("en")
    it_steps = {item.step.key for item in EDITION.content.dialogs[dialog].items if item.step.kind == "it"}
    of_windows = {
        key for key in it_steps if any(OF_WINDOWS.search(line.text) for line in EDITION.content.steps[key].do)
    }
    for session in (unknown, windows):
        told = {each.step for each in make_note(EDITION.content, english, session).for_it}
        assert of_windows <= told
