"""A case goes to several destinations: each once, none waits for another, and none is forgotten when it is renamed."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from bot import log
from bot.delivery import NotSent
from tests.turn.talking import CONV, OneThere, Talk, Talks


class Several(OneThere):
    """A helpdesk whose destinations can be down, and renamed."""

    def __init__(self, *names: str) -> None:
        self.names: Sequence[str] = names
        self.down: set[str] = set()
        self.got: list[tuple[str, str, str]] = []
        self.open_at: datetime | None = None

    async def deliver(self, case: int, what: str, id: str, to: str) -> None:
        if to in self.down:
            raise NotSent("unreachable")
        self.got.append((to, what, id))

    def opens(self, now: datetime) -> datetime | None:
        return self.open_at


@contextmanager
def logged() -> Iterator[list[dict[str, str]]]:
    """The lines that are written inside, filled in at its end."""
    stream = io.StringIO()
    lines: list[dict[str, str]] = []
    log.configure(stream)
    try:
        yield lines
    finally:
        log.configure()
        lines += map(json.loads, stream.getvalue().splitlines())


async def hand_over(t: Talk) -> None:
    await t.walk_to_a_step()
    await t.press("person")
    await t.press("send")


async def states(t: Talk) -> list[str]:
    return [case.state for case in await t.store.cases()]


async def test_each_destination_gets_it_once_under_one_id(talks: Talks) -> None:
    desk = Several("mail", "webhook")
    t = talks(desk=desk)
    await hand_over(t)
    assert sorted(to for to, _, _ in desk.got) == ["mail", "webhook"]
    assert len({id for _, _, id in desk.got}) == 1
    assert await states(t) == ["delivered"]
    assert sum("1001" in text for text in t.screen.texts()) == 1, "the person is told once"


async def test_a_destination_that_is_down_for_an_hour_holds_back_no_other_and_misses_nothing(talks: Talks) -> None:
    desk = Several("mail", "webhook")
    desk.down = {"mail"}
    t = talks(desk=desk)
    with logged() as logs:
        await hand_over(t)
        await t.say("add: I need it at three")
        await t.say("withdraw it")
        for _ in range(12):
            t.clock.wait(minutes=5)
            await t.look()
        assert [(to, what) for to, what, _ in desk.got] == [
            ("webhook", "opened"),
            ("webhook", "added"),
            ("webhook", "withdrawn"),
        ]
    alarms = [line for line in logs if line["event"] == "case.undelivered" and line["level"] == "error"]
    assert alarms
    assert {line["to"] for line in alarms} == {"mail"}
    desk.down.clear()
    t.clock.wait(minutes=10)
    await t.look()
    assert [(to, what) for to, what, _ in desk.got if to == "mail"] == [
        ("mail", "opened"),
        ("mail", "added"),
        ("mail", "withdrawn"),
    ]
    assert len(desk.got) == len(set(desk.got)) == 6
    assert await states(t) == ["withdrawn"]


async def test_the_person_hears_that_it_is_late_only_while_nobody_has_it(talks: Talks) -> None:
    late = "The helpdesk doesn't have it yet"
    desk = Several("mail", "webhook")
    desk.down = {"mail", "webhook"}
    t = talks(desk=desk)
    await hand_over(t)
    t.clock.wait(minutes=5)
    await t.look()
    assert any(late in text for text in t.screen.texts())
    desk.down = {"webhook"}
    t.clock.wait(minutes=5)
    await t.look()
    assert await states(t) == ["delivered"]
    shown = len(t.screen.texts())
    t.clock.wait(minutes=5)
    await t.look()
    assert len(t.screen.texts()) == shown


@pytest.mark.parametrize(
    ("down", "times"),
    [({"mail"}, 0), ({"mail", "tickets"}, 0), ({"mail", "tickets", "webhook"}, 1)],
    ids=["one down", "two down", "all down"],
)
async def test_that_it_is_late_is_said_once_and_only_where_no_destination_took_it(
    talks: Talks, down: set[str], times: int
) -> None:
    desk = Several("mail", "tickets", "webhook")
    desk.down = down
    t = talks(desk=desk)
    await hand_over(t)
    for _ in range(3):
        t.clock.wait(minutes=5)
        await t.look()
    assert sum("The helpdesk doesn't have it yet" in text for text in t.screen.texts()) == times


async def test_two_cases_on_their_way_get_their_own_numbers_whichever_arrives_first(talks: Talks) -> None:
    class ByCase(Several):
        async def route(self, case: int) -> Sequence[str]:
            return ("mail",) if case == 1001 else ("webhook",)

    desk = ByCase("mail", "webhook")
    desk.down = {"mail"}
    t = talks(desk=desk)
    await hand_over(t)
    for text in ("back to the steps", "now it says 0x80fe0123"):
        await t.say(text)
    await t.press("switch")
    await t.say("person")
    await t.press("send")
    session = await t.store.session(CONV)
    assert session is not None
    stored = {case.number: case.note.problem for case in await t.store.cases()}
    assert [(case.number, case.problem) for case in session.cases] == [(1002, stored[1002]), (0, stored[1001])]
    desk.down.clear()
    t.clock.wait(minutes=5)
    await t.look()
    session = await t.store.session(CONV)
    assert session is not None
    assert [(case.number, case.problem) for case in session.cases] == [(1002, stored[1002]), (1001, stored[1001])]


async def test_a_destination_that_lost_its_name_alarms_and_the_case_goes_where_cases_go_now(talks: Talks) -> None:
    desk = Several("old", "webhook")
    desk.down = {"old"}
    t = talks(desk=desk)
    await hand_over(t)
    desk.names = ("new", "webhook")
    with logged() as logs:
        t.clock.wait(minutes=5)
        await t.look()
    assert [line["to"] for line in logs if line["event"] == "case.rerouted"] == ["old"]
    assert [line["level"] for line in logs if line["event"] == "case.rerouted"] == ["error"]
    assert sorted(to for to, _, _ in desk.got) == ["new", "webhook"], "the webhook had it already"
    assert len({id for _, _, id in desk.got}) == 1


async def test_a_case_whose_every_destination_is_gone_is_listed_and_the_person_told_so(talks: Talks) -> None:
    desk = Several("old")
    desk.down = {"old"}
    t = talks(desk=desk)
    await hand_over(t)
    assert await states(t) == ["waiting"]
    desk.names = ()
    t.clock.wait(minutes=5)
    await t.look()
    assert await states(t) == ["delivered"]
    assert "1001" in t.screen.texts()[-1]


async def test_a_new_destination_gets_the_next_news(talks: Talks) -> None:
    desk = Several("webhook")
    t = talks(desk=desk)
    await hand_over(t)
    desk.names = ("webhook", "mail")
    await t.say("add: I need it at three")
    assert sorted((to, what) for to, what, _ in desk.got) == [
        ("mail", "added"),
        ("webhook", "added"),
        ("webhook", "opened"),
    ]


async def test_outside_the_hours_the_person_is_told_when_somebody_looks(talks: Talks) -> None:
    desk = Several("webhook")
    t = talks(desk=desk)
    desk.open_at = t.clock.now + timedelta(days=1)
    await hand_over(t)
    assert "Somebody will look at it: tomorrow at" in t.screen.texts()[-1]
