"""PostgreSQL: several processes on one database, and what happens when it, or one of them, goes away."""

import asyncio
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from bot.delivery import Sent
from bot.engine.model import Session
from bot.store import DatabaseNewer, DatabaseUnreachable, lanes, open_store
from bot.store.postgres import PostgresStore
from bot.turn import Delivery, LostRace, Person, StoreUnavailable
from tests import postgres
from tests.store.test_contract import turn
from tests.turn.talking import CONV, START

pytestmark = pytest.mark.postgres
WORD = Delivery("post", {"text": "one"})


@pytest.fixture
def stores(empty_postgres: str) -> Iterator[tuple[PostgresStore, PostgresStore]]:
    """As two processes have them."""
    both = PostgresStore(empty_postgres), PostgresStore(empty_postgres)
    yield both
    for store in both:
        store.close()


async def test_of_two_turns_at_once_one_is_told_that_it_lost(stores: tuple[PostgresStore, PostgresStore]) -> None:
    results = await asyncio.gather(
        *(store.commit(turn(f"a:{number}")) for number, store in enumerate(stores)), return_exceptions=True
    )
    assert [type(each) for each in results if each is not None] == [LostRace]


async def test_who_commits_a_reply_sends_it_and_nobody_else(stores: tuple[PostgresStore, PostgresStore]) -> None:
    mine, other = stores
    await mine.commit(turn("a:1", deliveries=(WORD,)))
    assert mine.holds(CONV)
    assert await other.due(START, 10) == ()
    assert await other.agenda(CONV, START) is None
    agenda = await mine.agenda(CONV, START)
    assert agenda is not None
    assert [row.body for row in agenda.rows] == [WORD.body]


async def test_a_reply_that_another_process_commits_meanwhile_is_sent_by_whoever_is_at_it(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    mine, other = stores
    await mine.commit(turn("a:1", deliveries=(WORD,)))
    await other.commit(turn("a:2", 1, deliveries=(Delivery("post", {"text": "two"}),)))
    assert not other.holds(CONV)
    agenda = await mine.agenda(CONV, START)
    assert agenda is not None
    next_row = await mine.settle(agenda.rows[0], Sent("m1"), START)
    assert next_row is not None
    assert next_row.body == {"text": "two"}
    assert await mine.settle(next_row, Sent("m2"), START) is None
    await other.commit(turn("a:3", 2, deliveries=(WORD,)))
    assert other.holds(CONV), "what leaves nothing to do gives the lane back in the same commit"


async def test_a_lane_passes_on_when_its_lease_is_over_and_the_late_one_sends_nothing(
    stores: tuple[PostgresStore, PostgresStore], empty_postgres: str
) -> None:
    mine, other = stores
    await mine.commit(turn("a:1", deliveries=(WORD,)))
    with psycopg.connect(empty_postgres, autocommit=True) as db:
        db.execute(f"UPDATE session SET lane_until = {lanes.NOW} - 1".encode())
    assert await other.due(START, 10) == (CONV,)
    assert [await other.renew((CONV,)), await mine.renew((CONV,))] == [1, 2], "and each knows how many they are"
    assert not mine.holds(CONV)
    assert await mine.agenda(CONV, START) is None


async def test_lanes_are_handed_back_at_the_end(empty_postgres: str) -> None:
    ending, other = PostgresStore(empty_postgres), PostgresStore(empty_postgres)
    await ending.commit(turn("a:1", deliveries=(WORD,)))
    await ending.commit(turn("a:1", conv="in hand", deliveries=(WORD,)))
    await ending.give_back(but=("in hand",))
    assert await other.due(START, 10) == (CONV,)
    ending.close()
    assert sorted(await other.due(START, 10)) == ["in hand", CONV]
    other.close()


async def test_a_process_that_is_stopped_in_a_transaction_does_not_stop_others(
    stores: tuple[PostgresStore, PostgresStore], empty_postgres: str
) -> None:
    mine, _ = stores
    await mine.commit(turn("a:1"))
    with psycopg.connect(empty_postgres) as frozen:
        frozen.execute("SELECT 1 FROM session FOR UPDATE")
        with pytest.raises(StoreUnavailable):
            await mine.commit(turn("a:2", 1))
    await mine.commit(turn("a:2", 1))


async def test_a_database_that_is_restarted_is_noticed_by_nobody_and_one_that_is_gone_within_two_seconds() -> None:
    with postgres.server() as server:
        if server is None:
            postgres.leave_out()
        assert server is not None
        store = open_store(server.create("restarted"))
        await store.commit(turn("a:1"))
        server.kill()
        server.start()
        for number in range(20):
            assert await store.session(CONV) == Session(revision=1), number
        server.kill()
        began = time.monotonic()
        with pytest.raises(StoreUnavailable):
            await store.commit(turn("a:2", 1))
        assert time.monotonic() - began < 2
        store.close()


async def test_a_database_that_takes_a_request_and_says_nothing_is_given_up_within_two_seconds(
    empty_postgres: str,
) -> None:
    store = PostgresStore(empty_postgres)
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="doesn't answer"):
        await store._workers.do(lambda db: db.execute("SELECT pg_sleep(30)"))
    assert time.monotonic() - began < 2.2
    assert await store.session(CONV) is None
    closing = time.monotonic()
    store.close()
    assert time.monotonic() - closing < 5, "and holds up no end"


async def test_the_longest_keys_that_the_channel_lets_through_are_stored(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    """PostgreSQL takes 2,704 bytes in a key of an index. Random ones, as it would press others together."""
    chance = random.Random(7)

    def key(length: int) -> str:
        return "".join(chr(chance.randrange(0x21, 0x7F)) for _ in range(length))

    conv, person = f"msteams|{key(500)}|{key(500)}", Person(key(500), key(500), key(2048))
    await stores[0].commit(turn(f"b:{key(200)}:{key(200)}", conv=conv, person=person))
    assert (await stores[1].load(conv, (), None)).version == 1


# --- opening ---------------------------------------------------------------------------------------------------------


def test_six_starts_at_once_bring_the_tables_up_to_date_once(empty_postgres: str) -> None:
    opened: list[PostgresStore] = []
    threads = [threading.Thread(target=lambda: opened.append(PostgresStore(empty_postgres))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for store in opened:
        store.close()


def test_a_start_that_is_killed_at_any_moment_leaves_a_database_that_the_next_one_can_use(empty_postgres: str) -> None:
    program = [sys.executable, "-c", f"from bot.store import open_store; open_store({empty_postgres!r})"]
    for after in (0.35, 0.4, 0.45, 0.5, 0.55):
        process = subprocess.Popen(program)
        time.sleep(after)
        process.kill()
        process.wait()
    PostgresStore(empty_postgres).close()


def test_tables_one_version_newer_are_used_and_newer_ones_refused(empty_postgres: str) -> None:
    PostgresStore(empty_postgres).close()
    with psycopg.connect(empty_postgres, autocommit=True) as db:
        db.execute("UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'schema'")
        PostgresStore(empty_postgres).close()
        db.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(DatabaseNewer):
        PostgresStore(empty_postgres)


@pytest.mark.parametrize(
    "address", ["postgresql://nobody@127.0.0.1:1/unstuck", "postgresql://a:secret-7f3a@127.0.0.1:1/x", "postgresql://["]
)
def test_a_server_that_is_not_there_is_told_in_a_line_without_its_password(address: str) -> None:
    with pytest.raises(DatabaseUnreachable) as told:
        open_store(address)
    assert "\n" not in str(told.value)
    assert "secret-7f3a" not in str(told.value)
