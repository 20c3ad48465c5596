"""A bot to be killed: takes its orders from standard input, and tells of a turn only after its commit.

An order is `<id> <conversation> say` or `<id> <conversation> press <n>`: the n-th button of the newest card. The answer
is `committed <id>`, or `repeated <id>` for what had been done already. What its channel gets is appended to a file,
which stands for the other side: it outlives the process.
"""

import asyncio
import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from bot.log import configure
from bot.turn import Json
from tests.turn.talking import AYLIN, Screen, Talk, Talks, offers


@dataclass
class Wire(Screen):
    """The other side takes it at once, and its answer is on the way for a moment."""

    path: Path = Path("wire")
    run: str = ""

    async def post(self, address: Json, body: Json) -> str:
        message = f"{self.run}-{next(self.numbers)}"
        await self._arrive("post", message, body)
        return message

    async def update(self, address: Json, message: str, body: Json) -> None:
        await self._arrive("update", message, body)

    async def _arrive(self, kind: str, message: str, body: Json) -> None:
        with self.path.open("a") as file:
            file.write(f"{kind} {message} {body.get('token', '-')}\n")
        await asyncio.sleep(random.random() / 200)


async def obey(talk: Talk, order: str) -> None:
    id, conv, what, *which = order.split()
    mine = replace(talk, conv=conv, person=replace(AYLIN, id=conv))
    cards = await mine.open_cards()
    if what == "press" and cards:
        verbs = sorted(offers(cards[-1]))
        arrival = mine.arrival_of_press(cards[-1].token, verbs[int(which[0]) % len(verbs)], id)
    else:
        arrival = mine.arrival_of_words("0x80fe0001", id)
    answer = await mine.turns.take(arrival)
    sys.stdout.write(f"{'repeated' if answer.duplicate else 'committed'} {id}\n")
    sys.stdout.flush()


async def main(database: str, wire: str, run: str) -> None:
    configure(sys.stderr)
    talks = Talks(database)
    talk = talks(screen=Wire(path=Path(wire), run=run))
    looking = asyncio.create_task(talk.courier.run())
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    async with asyncio.TaskGroup() as turns:
        while order := await reader.readline():
            turns.create_task(obey(talk, order.decode()))
    while await talk.store.due(talk.clock(), 1):
        await talk.look()
    looking.cancel()
    talks.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
