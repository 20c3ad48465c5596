"""What every store promises, tried with both: a turn is written whole or not at all, and only once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.model import Sent
from bot.engine.model import OpenCase, Session, Walk
from bot.engine.outcome import Event, EventName, Gap, Timer
from bot.engine.replies import CameBy, HandoffNote
from bot.store import Database, DatabaseProblem, open_store
from bot.turn import AlreadyAnswered, CaseChange, Commit, Delivery, LostRace, Person, ShownCard, StoreUnavailable
from tests.databases import execute
from tests.turn.talking import AYLIN, CONV, START

NOTE = HandoffNote("lamp-dark", "Lamp", ("0x80fe0001",), "Lamp", (), (), (), (), (), words="before noon please")
CARD = {"revision": 1, "step": None, "number": 0, "subject": "s", "offers": {"start": "Start"}, "aside": False}
TABLES = (
    "session", "inbox", "event", "outbox", "timer", "card", "handoff_case", "gap", "banner", "damaged_session", "meta",
)  # fmt: skip
LOOK = {"card": {"type": "AdaptiveCard"}, "text": "Hello", "summary": "Hello"}


def turn(key: str, version: int = 0, conv: str = CONV, person: Person = AYLIN, **fields: object) -> Commit:
    base = {"address": {"serviceUrl": "here"}, "session": Session(revision=version + 1), "content": "d1", "at": START}
    return Commit(conv=conv, person=person, keys=(key,), version=version, **{**base, **fields})  # type: ignore[arg-type]


async def test_a_turn_is_written_whole(store: Database) -> None:
    card = ShownCard("tok", CONV, CARD | LOOK)
    await store.commit(
        turn(
            "a:1",
            events=(Event(EventName.GREETED, problem="lamp-dark"), Event(EventName.STEP_SHOWN, step="a#b", number=2)),
            deliveries=(Delivery("post", LOOK | {"token": "tok"}), Delivery("post", {"text": "bare"})),
            cards=(card,),
            timers=(Timer("held", START + timedelta(days=1)),),
            gaps=(Gap("my [name] is broken", "0x80fe0999"),),
        )
    )
    loaded = await store.load(CONV, ("a:1",), "tok")
    assert (loaded.version, loaded.answered, loaded.session) == (1, True, Session(revision=1))
    assert loaded.card == card
    assert loaded.open_cards == (card,)
    assert [(each.name, each.step, each.content) for each in await store.events(CONV)] == [
        ("Greeted", "", "d1"),
        ("StepShown", "a#b", "d1"),
    ]
    assert [(each.text, each.token) for each in await store.transcript(CONV)] == [("Hello", "tok"), ("bare", "")]
    assert [each.text for each in await store.gaps()] == ["my [name] is broken"]
    assert await store.due(START, 10) == (CONV,)


async def test_a_turn_that_lost_its_race_writes_nothing(store: Database) -> None:
    await store.commit(turn("a:1"))
    late = turn("a:2", version=0, deliveries=(Delivery("post", {"text": "late"}),))
    with pytest.raises(LostRace):
        await store.commit(late)
    assert await store.transcript(CONV) == ()
    assert not (await store.load(CONV, ("a:2",), None)).answered


async def test_a_key_counts_once_even_in_one_commit(store: Database) -> None:
    results = await asyncio.gather(*(store.commit(turn("a:1")) for _ in range(5)), return_exceptions=True)
    assert results.count(None) == 1
    assert all(isinstance(each, AlreadyAnswered) for each in results if each is not None)


async def test_one_that_fails_takes_back_only_what_it_did(store: Database) -> None:
    """All wait at once and share a commit."""
    commits = [turn("a:1", conv=f"c{n % 30}") for n in range(40)]
    results = await asyncio.gather(*(store.commit(each) for each in commits), return_exceptions=True)
    assert results.count(None) == 30
    assert len(await store.due(START + timedelta(days=1), 100)) == 0


async def test_a_banner_stands_until_it_is_cleared(store: Database) -> None:
    await store.set_banner("Wait, please", START, products=("OneDrive",), set_by="dana")
    await store.set_banner("IT knows", START)
    found = (await store.load(CONV, (), None)).banner
    assert found is not None
    assert found.text == "IT knows"
    assert [await store.clear_banner(START), await store.clear_banner(START)] == [True, False]
    assert (await store.load(CONV, (), None)).banner is None


async def test_cases_are_numbered_and_change_with_the_turns_that_say_so(store: Database) -> None:
    await store.commit(turn("a:1", case="open", note=NOTE))
    await store.commit(turn("a:2", 1, case="add", note=replace(NOTE, words="still here")))
    await store.commit(turn("a:1", conv="other", case="open", note=NOTE))
    await store.commit(turn("a:2", 1, conv="other", case="withdraw"))
    newer, older = await store.cases()
    assert (older.number, older.state, older.note, older.words) == (1001, "waiting", NOTE, ("still here",))
    assert (newer.number, newer.state, newer.closed) == (1002, "withdrawn", START)


async def test_of_two_cases_whose_numbers_nobody_has_heard_each_is_changed_by_its_key(store: Database) -> None:
    first, second = OpenCase(key="1-2"), OpenCase(key="2-4")
    await store.commit(turn("a:1", case="open", case_of=first, note=NOTE))
    await store.commit(turn("a:2", 1, case="open", case_of=second, note=NOTE))
    await store.commit(turn("a:3", 2, case="add", case_of=first, note=replace(NOTE, words="the first")))
    await store.commit(turn("a:4", 3, case="withdraw", case_of=second))
    newer, older = await store.cases()
    assert (older.key, older.words, older.state) == ("1-2", ("the first",), "waiting")
    assert (newer.key, newer.words, newer.state) == ("2-4", (), "withdrawn")


async def test_words_for_a_case_that_was_closed_a_moment_ago_are_kept_and_told(store: Database) -> None:
    await store.commit(turn("a:1", case="open", case_of=OpenCase(key="1-2"), note=NOTE))
    closed = CaseChange(1001, 1, "closed", None, closed=turn("a:2").at)
    await store.commit(turn("a:2", conv="desk", case_change=closed))
    await store.commit(
        turn("a:3", 1, case="add", case_of=OpenCase(1001), note=replace(NOTE, words="and the other one too"))
    )
    case = await store.case(1001)
    assert case is not None
    assert (case.state, case.words) == ("closed", ("and the other one too",))
    agenda = await store.agenda(CONV, START)
    assert agenda is not None
    (opened,) = (row for row in agenda.rows if row.kind == "handoff")
    added = await store.settle(opened, Sent(), START)
    assert added is not None
    assert added.body == {"case": 1001, "what": "added"}


async def test_without_a_case_there_is_nothing_to_withdraw(store: Database) -> None:
    await store.commit(turn("a:1", case="withdraw"))
    assert await store.cases() == ()
    assert await store.due(START, 10) == ()


async def test_of_a_person_who_is_forgotten_nothing_is_left_in_any_table(store: Database, database: str) -> None:
    """Every column that can name somebody does."""
    canary = "Kanarienvogel"
    person, conv = Person(canary, canary, canary), f"test|{canary}|{canary}"
    post = Delivery("post", LOOK | {"text": canary, "token": canary})
    await store.commit(
        turn(
            f"a:{canary}",
            conv=conv,
            person=person,
            address={"user": canary},
            deliveries=(post, Delivery("handoff", {"case": 1001, "what": canary})),
            cards=(ShownCard(canary, conv, CARD | LOOK),),
            timers=(Timer("held", START + timedelta(days=1)),),
            gaps=(Gap(canary),),
            case="open",
            note=replace(NOTE, words=canary),
            events=(Event(EventName.GREETED),),
        )
    )
    execute(database, "UPDATE session SET state = ? WHERE conv = ?", canary, conv)
    await store.commit(turn("a:2", 1, conv=conv, person=person, damaged=True))
    word = Delivery("input", {"conv": conv, "what": "case-closed", "values": {}})
    walked = Session(walks=(Walk("lamp-on", by_link=True, sent_by=canary),))
    sent = replace(NOTE, link=CameBy(canary))
    await store.commit(turn(f"m:{conv}/1", conv="desk", deliveries=(word,), case="open", note=sent, session=walked))
    execute(database, "UPDATE handoff_case SET taken_by = ?, taken_name = ? WHERE conv = 'desk'", canary, canary)
    await store.set_banner("IT knows", START, set_by=canary)
    assert await store.forget(canary) == 1
    assert [table for table in TABLES if canary in str(execute(database, f"SELECT * FROM {table}"))] == []
    assert len(execute(database, "SELECT 1 FROM event")) == 1, "what happened stays, for the numbers"
    assert [case.conv for case in await store.cases()] == ["desk"]


async def test_a_person_can_be_forgotten_in_one_tenant_alone(store: Database) -> None:
    for tenant in ("contoso", "fabrikam"):
        await store.commit(turn("a:1", conv=f"test|{tenant}|1", person=Person(tenant, "aylin")))
    assert await store.forget("aylin", "contoso") == 1
    assert await store.session("test|contoso|1") is None
    assert await store.session("test|fabrikam|1") is not None


async def test_what_is_old_goes_and_what_is_new_stays(store: Database) -> None:
    await store.commit(turn("a:1", conv="old", events=(Event(EventName.GREETED),)))
    later = START + timedelta(days=200)
    await store.commit(turn("a:1", conv="new", at=later))
    await store.drop_old(later)
    assert await store.session("old") is None
    assert await store.session("new") is not None
    assert not (await store.load("old", ("a:1",), None)).answered


async def test_the_key_of_the_log_stays_the_same_over_restarts(store: Database, database: str) -> None:
    keys = {await store.log_key(), await store.log_key()}
    store.close()
    again = open_store(database)
    assert {await again.log_key()} == keys
    again.close()
    assert len(keys.pop()) >= 32


def test_tables_of_a_version_that_is_no_number_are_refused_in_one_line(database: str) -> None:
    open_store(database).close()
    execute(database, "UPDATE meta SET value = 'canary' WHERE key = 'schema'")
    for alone in (True, False):
        with pytest.raises(DatabaseProblem, match="no number") as told:
            open_store(database, alone=alone)
        assert "\n" not in str(told.value)
    assert execute(database, "SELECT value FROM meta WHERE key = 'schema'") == [("canary",)]


async def test_what_nothing_matched_is_dropped_after_400_days(store: Database) -> None:
    await store.commit(turn("a:1", gaps=(Gap("my toaster"),)))
    await store.drop_old(START + timedelta(days=399))
    assert len(await store.gaps()) == 1
    await store.drop_old(START + timedelta(days=401))
    assert await store.gaps() == ()


async def test_cards_that_were_answered_long_ago_are_dropped_while_their_talk_goes_on(store: Database) -> None:
    shown = (Delivery("post", LOOK | {"token": "old"}), Delivery("post", LOOK | {"token": "open"}))
    cards = (ShownCard("old", CONV, CARD | LOOK, frozen=True), ShownCard("open", CONV, CARD | LOOK))
    await store.commit(turn("a:1", deliveries=shown, cards=cards))
    for version in range(1, 250):
        await store.commit(turn(f"a:{version + 1}", version))
        known = (await store.load(CONV, (), "old")).card
        assert (known is not None) is (version < 249), version
    assert [card.token for card in (await store.load(CONV, (), None)).open_cards] == ["open"]


async def test_what_was_committed_is_there_after_opening_again(store: Database, database: str) -> None:
    await store.commit(turn("a:1"))
    store.close()
    with pytest.raises(StoreUnavailable):
        await store.commit(turn("a:2", 1))
    again = open_store(database)
    assert await again.session(CONV) == Session(revision=1)
    again.close()
