"""What every store promises of cases in the helpdesk's channel, tried with both."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards.desk import FIXED_BY, NOT_FIXED
from bot.delivery.model import Sent
from bot.engine import new_session
from bot.engine.inputs import Told
from bot.engine.outcome import Timer
from bot.helpdesk.acting import HELPDESK
from bot.helpdesk.outages import OutageWatch
from bot.helpdesk.turns import DeskTurns
from bot.store import Database, open_store
from bot.turn import Answer, Arrival, CaseChange, Commit, LostRace, Person, ShownCard, TokenPressed
from tests.helpdesk.chats import NobodysChats
from tests.store.test_contract import NOTE, turn
from tests.turn.talking import CONV, START, lamps

DESK = "19:desk@thread.tacv2"
ROOM = f"msteams|contoso|{DESK}"
PLACE = {"service_url": "here", "conversation": DESK, "kind": "channel"}


def desk(store: Database) -> DeskTurns:
    return DeskTurns(DESK, store, lamps, lambda dialog, step: "https://help.contoso.com", NobodysChats())


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


async def test_a_case_that_an_agent_took_before_its_arrival_was_written_is_not_solved_by_its_person(
    store: Database,
) -> None:
    await opened(store)
    for what, fields in (("take", {}), ("close-now", {FIXED_BY: NOT_FIXED})):
        case = await store.case(1001)
        assert case is not None
        assert case.card is not None
        await desk(store).take(agent("dana", what, TokenPressed(case.card, what, fields)), START)
    closed = await store.case(1001)
    assert closed is not None
    assert (closed.state, closed.closed_by, closed.delivered) == ("closed", "aad-dana", START)
    agenda = await store.agenda(CONV, START + timedelta(hours=1))
    assert agenda is not None
    row = next(row for row in agenda.rows if row.kind == "handoff")
    await store.settle(row, Sent(None, case=1001), START)
    later = await store.agenda(CONV, START + timedelta(hours=1))
    assert later is None or [row for row in later.rows if row.kind == "handoff"] == []


async def test_a_case_that_its_person_solved_before_it_arrived_is_told_as_solved(store: Database) -> None:
    await store.commit(turn("a:1", case="open", note=NOTE))
    agenda = await store.agenda(CONV, START + timedelta(hours=1))
    assert agenda is not None
    row = next(row for row in agenda.rows if row.kind == "handoff")
    await store.commit(turn("a:2", 1, case="solved"))
    await store.settle(row, Sent(None, case=1001), START)
    later = await store.agenda(CONV, START + timedelta(hours=1))
    assert later is not None
    assert [row.body["what"] for row in later.rows if row.kind == "handoff"] == ["solved"]


async def test_a_channel_where_nobody_pressed_for_long_is_not_forgotten(store: Database) -> None:
    token = await opened(store)
    await store.remember_channel(DESK, ROOM)
    later = START + timedelta(days=200)
    await store.commit(turn("a:2", 1, at=later))
    await store.drop_old(later)
    assert await store.channel(DESK) == ROOM
    assert await store.session(ROOM) is not None
    found = await store.at_desk(ROOM, (), token=token)
    assert found.card is not None
    assert found.case is not None


async def outage(store: Database, problem: str, key: str) -> None:
    told = Told("outage", {"problem": problem, "people": "12", "usual": "1", "since": str(int(START.timestamp()))})
    await desk(store).take(Arrival(ROOM, Person("", ""), {}, told, (key,)), START)


async def outage_cards(store: Database) -> dict[str, ShownCard]:
    return {card.body["outage"]: card for card in await store.outages(ROOM)}


async def press_banner(store: Database, problem: str, verb: str, later: int, text: str = "") -> None:
    card = (await outage_cards(store))[problem]
    pressed = TokenPressed(card.token, verb, {"v": str(card.body["version"]), "text": text})
    await desk(store).take(agent("dana", f"b{later}", pressed), START + timedelta(minutes=later))


async def words_up(store: Database) -> str:
    found = await store.banner()
    return found.text if found is not None else ""


async def test_a_banner_belongs_to_the_outage_whose_card_put_it_up(store: Database) -> None:
    await opened(store)
    await outage(store, "lamp-dark", "m:2")
    await outage(store, "lamp-storm", "m:3")
    await press_banner(store, "lamp-dark", "put-up-banner", 1, "It is dark.")
    before = (await outage_cards(store))["lamp-dark"]
    await press_banner(store, "lamp-storm", "put-up-banner", 2, "It is storming.")
    shown = await outage_cards(store)
    assert await words_up(store) == "It is storming."
    assert [shown[each].body["banner"] for each in ("lamp-dark", "lamp-storm")] == ["", "It is storming."]
    assert "put-up-banner" in str(shown["lamp-dark"].body["card"]), "its card says that it isn't up any more"

    late = TokenPressed(before.token, "take-down-banner", {"v": str(before.body["version"])})
    await desk(store).take(agent("omar", "late", late), START + timedelta(minutes=3))
    assert await words_up(store) == "It is storming.", "who takes down theirs leaves the other one"
    await press_banner(store, "lamp-storm", "take-down-banner", 4)
    assert await words_up(store) == ""


async def test_a_banner_that_the_operator_changed_is_no_card_s_any_more(store: Database) -> None:
    await opened(store)
    await store.remember_channel(DESK, ROOM)
    await outage(store, "lamp-dark", "m:2")
    await press_banner(store, "lamp-dark", "put-up-banner", 1, "It is dark.")
    await store.set_banner("Everything is down.", START + timedelta(minutes=2))
    await press_banner(store, "lamp-dark", "take-down-banner", 3)
    assert await words_up(store) == "Everything is down."
    assert (await outage_cards(store))["lamp-dark"].body["banner"] == ""

    await press_banner(store, "lamp-dark", "put-up-banner", 4, "It is dark.")
    assert await words_up(store) == "It is dark."
    await store.clear_banner(START + timedelta(minutes=5))

    async def take(arrival: Arrival) -> Answer:
        return await desk(store).take(arrival, START + timedelta(minutes=6))

    await OutageWatch(DESK, 12, store, take).look(START + timedelta(minutes=6))
    assert (await outage_cards(store)).get("lamp-dark") is None, "nobody has it now: it is over with its banner"


@pytest.mark.parametrize(("products", "minutes"), [(("Lamp",), 10), (("Toaster",), 1)])
async def test_those_who_wait_look_at_once_only_when_a_banner_is_about_other_products(
    store: Database, products: tuple[str, ...], minutes: int
) -> None:
    await store.set_banner("Lamps are dark.", START, products=("Lamp",))
    await store.commit(turn("a:1", timers=(Timer("banner", START + timedelta(minutes=10)),)))
    await store.set_banner("Until noon.", START + timedelta(minutes=1), products=products)
    assert [timer.due for timer in await store.timers(CONV)] == [START + timedelta(minutes=minutes)]
    assert await store.due(START + timedelta(minutes=2), 10) == ((CONV,) if minutes == 1 else ())
