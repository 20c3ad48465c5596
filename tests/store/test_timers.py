"""Timers can be brought nearer, in one conversation and no other."""

from datetime import timedelta

from bot.engine.outcome import Timer
from bot.store import Database
from tests.store.test_contract import turn
from tests.turn.talking import CONV, START

OTHER = "test|contoso|bob"


async def test_what_waits_is_told_the_next_one_first(store: Database) -> None:
    held, settles = Timer("held", START + timedelta(days=1)), Timer("settles", START + timedelta(minutes=10))
    await store.commit(turn("a:1", timers=(held, settles)))
    assert [(each.id, each.due) for each in await store.timers(CONV)] == [
        ("settles", settles.due),
        ("held", held.due),
    ]
    assert await store.timers(OTHER) == ()


async def test_brought_nearer_they_are_due_earlier_and_come_with_the_new_address(store: Database) -> None:
    for conv in (CONV, OTHER):
        await store.commit(turn("a:1", conv=conv, timers=(Timer("held", START + timedelta(days=1)),)))
    await store.bring_nearer(CONV, timedelta(days=1), {"talk": "x", "ahead": 86400})
    assert await store.due(START, 10) == (CONV,)
    agenda = await store.agenda(CONV, START)
    assert agenda is not None
    assert [timer.due for timer in agenda.timers] == [START]
    assert agenda.address == {"talk": "x", "ahead": 86400}
    assert [timer.due for timer in await store.timers(OTHER)] == [START + timedelta(days=1)]
