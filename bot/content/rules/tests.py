"""Talks that are played as tests."""

from collections.abc import Iterator
from typing import Final

from bot.content.rules.scope import Found, Scope, rule

_ACTS: Final = ("you", "press", "open", "paste", "wait")


@rule("test/turn", "error")
def a_turn_does_one_thing(scope: Scope) -> Iterator[Found]:
    """A turn of a test does two things, or says nothing.

    A turn is one of `you`, `press`, `open`, `paste` and `wait`, and what is expected then. A turn without any of them
    goes on expecting of the reply before."""
    for test in scope.draft.tests():
        for turn in test.maps("talk"):
            acts = [act for act in _ACTS if act in turn.keys]
            if len(acts) > 1:
                message = f"both `{acts[0]}` and `{acts[1]}` in one turn"
                yield Found(turn.key(acts[1]), message, "two turns", turn.key(acts[0]), "the other one stands")
            elif not turn.keys:
                yield Found(turn.place, "this turn says nothing", "{you: what is typed, bot: what it answers}")


@rule("test/sample", "error")
def a_sample_stands_below_samples(scope: Scope) -> Iterator[Found]:
    """A sample's path leads out of `samples/`.

    Nothing outside the content's own folder is read. A sample is named by its path below `samples/`, with forward
    slashes, such as `dsregcmd/joined.txt`."""
    turns = [turn.node("paste") for test in scope.draft.tests() for turn in test.maps("talk")]
    samples = [test.node("sample") for reading in scope.draft.readings.values() for test in reading.maps("tests")]
    for named in (*turns, *samples):
        if named is not None and (".." in named.text.split("/") or named.text.startswith("/") or "\\" in named.text):
            yield Found(named.place, f'"{named.text}" isn\'t below `samples/`', "folder/file.txt")


@rule("test/same-name", "error")
def each_test_has_a_name_of_its_own(scope: Scope) -> Iterator[Found]:
    """Two tests have the same name.

    Each tells a story that no other tells, and its name is that story in a sentence."""
    first: dict[str, Found] = {}
    for test in scope.draft.tests():
        name = test.node("name")
        if name is None:
            continue
        here = Found(name.place, "")
        other = first.setdefault(name.text, here)
        if other is not here:
            where = other.place
            message = f"another test has this name ({where.file}, line {where.line})"
            yield Found(name.place, message, "a name of its own", where, "the other one stands")
