"""Talks that are played as tests."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.content.draft import Draft
from bot.content.nodes import TextNode
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import did_you_mean, instead, listed, nearest

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


@rule("test/unknown-step", "error")
def the_steps_of_a_talk_are_there(scope: Scope) -> Iterator[Found]:
    """A test opens, or expects, a step or dialog that isn't there.

    `open` takes a link: `dialog`, or `dialog#step` with any step of that dialog's list. A borrowed step is opened in
    the dialog that is walked, so that its check and its end are those of that dialog. `step` names the open step, with
    or without the dialog in which it is written. Talks of layers below aren't looked at."""
    draft = scope.draft
    keys = {entry.key for entry in draft.steps()}
    ids = {entry.id for entry in draft.steps()}
    every = (entry for dialog in draft.dialogs.values() for entry in dialog.entries)
    is_whole = not draft.unread and all(entry.id for entry in every if entry.kind != "use")
    for test in draft.own_tests():
        for turn in test.maps("talk"):
            opened, expected = turn.node("open"), turn.node("step")
            if opened is not None and not _is_moved_or_unread(draft, opened.text):
                yield from _opened(scope, opened)
            if expected is None or expected.text in keys or expected.text in ids or not is_whole:
                continue
            known = keys if "#" in expected.text else ids
            message = f'there is no step "{expected.text}"{did_you_mean(expected.text, known)}'
            yield Found(expected.place, message, nearest(expected.text, known) or "the id of a step")


def _opened(scope: Scope, link: TextNode) -> Iterator[Found]:
    """What is wrong with a link."""
    dialogs = scope.draft.dialogs
    dialog, _, step = link.text.partition("#")
    if dialog not in dialogs:
        near = nearest(dialog, dialogs)
        write = f"{near}{f'#{step}' if step else ''}" if near else instead(dialog, dialogs)
        yield Found(link.place, f'no dialog "{dialog}"{did_you_mean(dialog, dialogs)}', write)
        return
    items = scope.resolver.items(dialog)
    ids = [each.step.id for each in items]
    if not step or step in ids or f"{dialog}#{step}" in scope.draft.off:
        return
    walked = [other for other in dialogs if step in (each.step.id for each in scope.resolver.items(other))]
    if walked:
        message = f'"{dialog}" neither has nor borrows a step "{step}"; {listed(walked)} {_does(walked)}'
        yield Found(link.place, message, f"{walked[0]}#{step}")
    else:
        message = f'no step "{step}" in the list of "{dialog}"{did_you_mean(step, ids)}'
        near = nearest(step, ids)
        write = f"{dialog}#{near}" if near else instead(step, ids)
        yield Found(link.place, message, write, dialogs[dialog].node.place, "the dialog stands")


def _does(dialogs: Sequence[str]) -> str:
    return "does" if len(dialogs) == 1 else "do"


def _is_moved_or_unread(draft: Draft, link: str) -> bool:
    dialog = link.partition("#")[0]
    return link in draft.moved or dialog in draft.moved or dialog in draft.unread


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
