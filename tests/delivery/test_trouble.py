"""What happens to a database doesn't end delivery: it is looked again, and told once."""

import asyncio
import io
from pathlib import Path

from bot import log
from bot.delivery import Later, NotSent, Post, Row, Sent
from bot.delivery.hosts import Hosts
from tests.databases import execute
from tests.delivery.test_destinations import logged
from tests.delivery.test_lane import queue
from tests.turn.talking import START, Clock, OneThere, Talks

WITHIN_S = 10


async def test_delivery_goes_on_after_a_trouble_of_any_kind(talks: Talks, database: str) -> None:
    """A table that is gone for a while stands for all that nobody thought of."""
    t = talks()
    await queue(t, "one")
    told = io.StringIO()
    log.configure(told)
    execute(database, "ALTER TABLE session RENAME TO elsewhere")
    running = asyncio.create_task(t.courier.run())
    async with asyncio.timeout(WITHIN_S):
        while not told.getvalue():
            await asyncio.sleep(0.01)
        execute(database, "ALTER TABLE elsewhere RENAME TO session")
        while t.screen.texts() != ["one"]:
            await asyncio.sleep(0.01)
    assert not running.done()
    running.cancel()
    log.configure()


async def test_a_database_that_is_away_is_told_once_and_so_is_its_return(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/t.db"
    talks = Talks(database)
    t = talks()
    with logged() as lines:
        for _ in range(5):
            execute(database, "ALTER TABLE session RENAME TO elsewhere")
            await t.courier.look()
            execute(database, "ALTER TABLE elsewhere RENAME TO session")
        await t.courier.look()
    talks.close()
    assert [line["event"] for line in lines] == ["delivery.waiting", "delivery.resumed"]


class DeadDesk(OneThere):
    """A helpdesk that can't be reached until `answers`."""

    def __init__(self) -> None:
        self.answers = False
        self.asked = 0

    async def deliver(self, case: int, what: str, id: str, to: str) -> None:
        self.asked += 1
        if not self.answers:
            raise NotSent("unreachable")


def handoff(case: int, attempts: int = 0) -> Row:
    return Row(
        f"test|contoso|{case}", 1, "handoff", {"case": case, "what": "opened", "to": "desk"}, {}, START, attempts
    )


async def test_a_helpdesk_that_is_dead_is_left_alone_told_once_and_each_person_hears_it_once() -> None:
    desk, clock = DeadDesk(), Clock()
    post = Post({}, desk, hosts=Hosts(spread=lambda: 1.0), spread=lambda: 1.0)
    with logged() as lines:
        results = [await post.send(handoff(number), clock) for number in range(30)]
        assert desk.asked == 5, "then it is left alone"
        assert all(isinstance(each, Later) and each.tried and each.tell is not None for each in results)
        again = await post.send(handoff(29, attempts=1), clock)
        assert isinstance(again, Later)
        assert (again.tell, again.tried) == (None, False)

        clock.wait(seconds=31)
        desk.answers = True
        assert isinstance(await post.send(handoff(1, attempts=1), clock), Sent)
        assert isinstance(await post.send(handoff(2, attempts=1), clock), Sent)
    assert [line["to"] for line in lines if line["event"] == "helpdesk.unreachable"] == ["desk"]
