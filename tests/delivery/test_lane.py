"""What was committed is sent: in order, once, and by whoever is there later if need be."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from bot.delivery import Blocked, Busy, Doubtful, Gone, NotSent, Refused, SendFailed, TooLarge
from bot.engine.inputs import Told
from bot.engine.model import Fixed, Holding, Session, Waiting
from bot.turn import Arrival, Commit, Delivery, Json
from tests.turn.talking import AYLIN, CONV, START, OneThere, Screen, Talk, Talks


async def queue(t: Talk, *texts: str, conv: str = CONV, address: str = "here") -> None:
    """Rows as a turn commits them, without anybody to send them yet."""
    posts = tuple(Delivery("post", {"text": text}) for text in texts)
    address_of = {"serviceUrl": address}
    await t.store.commit(
        Commit(conv, AYLIN, address_of, (f"a:{texts}",), 0, Session(), "d", t.clock.now, deliveries=posts)
    )


async def test_replies_arrive_in_the_order_in_which_they_were_given(talks: Talks) -> None:
    t = talks()
    numbers = [str(n) for n in range(30)]
    await queue(t, *numbers)
    await t.look()
    assert t.screen.texts() == numbers


async def test_what_cannot_be_sent_holds_back_what_comes_after(talks: Talks) -> None:
    t = talks(screen=Screen(fails=[NotSent("refused")]))
    await queue(t, "one", "two")
    await t.look()
    assert t.screen.texts() == []
    await t.look()
    assert t.screen.texts() == [], "not before its time"
    t.clock.wait(seconds=1)
    await t.look()
    assert t.screen.texts() == ["one", "two"]


async def test_what_was_committed_before_a_crash_is_sent_after_it(talks: Talks) -> None:
    before = talks()
    await queue(before, "one", "two")
    before.store.close()
    after = talks()
    await after.look()
    await after.look()
    assert after.screen.texts() == ["one", "two"]


WAITS: Sequence[tuple[str, SendFailed, float]] = [
    ("busy, as long as was asked for", Busy("429", retry_after=17), 17),
    ("busy, without a word", Busy("412"), 1),
    ("surely not delivered", NotSent("refused"), 1),
    ("in doubt", Doubtful("timeout"), 1),
]


@pytest.mark.parametrize(("failure", "seconds"), [each[1:] for each in WAITS], ids=[each[0] for each in WAITS])
async def test_each_failure_waits_as_long_as_it_should(talks: Talks, failure: SendFailed, seconds: float) -> None:
    t = talks(screen=Screen(fails=[failure]))
    await queue(t, "one")
    await t.look()
    t.clock.wait(seconds=seconds - 0.1)
    await t.look()
    assert t.screen.texts() == []
    t.clock.wait(seconds=0.1)
    await t.look()
    assert t.screen.texts() == ["one"]


async def test_what_is_in_doubt_is_sent_three_times_at_most(talks: Talks) -> None:
    t = talks(screen=Screen(fails=[Doubtful("timeout")] * 3))
    await queue(t, "one", "two")
    for _ in range(4):
        await t.look()
        t.clock.wait(minutes=1)
    assert t.screen.texts() == ["two"]
    assert [each.name for each in await t.store.events(CONV)] == ["DeliveryFailed"]


@pytest.mark.parametrize("failure", [Refused("status 400"), TooLarge("413")])
async def test_what_is_refused_is_given_up_and_the_next_one_goes(talks: Talks, failure: SendFailed) -> None:
    t = talks(screen=Screen(fails=[failure]))
    await queue(t, "one", "two")
    await t.look()
    assert t.screen.texts() == ["two"]


async def test_a_card_that_is_too_big_goes_as_text(talks: Talks) -> None:
    t = talks(screen=Screen(fails=[TooLarge("413")]))
    await t.say("0x80fe0001")
    ((_, _, body),) = t.screen.log
    assert body.keys() == {"text"}


@pytest.mark.parametrize("failure", [Blocked("MessageWritesBlocked"), Gone("ConversationNotFound")])
async def test_who_blocked_us_is_left_alone_until_they_write(talks: Talks, failure: SendFailed) -> None:
    t = talks(screen=Screen(fails=[failure]))
    await queue(t, "one")
    for _ in range(3):
        await t.look()
        t.clock.wait(hours=1)
    assert t.screen.texts() == []
    assert await t.store.due(t.clock.now, 10) == ()
    await t.say("hello")
    assert t.screen.texts()[0] == "one"
    assert len(t.screen.texts()) == 2


async def test_what_is_a_day_old_is_not_sent_any_more(talks: Talks) -> None:
    t = talks()
    await queue(t, "one")
    t.clock.wait(hours=25)
    await t.look()
    assert t.screen.texts() == []


async def test_a_card_that_was_lost_is_shown_again_when_the_person_writes(talks: Talks) -> None:
    t = talks()
    await t.walk_to_a_step()
    t.screen.fails = [Refused("status 400")]
    await t.press("broken")
    lost = await t.newest()
    assert lost.lost
    await t.press("explain", lost.token)
    assert lost.body["text"] in t.screen.texts()
    assert not any(card.lost for card in await t.open_cards())


async def test_a_message_that_is_gone_is_posted_anew_and_updated_there_from_then_on(talks: Talks) -> None:
    t = talks()
    await t.say("0x80fe0001")
    asked = await t.newest()
    t.screen.fails = [None, Gone("no such message")]
    await t.press("start", asked.token)
    kind, message, body = t.screen.log[-1]
    assert (kind, message) == ("post", "m3")
    assert "actions" not in body["card"]
    pressed = (await t.store.load(CONV, (), asked.token)).card
    assert pressed is not None
    assert pressed.sent_id == "m3"


async def test_a_second_copy_of_a_card_is_deleted_when_it_is_pressed(talks: Talks) -> None:
    """The connector showed it and didn't answer, so it was sent again."""
    t = talks()
    await t.say("0x80fe0001")
    token = (await t.newest()).token
    await t.press("start", token, on="m1")
    await t.press("start", token, on="copy")
    await t.press("start", token, on="copy")
    assert [message for kind, message, _ in t.screen.log if kind == "delete"] == ["copy"]
    assert len(t.screen.texts()) == 2


async def test_a_press_that_names_another_message_of_ours_deletes_nothing(talks: Talks) -> None:
    t = talks()
    await t.say("hi")
    await t.say("0x80fe0001")
    await t.press("start", on="m1")
    assert [kind for kind, *_ in t.screen.log if kind == "delete"] == []


async def test_a_dead_host_is_left_alone_for_a_while_and_others_are_not(talks: Talks) -> None:
    class Dead(Screen):
        tries = 0

        async def post(self, address: Json, body: Json) -> str:
            if address["serviceUrl"] == "dead":
                self.tries += 1
                raise NotSent("refused")
            return await super().post(address, body)

    screen = Dead()
    t = talks(screen=screen)
    for n in range(12):
        await queue(t, f"to nobody {n}", conv=f"test|contoso|{n}", address="dead")
    await queue(t, "innocent", conv="test|contoso|innocent")
    await t.look()
    assert t.screen.texts() == ["innocent"]
    tries = screen.tries
    t.clock.wait(seconds=20)
    await t.look()
    assert screen.tries == tries
    t.clock.wait(seconds=20)
    await t.look()
    assert screen.tries == tries + 1, "one probe"


async def test_a_slow_conversation_does_not_slow_another(talks: Talks) -> None:
    answer = asyncio.Event()

    class Slow(Screen):
        async def post(self, address: Json, body: Json) -> str:
            if address["serviceUrl"] == "slow":
                await answer.wait()
            return await super().post(address, body)

    t = talks(screen=Slow())
    await queue(t, "slow", conv="test|contoso|slow", address="slow")
    await queue(t, "quick", conv="test|contoso|quick")
    began = time.monotonic()
    await t.courier.look()
    while not t.screen.texts():
        await asyncio.sleep(0)
    assert t.screen.texts() == ["quick"]
    assert time.monotonic() - began < 5
    answer.set()
    await t.courier.settle()
    assert t.screen.texts() == ["quick", "slow"]


class Held(Screen):
    """Takes a message, and answers when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand, self.answer = asyncio.Event(), asyncio.Event()

    async def post(self, address: Json, body: Json) -> str:
        self.in_hand.set()
        await self.answer.wait()
        return await super().post(address, body)


async def in_hand(talks: Talks) -> tuple[Talk, Held]:
    """A talk that is sent two messages. The first one is in hand."""
    screen = Held()
    t = talks(screen=screen)
    await queue(t, "one", "two")
    await t.courier.look()
    await screen.in_hand.wait()
    return t, screen


async def test_stopping_sends_what_is_due_in_the_talks_in_hand(talks: Talks) -> None:
    t, screen = await in_hand(talks)
    stopping = asyncio.create_task(t.courier.stop())
    await queue(t, "elsewhere", conv="test|contoso|elsewhere")
    await asyncio.sleep(0)
    await t.courier.look()
    screen.answer.set()
    await stopping
    assert t.screen.texts() == ["one", "two"], "and nothing new is looked for"


async def test_who_has_no_time_to_finish_a_talk_hands_it_over_after_the_message_in_hand(talks: Talks) -> None:
    t, screen = await in_hand(talks)
    stopping = asyncio.create_task(t.courier.stop(finish_within_s=0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    screen.answer.set()
    await stopping
    assert t.screen.texts() == ["one"]
    t.store.close()
    after = talks()
    await after.look()
    assert after.screen.texts() == ["two"], "and the first one isn't repeated"


# --- timers ----------------------------------------------------------------------------------------------------------


async def fixed(t: Talk) -> None:
    await t.walk_to_a_step()
    await t.press("fixed")
    session = await t.store.session(CONV)
    assert session is not None
    assert isinstance(session.open, Fixed)


async def test_a_timer_fires_once_and_late_rather_than_never(talks: Talks) -> None:
    before = talks()
    await fixed(before)
    shown = len(before.screen.texts())
    before.store.close()

    after = talks(clock=before.clock)
    await after.look()
    assert after.screen.texts() == []
    after.clock.wait(days=3)
    for _ in range(3):
        await after.look()
        await after.look()
    assert len(after.screen.texts()) == 1
    session = await after.store.session(CONV)
    assert session is not None
    assert isinstance(session.open, Holding)
    assert shown


async def test_a_timer_that_was_taken_back_does_not_fire(talks: Talks) -> None:
    t = talks()
    await fixed(t)
    await t.press("dont-ask")
    shown = len(t.screen.texts())
    t.clock.wait(days=3)
    await t.look()
    assert len(t.screen.texts()) == shown


# --- cases and words from elsewhere ----------------------------------------------------------------------------------


async def hand_over(t: Talk) -> None:
    await t.walk_to_a_step()
    await t.press("person")
    await t.press("send")


async def test_a_case_without_a_destination_has_arrived_as_soon_as_it_is_stored(talks: Talks) -> None:
    t = talks()
    await hand_over(t)
    (case,) = await t.store.cases()
    assert (case.number, case.state, case.name) == (1001, "delivered", "Aylin Demir")
    assert "1001" in t.screen.texts()[-1]
    session = await t.store.session(CONV)
    assert session is not None
    assert session.open == Waiting(1001)


async def test_a_helpdesk_that_is_down_is_told_of_and_holds_nothing_back(talks: Talks) -> None:
    class Down(OneThere):
        down = True
        ids: list[str] = []

        async def deliver(self, case: int, what: str, id: str, to: str) -> None:
            self.ids.append(id)
            if self.down:
                raise Refused("status 404")

    desk = Down()
    t = talks(desk=desk)
    await hand_over(t)
    shown = len(t.screen.texts())
    for _ in range(30):
        t.clock.wait(minutes=5)
        await t.look()
    assert len(t.screen.texts()) == shown, "said once that it isn't there yet"
    assert (await t.store.cases())[0].state == "waiting"
    await t.say("where was I")
    assert len(t.screen.texts()) == shown + 1, "the chat goes on"

    desk.down = False
    t.clock.wait(minutes=5)
    await t.look()
    assert (await t.store.cases())[0].state == "delivered"
    assert len(set(desk.ids)) == 1, "whoever gets it twice can see that it is the same"
    assert "1001" in t.screen.texts()[-1]


async def test_a_word_from_another_conversation_is_one_turn_there_however_often_it_comes(talks: Talks) -> None:
    t = talks()
    await hand_over(t)
    shown = len(t.screen.texts())
    word = Delivery("input", {"conv": CONV, "what": "case-closed", "values": {"number": "1001"}})
    await t.store.commit(Commit("test|contoso|desk", AYLIN, {}, ("a:1",), 0, Session(), "d", START, deliveries=(word,)))
    first, second = await t.store.agenda("test|contoso|desk", START), await t.store.agenda("test|contoso|desk", START)
    assert first is not None
    assert first == second
    await t.look()
    # Its process died before it could write down that this was done.
    told = Told("case-closed", {"number": "1001"})
    await t.turns.take(Arrival(CONV, AYLIN, {}, told, (f"m:test|contoso|desk/{first.rows[0].seq}",)))
    await t.courier.settle()
    assert len(t.screen.texts()) == shown + 1


async def test_a_case_that_is_over_before_it_arrived_is_not_sent_any_more(talks: Talks) -> None:
    class Down(OneThere):
        tries = 0

        async def deliver(self, case: int, what: str, id: str, to: str) -> None:
            self.tries += 1
            raise NotSent("refused")

    desk = Down()
    t = talks(desk=desk)
    await hand_over(t)
    await t.say("withdraw it")
    t.clock.wait(hours=1)
    await t.look()
    assert [(case.number, case.state) for case in await t.store.cases()] == [(1001, "withdrawn")]
    assert desk.tries == 1


async def test_a_case_that_is_withdrawn_while_it_is_being_sent_is_followed_by_the_word_that_it_was(
    talks: Talks,
) -> None:
    sending, go_on = asyncio.Event(), asyncio.Event()
    got: list[str] = []

    class Slow(OneThere):
        async def deliver(self, case: int, what: str, id: str, to: str) -> None:
            sending.set()
            await go_on.wait()
            got.append(what)

    t = talks(desk=Slow())
    await t.walk_to_a_step()
    await t.press("person")
    await t.turns.take(t.arrival_of_press((await t.newest()).token, "send"))
    await sending.wait()
    await t.turns.take(t.arrival_of_words("withdraw it"))
    go_on.set()
    await t.courier.settle()
    assert got == ["opened", "withdrawn"]
    assert (await t.store.cases())[0].state == "withdrawn"
