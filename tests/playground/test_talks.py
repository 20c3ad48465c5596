import asyncio
from datetime import UTC, datetime

from bot.playground.talks import MAX_TALKS, MAX_TYPED, Screen, Talk, Talks

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_only_so_many_talks_are_remembered_and_the_one_unused_longest_goes() -> None:
    talks = Talks()
    first, second = talks.begin("first", 0), talks.begin("second", 0)
    for number in range(MAX_TALKS - 2):
        talks.begin(f"talk {number}", 0)
    assert talks.get("first") is first
    talks.begin("one more", 0)
    assert talks.get("first") is first
    assert talks.get("second") is None
    assert second.typed == []


def test_a_talk_that_is_there_is_not_begun_again() -> None:
    talks = Talks()
    assert talks.begin("a", 3) is talks.begin("a", 9)


def test_a_very_long_talk_loses_its_beginning() -> None:
    talk = Talk(0)
    for number in range(MAX_TYPED + 5):
        talk.add(number, NOW, str(number), None)
    assert (len(talk.typed), talk.typed[0].text, talk.typed[-1].number) == (MAX_TYPED, "5", MAX_TYPED + 5)


async def test_whoever_waits_for_a_change_is_told_of_what_the_courier_brings() -> None:
    talks = Talks()
    talk, screen = talks.begin("a", 0), Screen(talks)
    waiting = asyncio.create_task(talk.changed_since(talk.changes))
    await asyncio.sleep(0)
    assert not waiting.done()
    await screen.post({"talk": "a"}, {"text": "hello"})
    await asyncio.wait_for(waiting, 5)


async def test_a_message_for_a_talk_that_nobody_looks_at_is_no_fault() -> None:
    screen = Screen(Talks())
    assert await screen.post({"talk": "gone"}, {"text": "hello"})
    await screen.update({"talk": "gone"}, "m1", {})
    await screen.delete({"talk": "gone"}, "m1")
