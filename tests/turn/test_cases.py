"""A case in the store follows the talk, in the commit of the turn that changes it."""

from bot.delivery import NotSent
from bot.engine.inputs import Told
from bot.helpdesk.cases import Case
from tests.turn.talking import CONV, OneThere, Talk, Talks, offers


class Down(OneThere):
    """A helpdesk that can't be reached."""

    async def deliver(self, case: int, what: str, id: str, to: str) -> None:
        raise NotSent("nobody answers")


async def cases(t: Talk) -> dict[int, Case]:
    return {case.number: case for case in await t.store.cases()}


async def with_case(t: Talk) -> None:
    """A case was sent, and the step is open again."""
    await t.walk_to_a_step()
    await t.press("person")
    await t.press("send")
    await t.press("back-to-steps")


async def of_case(t: Talk, number: int) -> str:
    """The token of a card of that case."""
    session = await t.store.session(CONV)
    assert session is not None
    return next(card.token for card in await t.open_cards() if card.body["case"] == number)


async def test_a_step_that_works_closes_the_case_and_says_which_step(talks: Talks) -> None:
    t = talks()
    await with_case(t)
    await t.press("fixed")
    found = (await cases(t))[1001]
    assert (found.state, found.fixed_by, found.closed) == ("closed", "lamp-on#switch-on", t.clock.now)
    assert [each.result for each in found.latest.tried if each.step == found.fixed_by] == ["fixed"]
    assert [each.result for each in found.note.tried if each.step == found.fixed_by] == ["open"], "as it was sent"
    session = await t.store.session(CONV)
    assert session is not None
    assert session.cases == ()


async def test_it_works_without_a_step_closes_the_case_as_the_person_s_word(talks: Talks) -> None:
    t = talks()
    await with_case(t)
    await t.say("person")
    await t.press("works-now")
    found = (await cases(t))[1001]
    assert (found.state, found.fixed_by) == ("closed", "person")


async def test_words_and_taking_back_reach_the_case_while_a_step_is_open(talks: Talks) -> None:
    t = talks()
    await with_case(t)
    await t.say("add: I need it at three")
    assert (await cases(t))[1001].words == ("I need it at three",)
    await t.say("withdraw it")
    assert (await cases(t))[1001].state == "withdrawn"
    assert any("broken" in offers(card) for card in await t.open_cards()), "the step still asks"


async def two_cases(t: Talk) -> None:
    await with_case(t)
    await t.say("now it says 0x80fe0123")
    await t.press("switch")
    await t.say("person")
    await t.press("send")
    await t.press("back-to-steps")


async def test_of_two_cases_the_one_that_is_meant_changes(talks: Talks) -> None:
    t = talks()
    await two_cases(t)
    await t.press("fixed")
    assert {number: case.state for number, case in (await cases(t)).items()} == {1001: "delivered", 1002: "closed"}
    await t.press("works-now")
    assert {number: case.state for number, case in (await cases(t)).items()} == {1001: "closed", 1002: "closed"}


async def test_a_case_whose_number_nobody_heard_yet_is_found_by_what_it_is_about(talks: Talks) -> None:
    """Two notes are sent before the word comes back that the first one arrived."""
    t = talks(desk=Down())
    await t.walk_to_a_step()
    for said, verb in (("person", "send"), ("now it says 0x80fe0123", "switch"), ("person", "send")):
        await t.say(said)
        await t.press(verb)
    await t.say("back to the steps")
    await t.say("it works now")
    assert {number: case.state for number, case in (await cases(t)).items()} == {1001: "waiting", 1002: "closed"}


async def test_an_old_card_of_a_case_changes_that_case(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    await t.press("person")
    await t.press("send")
    token = await of_case(t, 1001)
    await t.press("back-to-steps")
    await t.press("broken")
    await t.press("withdraw", token)
    assert (await cases(t))[1001].state == "withdrawn"


async def test_where_nobody_is_told_of_cases_the_person_is_told_where_it_is(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    await t.press("person")
    await t.press("send")
    assert "list of cases, as number 1001" in t.screen.texts()[-1]


async def test_a_case_that_is_closed_elsewhere_leaves_the_open_step(talks: Talks) -> None:
    t = talks()
    await with_case(t)
    step = (await t.newest()).token
    await t.hand_in(Told("case-closed", {"number": "1001"}))
    assert step in {card.token for card in await t.open_cards()}
    session = await t.store.session(CONV)
    assert session is not None
    assert (session.cases, session.open.kind) == ((), "at-step")
