"""What every store promises of cases in the helpdesk's channel, tried with both."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.engine import new_session
from bot.engine.model import Told
from bot.helpdesk.turns import HELPDESK, DeskTurns
from bot.store import Database, open_store
from bot.turn import Arrival, CaseChange, Commit, LostRace, Person, TokenPressed
from tests.store.test_contract import NOTE, turn
from tests.turn.talking import CONV, START, lamps

DESK = "19:desk@thread.tacv2"
ROOM = f"msteams|contoso|{DESK}"
PLACE = {"service_url": "here", "conversation": DESK, "kind": "channel"}


@pytest.fixture
def store(database: str) -> Iterator[Database]:
    made = open_store(database)
    yield made
    made.close()


def desk(store: Database) -> DeskTurns:
    return DeskTurns(DESK, store, lamps, lambda dialog, step: "https://help.contoso.com")


def agent(name: str, key: str, input: Told | TokenPressed) -> Arrival:
    who = Person("contoso", f"aad-{name}", name.title())
    return Arrival(ROOM, who, PLACE, input, (f"a:{key}",), of_helpdesk=True)


async def opened(store: Database) -> str:
    """A case in the channel; the token of its card."""
    await store.commit(turn("a:1", case="open", note=NOTE))
    first = turn("a:1", conv=ROOM, person=Person("contoso", HELPDESK), address=PLACE, session=new_session())
    await store.commit(first)
    told = Arrival(ROOM, Person("contoso", HELPDESK), {}, Told("case-opened", {"number": "1001"}), ("m:1",))
    await desk(store).take(told, START)
    case = await store.case(1001)
    assert case is not None
    assert case.card is not None
    return case.card


async def test_of_many_who_take_a_case_at_once_one_has_it(store: Database, database: str) -> None:
    token = await opened(store)
    stores = [store, *((open_store(database),) if database.startswith("postgresql") else ())]
    desks = [desk(each) for each in stores]
    presses = [agent(f"agent-{n}", f"p{n}", TokenPressed(token, "take", {"v": "2"})) for n in range(12)]
    answers = await asyncio.gather(*(desks[n % len(desks)].take(each, START) for n, each in enumerate(presses)))
    for other in stores[1:]:
        other.close()
    case = await store.case(1001)
    assert case is not None
    assert case.state == "taken"
    assert sum(answer.card is not None for answer in answers) == 1
    assert {answer.text for answer in answers if answer.card is None} == {f"{case.taken_name} has case 1001 already."}
    rows = [row for row in await store.events(ROOM) if row.name == "CaseTaken"]
    assert len(rows) == 1


async def test_the_helpdesk_and_the_person_never_overwrite_each_other(store: Database) -> None:
    token = await opened(store)
    case = await store.case(1001)
    assert case is not None
    await store.commit(turn("a:2", 1, case="add", note=replace(NOTE, words="still here")))
    late = Commit(
        conv=ROOM,
        person=Person("contoso", HELPDESK),
        address=PLACE,
        keys=("a:late",),
        version=2,
        session=new_session(),
        content="d1",
        at=START,
        case_change=CaseChange(1001, case.version, "taken", token, taken_by="dana", taken_name="Dana", taken=START),
    )
    with pytest.raises(LostRace):
        await store.commit(late)
    found = await store.case(1001)
    assert found is not None
    assert (found.state, found.words) == ("waiting", ("still here",))
    assert not (await store.at_desk(ROOM, ("a:late",))).answered


async def test_a_channel_is_the_one_that_was_seen_first(store: Database) -> None:
    assert await store.channel(DESK) is None
    assert await store.remember_channel(DESK, ROOM) == ROOM
    assert await store.remember_channel(DESK, f"msteams|fabrikam|{DESK}") == ROOM
    assert await store.channel(DESK) == ROOM


async def test_a_case_that_was_taken_back_before_it_arrived_is_over_in_the_channel_too(store: Database) -> None:
    await opened(store)
    await store.commit(turn("a:2", 1, case="withdraw"))
    agenda = await store.agenda(CONV, START + timedelta(hours=1))
    assert agenda is not None
    assert [row.body["what"] for row in agenda.rows if row.kind == "handoff"] == ["withdrawn"]


async def test_a_persons_own_chat_is_found_and_no_group_and_none_that_is_blocked(store: Database) -> None:
    aylin = Person("contoso", "aad-aylin")
    group = {"kind": "groupChat"}
    await store.commit(turn("a:1", conv="msteams|contoso|19:group", person=aylin, address=group))
    assert await store.own_chat("contoso", "aad-aylin") is None
    await store.commit(turn("a:1", conv="msteams|contoso|a:1", person=aylin, address={"kind": "personal"}))
    assert await store.own_chat("contoso", "aad-aylin") == "msteams|contoso|a:1"
    assert await store.own_chat("fabrikam", "aad-aylin") is None
