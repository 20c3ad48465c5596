"""The two ends of Teams that the benchmark plays."""

from pathlib import Path

from bench.turns.people import TYPED, Someone
from bench.turns.signing import new_certificate
from bench.turns.wire import Caller, serving


async def test_what_is_posted_is_counted_and_its_card_is_remembered(tmp_path: Path) -> None:
    async with serving({}, new_certificate(tmp_path).context) as service:
        port = int(service.url.rstrip("/").rpartition(":")[2])
        caller = Caller(port, path="/v3/conversations/chat-1/activities")
        status, answer = await caller.post(b'{"actions":[{"data":{"t":"token-1","verb":"start"}}]}')
        assert (status, answer) == (201, b'{"id": "m1"}')
        assert service.chats["chat-1"].token == "token-1"
        await service.shown("chat-1", 1)
        await caller.post(b"{}")
        assert service.chats["chat-1"].posts == 2
        caller.close()


def test_nobody_sends_the_same_activity_twice() -> None:
    someone = Someone("http://127.0.0.1:1/")
    assert someone.says(TYPED[0]) != someone.says(TYPED[0])
