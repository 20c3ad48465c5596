"""Never faster than Teams allows, in a conversation and in a tenant; and whoever is there counts."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.channel.connector import TEAMS_LIMITS
from bot.delivery import Courier, Limits, Post, Row
from bot.delivery.pace import TenantPace
from bot.store import open_store
from bot.turn import Delivery, Json, Turns, now_utc
from tests.store.test_contract import turn
from tests.turn.talking import CONV, START, Clock, NobodyThere, Screen, lamps


def most_within(sent: Sequence[datetime], span: timedelta) -> int:
    return max(sum(start <= other < start + span for other in sent) for start in sent)


class TimedScreen(Screen):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.times: list[datetime] = []

    async def post(self, address: Json, body: Json) -> str:
        self.times.append(self.clock.now)
        return await super().post(address, body)


@pytest.mark.parametrize("step", [0.3, 0.7])
async def test_a_conversation_is_never_sent_more_than_teams_takes_whoever_sends(database: str, step: float) -> None:
    """Ninety replies wait; the process that sends is another one every few seconds."""
    clock = Clock()
    screen = TimedScreen(clock)
    words = tuple(Delivery("post", {"text": str(number)}) for number in range(90))
    store = open_store(database)
    await store.commit(turn("a:1", deliveries=words))
    for look in range(int(70 / step)):
        if look % 20 == 0:
            store.close()
            store = open_store(database)
            post = Post({"test": screen}, NobodyThere(), limits={"test": TEAMS_LIMITS}, spread=lambda: 1.0)
            post.pace.shared_by(1)
            courier = Courier(store, post, Turns(store, lamps, clock=clock), clock=clock)
        await courier.look()
        await courier.settle()
        clock.wait(seconds=step)
    store.close()
    assert screen.texts() == [str(number) for number in range(90)]
    for span, most in TEAMS_LIMITS.in_conversation:
        assert most_within(screen.times, span) <= most
    assert most_within(screen.times, timedelta(seconds=30)) >= 55, "and not much slower either"


def test_the_longest_wait_of_all_limits_counts() -> None:
    limits = Limits(((timedelta(seconds=1), 2), (timedelta(seconds=10), 3)))
    at = [START + timedelta(seconds=second) for second in (0, 5, 5.5)]
    now = START + timedelta(seconds=6)
    assert limits.free_at((), now) is None
    assert limits.free_at(at[1:], now - timedelta(seconds=0.2)) == now
    assert limits.free_at(at, now) == START + timedelta(seconds=10)


def known_pace(processes: int) -> TenantPace:
    """Of a process that isn't new."""
    pace = TenantPace()
    pace.shared_by(1)
    pace.shared_by(processes)
    return pace


def test_whoever_is_new_takes_what_was_kept_free_for_it() -> None:
    first, second = known_pace(1), TenantPace()
    assert (first.share(50), second.share(50)) == (45, 5), "it doesn't know yet whether it is alone"
    second.shared_by(2)
    assert first.share(50) + second.share(50) == 50, "the first one hasn't heard of it"
    first.shared_by(2)
    assert first.share(50) == 22


@pytest.mark.postgres
async def test_two_processes_together_send_a_tenant_no_more_than_its_limit_also_while_one_joins(
    empty_postgres: str,
) -> None:
    times: list[float] = []

    class Watched(Screen):
        async def post(self, address: Json, body: Json) -> str:
            times.append(time.monotonic())
            return await super().post(address, body)

    async def process(name: str) -> None:
        """Twenty conversations of one tenant, with eight replies each."""
        store = open_store(empty_postgres)
        post = Post({"test": Watched()}, NobodyThere(), limits={"test": Limits(in_tenant=50)})
        courier = Courier(store, post, Turns(store, lamps))
        replies = tuple(Delivery("post", {"text": str(number)}) for number in range(8))
        sending = asyncio.create_task(courier.run())
        for number in range(20):
            conv = f"test|contoso|{name}{number}"
            await store.commit(turn("a:1", conv=conv, at=now_utc(), deliveries=replies))
            courier.wake(conv)
        while await store.waiting():
            await asyncio.sleep(0.1)
        sending.cancel()
        await courier.stop()
        store.close()

    async def a_little_later() -> None:
        await asyncio.sleep(1.2)
        await process("b")

    async with asyncio.timeout(60):
        await asyncio.gather(process("a"), a_little_later())
    times.sort()
    assert len(times) == 320
    assert max(sum(start <= other < start + 1 for other in times) for start in times) <= 50
    assert times[-1] - times[0] < 15, "and not much slower either"


@pytest.mark.parametrize(("processes", "most"), [(1, 18), (2, 9)])
async def test_a_tenant_is_never_sent_more_than_its_share_of_a_second(processes: int, most: int) -> None:
    pace, times = known_pace(processes), []

    async def send() -> None:
        async with pace.room("contoso", 20):
            times.append(time.monotonic())
            await asyncio.sleep(0.001)

    await asyncio.gather(*(send() for _ in range(35 // processes)))
    times.sort()
    assert max(sum(start <= other < start + 1 for other in times) for start in times) <= most
    assert times[-1] - times[0] < 3


async def test_one_tenant_at_its_limit_holds_up_no_other() -> None:
    pace = known_pace(1)

    async def send(tenant: str) -> None:
        async with pace.room(tenant, 5):
            await asyncio.sleep(0)

    waiting = [asyncio.create_task(send("busy")) for _ in range(15)]
    await asyncio.sleep(0)
    began = time.monotonic()
    await send("quiet")
    assert time.monotonic() - began < 0.5
    for task in waiting:
        task.cancel()


async def test_who_does_not_hold_the_conversation_any_more_starts_no_send() -> None:
    screen = Screen()
    post = Post({"test": screen}, NobodyThere())
    clock = Clock()
    row = Row(CONV, 1, "post", {"text": "one"}, {}, START)
    assert await post.send(row, clock, holds=lambda conv: False) is None
    assert (
        await post.send(
            Row(CONV, 1, "handoff", {"case": 1, "what": "opened"}, {}, START), clock, holds=lambda conv: False
        )
        is None
    )
    assert screen.log == []
