"""Everything that happened can be read from the beginning to the end, on either database, a page at a time."""

from datetime import timedelta

from bot.engine.model import Session
from bot.engine.outcome import Event, EventName, Gap
from bot.store import Database
from bot.store.history import PAGE
from tests.store.test_contract import turn
from tests.turn.talking import START


async def test_each_conversation_comes_once_whole_and_in_its_order_however_long_it_is(store: Database) -> None:
    """Also where a page ends in the middle of one, or just behind it."""
    lengths = {"a": PAGE, "b": 2 * PAGE + 3, "c": 1}
    for conv, length in lengths.items():
        events = tuple(Event(EventName.STEP_SHOWN, "lamp-dark", "lamp", f"lamp#s{n}") for n in range(length))
        await store.commit(turn("a:1", conv=conv, events=events))
    read = [history async for history in store.histories(START - timedelta(days=1))]
    assert [len(history) for history in read] == list(lengths.values())
    for history in read:
        assert [event.step for event in history] == [f"lamp#s{n}" for n in range(len(history))]
    first = read[0][0]
    assert (first.name, first.problem, first.dialog) == ("StepShown", "lamp-dark", "lamp")
    assert first.at == START.timestamp() * 1000


async def test_a_conversation_that_ended_before_is_left_out(store: Database) -> None:
    await store.commit(turn("a:1", conv="a", events=(Event(EventName.GREETED),)))
    await store.commit(turn("a:1", conv="b", events=(Event(EventName.GREETED),), at=START + timedelta(days=2)))
    read = [history async for history in store.histories(START + timedelta(days=1))]
    assert [len(history) for history in read] == [1]


async def test_gaps_are_counted_by_text_code_and_language_within_a_time(store: Database) -> None:
    await store.commit(turn("a:1", conv="a", gaps=(Gap("no sound"), Gap("", "0x80fe0999"))))
    await store.commit(turn("a:1", conv="b", session=Session(language="de"), gaps=(Gap("no sound"),)))
    await store.commit(turn("a:1", conv="c", gaps=(Gap("no sound"),), at=START + timedelta(days=9)))
    counted = await store.gap_counts(START, START + timedelta(days=1))
    assert [(each.text, each.code, each.times, each.last) for each in counted] == [
        ("", "0x80fe0999", 1, START),
        ("no sound", "", 1, START),
        ("no sound", "", 1, START),
    ]
    (german,) = await store.gap_counts(START, START + timedelta(days=1), "de")
    assert (german.text, german.times, german.language) == ("no sound", 1, "de")
