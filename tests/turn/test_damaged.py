"""A stored session that can't be read: nobody is stuck, nothing is thrown away, and it is said."""

import pytest

from bot.engine.model import Fixed
from tests.databases import execute
from tests.turn.talking import CONV, Talks

DAMAGES = [
    ("cut off", '{"schema": 1, "revision": 3, "trail": [{"kind"'),
    ("empty", ""),
    ("no object", "[1, 2]"),
    ("another thing's", '{"schema": 1, "open": "nowhere"}'),
    ("a field of the wrong kind", '{"schema": 1, "walks": 7}'),
    ("no number of its version", '{"schema": "one"}'),
]


@pytest.mark.parametrize("state", [each[1] for each in DAMAGES], ids=[each[0] for each in DAMAGES])
async def test_who_writes_is_told_and_starts_anew_and_what_was_stored_is_put_aside(
    talks: Talks, database: str, state: str
) -> None:
    t = talks()
    await t.walk_to_a_step()
    execute(database, "UPDATE session SET state = ?", state)
    shown = len(t.screen.texts())
    await t.say("0x80fe0001")
    told, asked = t.screen.texts()[shown:]
    assert "lost my place" in told
    assert "0x80fe0001" in asked
    assert execute(database, "SELECT conv, version, state FROM damaged_session") == [(CONV, 3, state)]
    await t.press("start")
    assert "lost my place" not in t.screen.texts()[-1]
    assert await t.store.session(CONV) is not None


async def test_who_presses_an_old_button_is_told_too(talks: Talks, database: str) -> None:
    t = talks()
    await t.walk_to_a_step()
    execute(database, "UPDATE session SET state = ?", "}")
    shown = len(t.screen.texts())
    await t.press("broken")
    assert "lost my place" in t.screen.texts()[shown]


async def test_a_timer_of_a_damaged_session_comes_once(talks: Talks, database: str) -> None:
    t = talks()
    await t.walk_to_a_step()
    await t.press("fixed")
    session = await t.store.session(CONV)
    assert session is not None
    assert isinstance(session.open, Fixed)
    execute(database, "UPDATE session SET state = ?", "}")
    t.clock.wait(days=3)
    for _ in range(3):
        await t.look()
    assert await t.store.due(t.clock.now, 10) == ()
    assert sum("lost my place" in text for text in t.screen.texts()) == 1
