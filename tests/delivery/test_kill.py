"""kill -9 at any moment: what was answered is never lost, replies stay in order, a copy only of what was in flight."""

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable
from itertools import count, groupby
from pathlib import Path
from queue import Empty, Queue

KILLS = 5
CONVERSATIONS = [f"test|contoso|{n}" for n in range(10)]


class Victim:
    """The bot in a process of its own."""

    def __init__(self, folder: Path, run: int) -> None:
        self.errors = (folder / "errors").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.victim", str(folder / "t.db"), str(folder / "wire"), str(run)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        self.lines: Queue[str] = Queue()
        self.reading = threading.Thread(target=self._read, daemon=True)
        self.reading.start()
        assert self.lines.get(timeout=30) == "ready"

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def order(self, orders: Iterable[str]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{order}\n" for order in orders))
        self.process.stdin.flush()

    def answers(self, at_least: int) -> set[str]:
        """So many answers, as they come in."""
        return {self.lines.get(timeout=30) for _ in range(at_least)}

    def kill(self) -> set[str]:
        """The answers that were on the way."""
        self.process.kill()
        return self._end()

    def finish(self) -> set[str]:
        """Let it do what is left and stop by itself."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        rest = self._end()
        assert self.process.returncode == 0
        return rest

    def _end(self) -> set[str]:
        self.process.wait(timeout=60)
        self.reading.join()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        for file in (self.process.stdin, self.process.stdout, self.errors):
            if not file.closed:
                file.close()
        found = set()
        while True:
            try:
                found.add(self.lines.get_nowait())
            except Empty:
                return found


def test_a_bot_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    ids = count(1)
    answers: set[str] = set()
    unanswered: dict[str, str] = {}
    for run in range(KILLS):
        victim = Victim(tmp_path, run)
        # What wasn't answered comes again, as Teams sends it again; every fifth comes twice at once.
        for conv in CONVERSATIONS * 4:
            id = str(next(ids))
            unanswered[id] = f"{id} {conv} " + chance.choice(["say", f"press {chance.randrange(9)}"])
        orders = list(unanswered.values())
        victim.order([*orders, *orders[::5]])
        answers |= victim.answers(chance.randrange(3, 25))
        answers |= victim.kill()
        done = {answer.split()[1] for answer in answers}
        unanswered = {id: order for id, order in unanswered.items() if id not in done}
    last = Victim(tmp_path, KILLS)
    last.order(unanswered.values())
    answers |= last.finish()

    assert {answer.split()[1] for answer in answers} == {str(n) for n in range(1, next(ids))}
    db = sqlite3.connect(tmp_path / "t.db")
    keys = {key for (key,) in db.execute("SELECT key FROM inbox")}
    posts = db.execute("SELECT sent_id, failed FROM outbox WHERE kind = 'post'").fetchall()
    open_rows = db.execute("SELECT count(*) FROM outbox WHERE sent_at IS NULL").fetchone()[0]
    cards = {token: (conv, seq) for token, conv, seq in db.execute("SELECT token, conv, seq FROM card")}
    turns = db.execute("SELECT sum(version) FROM session").fetchone()[0]
    db.close()
    lines = (line.split() for line in (tmp_path / "wire").read_text().splitlines())
    wire = [(message, token) for kind, message, token in lines if kind == "post"]

    committed = {answer.split()[1] for answer in answers if answer.startswith("committed")}
    assert {f"a:{id}" for id in committed} - keys == set(), "what was answered is there"
    assert turns == len([key for key in keys if key[0] in "amt"]), "one activity is one turn"
    assert open_rows == 0
    assert {sent for sent, _ in posts} - {message for message, _ in wire} == set(), "every reply arrived"
    assert len(wire) - len(posts) <= KILLS * len(CONVERSATIONS), "a copy only of what was in flight at a kill"
    for conv in CONVERSATIONS:
        arrived = [cards[token][1] for _, token in wire if token in cards and cards[token][0] == conv]
        assert [seq for seq, _ in groupby(arrived)] == sorted(set(arrived)), "in order, no copy after a newer one"
