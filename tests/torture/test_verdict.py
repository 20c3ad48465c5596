"""The verdict itself: it says by what a run is broken, and one fault doesn't make up for another."""

from pathlib import Path

from bot.store import open_store
from bot.turn import Delivery, Person
from tests.databases import execute
from tests.store.test_contract import turn
from tests.torture.campaign import Outcome
from tests.torture.crowd import Act
from tests.torture.service import Arrival
from tests.torture.verdict import Verdict, judge

CONV = "msteams|contoso|a:person-1"


async def database_of(folder: Path) -> str:
    """One turn with two replies, which were sent as m1 and m2."""
    address = f"sqlite:///{folder}/t.sqlite3"
    store = open_store(address)
    replies = (Delivery("post", {"text": "one"}), Delivery("post", {"text": "two"}))
    await store.commit(turn("a:1", conv=CONV, person=Person("contoso", "p"), deliveries=replies))
    store.close()
    execute(address, "UPDATE outbox SET sent_at = 1, sent_id = 'm' || seq")
    return address


def arrival(message: str, at: float) -> Arrival:
    return Arrival(at, "a:person-1", "POST", "", message)


ACTS = [Act("a:person-1", ("1",), accepted_at=10.0)]


async def test_a_run_in_which_all_came_once_and_in_order_is_sound(tmp_path: Path) -> None:
    verdict = judge(await database_of(tmp_path), ACTS, [arrival("m1", 10.1), arrival("m2", 10.2)], ())
    assert verdict.complaints == {}


async def test_a_reply_that_never_came_is_not_made_up_for_by_one_that_came_twice(tmp_path: Path) -> None:
    seen = [arrival("m1", 10.1), arrival("m1", 10.2), arrival("m9", 10.3)]
    verdict = judge(await database_of(tmp_path), ACTS, seen, ())
    assert verdict.complaints == {"lost": 1, "unexplained copies": 2}


async def test_a_copy_around_a_disturbance_is_counted_and_explained(tmp_path: Path) -> None:
    seen = [arrival("m1", 10.1), arrival("m1", 12.0), arrival("m2", 12.1)]
    verdict = judge(await database_of(tmp_path), ACTS, seen, (11.0,))
    assert (verdict.copies, verdict.complaints) == (1, {})


def test_whoever_calls_a_run_broken_says_by_what() -> None:
    clean = Verdict(5, 0, 0, 0, 0, 0, 0, 0.1)
    outcome = Outcome(clean, {"kill": 1}, wrong=0, faults=2, slowest_refusal_s=0.0)
    assert not outcome.sound
    assert outcome.complaints == {"faults of the program": 2}
