"""One activity is one turn, turns of one conversation come one after the other, and a fault of ours loses nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.engine.inputs import Joined, Said, Told
from bot.engine.model import AtStep, Starting
from bot.turn import Arrival, Commit, LostRace, StoreUnavailable, Turns, take_turn
from tests.turn.talking import AYLIN, CONV, START, Talks, lamps, offers


def arrival(text: str, key: str) -> Arrival:
    return Arrival(CONV, AYLIN, {"serviceUrl": "here"}, Said(text), (key,))


async def test_a_person_is_walked_by_words_and_buttons(talks: Talks) -> None:
    t = talks()
    await t.say("0x80fe0001")
    await t.press("start")
    await t.press("pick:off")
    session = await t.store.session(CONV)
    assert session is not None
    assert isinstance(session.open, AtStep)
    assert session.open.step == "lamp-on#switch-on"


async def test_the_same_activity_twice_is_one_turn(talks: Talks) -> None:
    t = talks()
    first = await t.say("0x80fe0001", id="same")
    again = await t.say("0x80fe0001", id="same")
    assert (first.duplicate, again.duplicate) == (False, True)
    assert len(t.screen.texts()) == 1


async def test_the_same_activity_at_the_same_moment_is_one_turn(talks: Talks) -> None:
    """Straight at the store, as two processes would: the lock in memory doesn't help here."""
    t = talks()
    answers = await asyncio.gather(*(take_turn(t.store, lamps(), arrival("hi", "a:1"), START) for _ in range(8)))
    assert [answer.duplicate for answer in answers].count(False) == 1


async def test_twenty_turns_at_once_are_twenty_turns(talks: Talks) -> None:
    t = talks()
    await asyncio.gather(*(take_turn(t.store, lamps(), arrival("hi", f"a:{n}"), START) for n in range(20)))
    loaded = await t.store.load(CONV, (), None)
    assert loaded.version == 20


async def test_a_press_is_answered_with_the_card_frozen_and_the_next_step_is_a_new_message(talks: Talks) -> None:
    t = talks()
    await t.say("0x80fe0001")
    asked = await t.newest()

    answer = await t.press("start")

    assert answer.card is not None
    assert "actions" not in answer.card
    assert offers(asked)["start"] in answer.text
    (posted, updated) = t.screen.log[1:]
    assert posted[0] == "post"
    assert updated[:2] == ("update", "m1")
    assert updated[2]["card"] == answer.card


async def test_a_press_that_comes_again_under_another_id_is_answered_alike_and_does_nothing(talks: Talks) -> None:
    t = talks()
    await t.say("0x80fe0001")
    token = (await t.newest()).token
    first = await t.press("start", token)
    t.clock.wait(hours=3)
    again = await t.press("start", token)
    assert replace(again, duplicate=False) == first
    assert again.duplicate
    assert len(t.screen.texts()) == 2


async def test_a_button_that_keeps_its_card_may_be_pressed_again_but_not_by_a_repeat(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    step = await t.newest()
    shown = len(t.screen.texts())

    first = await t.press("safe", step.token)
    t.clock.wait(seconds=30)
    repeat = await t.press("safe", step.token)
    t.clock.wait(seconds=90)
    second = await t.press("safe", step.token)

    assert [each.duplicate for each in (first, repeat, second)] == [False, True, False]
    assert first.card == step.body["card"], "the card stays as it is: its instructions are still needed"
    assert len(t.screen.texts()) == shown + 2


async def test_an_explanation_stands_beside_the_question_and_replaces_the_one_before(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    step = await t.newest()
    await t.press("safe", step.token)
    first_aside = await t.newest()
    await t.press("explain", step.token)

    open_now = {card.token for card in await t.open_cards()}

    assert step.token in open_now
    assert first_aside.token not in open_now
    assert len(open_now) <= 2


async def test_what_is_asked_anew_leaves_one_card_with_buttons(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    step = await t.newest()
    await t.press("safe", step.token)
    await t.press("broken", step.token)
    (asking,) = await t.open_cards()
    assert asking.token != step.token


async def test_a_card_of_somebody_else_does_nothing(talks: Talks) -> None:
    t = talks()
    await t.say("0x80fe0001")
    token = (await t.newest()).token
    mallory = replace(t, conv="test|contoso|mallory", person=replace(AYLIN, id="mallory"))
    await mallory.say("0x80fe0001")

    answer = await mallory.press("start", token)

    session = await t.store.session(mallory.conv)
    assert session is not None
    assert isinstance(session.open, Starting)
    assert answer.card is None


async def test_a_verb_that_the_card_never_had_does_nothing(talks: Talks) -> None:
    t = talks()
    await t.say("0x80fe0001")
    await t.press("fixed")
    session = await t.store.session(CONV)
    assert session is not None
    assert isinstance(session.open, Starting)


async def test_language_and_time_zone_are_those_of_the_last_message(talks: Talks) -> None:
    t = talks()
    await t.say("hi")
    moved = replace(t, person=replace(AYLIN, language="fr-FR", zone="Europe/Paris"))
    await moved.say("hi")
    session = await t.store.session(CONV)
    assert session is not None
    assert (session.language, session.zone) == ("fr-FR", "Europe/Paris")


async def test_a_word_for_a_conversation_that_nobody_knows_makes_none(talks: Talks) -> None:
    t = talks()
    await t.hand_in(Told("case-arrived", {"number": "1"}), "x")
    assert await t.store.session(CONV) is None


class Racing:
    """A store in front of which others are faster so many times."""

    def __init__(self, store: Any, races: int) -> None:
        self.store = store
        self.races = races

    async def load(self, *args: Any) -> Any:
        return await self.store.load(*args)

    async def commit(self, commit: Commit) -> None:
        if self.races:
            self.races -= 1
            raise LostRace
        await self.store.commit(commit)

    async def enqueue(self, *args: Any) -> None:
        await self.store.enqueue(*args)


async def test_a_lost_race_is_computed_again(talks: Talks) -> None:
    t = talks()
    await take_turn(Racing(t.store, 49), lamps(), arrival("hi", "a:1"), START)
    assert (await t.store.load(CONV, ("a:1",), None)).answered


async def test_who_never_wins_a_race_is_told_to_come_again(talks: Talks) -> None:
    t = talks()
    with pytest.raises(StoreUnavailable):
        await take_turn(Racing(t.store, 50), lamps(), arrival("hi", "a:1"), START)


async def test_a_fault_of_ours_is_said_with_a_number_and_keeps_the_place(talks: Talks) -> None:
    """The content loses a step under an open session in a way that no check lets through."""
    t = talks()
    await t.walk_to_a_step()
    before = await t.store.session(CONV)
    edition = lamps()
    broken = replace(edition, content=replace(edition.content, steps={}, dialogs={}))

    turns = Turns(t.store, lambda: broken, clock=t.clock)
    await turns.take(arrival("still broken", "a:fault"))
    again = await turns.take(arrival("still broken", "a:fault"))

    assert again.duplicate, "a repeat doesn't fail again"
    session = await t.store.session(CONV)
    assert session == before
    said = (await t.store.transcript(CONV))[-1]
    assert "my fault" in said.text.lower()


async def test_the_app_may_be_installed_and_greets_once(talks: Talks) -> None:
    t = talks()
    for key in ("a:1", "a:2"):
        await t.turns.take(Arrival(CONV, AYLIN, {}, Joined(), (key,)))
    await t.courier.settle()
    assert len(t.screen.texts()) == 1


async def test_a_store_that_is_closed_answers_come_again(talks: Talks) -> None:
    t = talks()
    t.store.close()
    with pytest.raises(StoreUnavailable):
        await t.say("hi")


async def test_a_typed_answer_freezes_the_card_with_the_words_of_its_button(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    await t.say("still broken")
    kind, _, body = t.screen.log[-1]
    assert kind == "update"
    assert "No, still broken" in body["text"]


async def test_a_step_that_is_shown_again_takes_the_buttons_from_the_card_before(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    before = await t.newest()
    await t.say("where was I")
    (asking,) = await t.open_cards()
    assert asking.token != before.token
    assert offers(asking) == offers(before)


async def test_an_old_button_on_another_device_is_answered_with_where_we_are(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    old = await t.newest()
    await t.press("broken", old.token)
    place = (await t.store.session(CONV), len(t.screen.texts()))

    answer = await t.press("cant", old.token)

    session = await t.store.session(CONV)
    assert session is not None
    assert place[0] is not None
    assert session.open == place[0].open
    assert answer.card is not None
    assert "actions" not in answer.card
    assert len(t.screen.texts()) == place[1] + 1


async def test_where_it_is_later_in_a_talk_only_the_talk_is_computed_later(talks: Talks) -> None:
    talk = talks()
    await talk.walk_to_a_step()
    talk.turns.ahead = lambda arrival: timedelta(days=2)
    await talk.press("fixed")
    session = await talk.store.session(CONV)
    assert session is not None
    assert session.touched == int((START + timedelta(days=2)).timestamp())
    assert [each.due for each in await talk.store.timers(CONV) if each.id == "held"] == [START + timedelta(days=1)]
    assert (await talk.store.events(CONV))[-1].at == START
