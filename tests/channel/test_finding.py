"""A dialog or a step is found by what agents type: codes, beginnings of words, words with a slip, names of links."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import get_ident

import pytest

from bot.channel.finding import Finder, Finding, Target
from bot.engine.edition import Edition
from bot.engine.shelf import Shelf
from bot.server import reload
from tests.e2e.house import shipped_shelf

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
EDITION = shipped_shelf().edition()
FINDER = Finder(EDITION)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("0x8004def7", "onedrive-sign-in"),
        ("8004DEF7", "onedrive-sign-in"),
        ("-2147164425", "onedrive-sign-in"),
        ("ox8004 def7", "onedrive-sign-in"),
        ("0x8007016a", "onedrive-cloud-files"),
        ("0x8004de", "onedrive-sign-in"),
        ("reset", "onedrive-sign-in#reset"),
        ("reset oned", "onedrive-sign-in#reset"),
        ("credental manager", "onedrive-sign-in#saved-credentials"),
        ("reconnect-account", "onedrive-sign-in#reconnect-account"),
        ("start onedrive-sign-in#reset", "onedrive-sign-in#reset"),
        ("https://help.contoso.com/go/onedrive-sign-in/reset", "onedrive-sign-in#reset"),
    ],
)
def test_what_was_meant_comes_first(text: str, first: str) -> None:
    assert FINDER.search(text, NOW)[0].key == first


@pytest.mark.parametrize("text", ["how do I bake bread", "xyzzy", "0x8004def0", "***", "\x00"])
def test_what_nobody_here_knows_finds_nothing(text: str) -> None:
    assert FINDER.search(text, NOW) == ()


def test_an_empty_search_gives_every_dialog_the_most_useful_first() -> None:
    found = FINDER.search("  ", NOW)
    assert {target.dialog for target in found} == set(EDITION.content.dialogs)
    assert all(target.step is None for target in found)
    led = [sum(1 + len(p.codes) for p in EDITION.content.problems.values() if p.dialog == t.dialog) for t in found]
    assert led == sorted(led, reverse=True)


def test_what_only_it_may_do_is_not_offered_to_be_sent() -> None:
    steps = EDITION.content.steps
    kept = [key for key, step in steps.items() if step.kind in ("it", "handoff")]
    assert kept
    for key in kept:
        assert key not in {target.key for target in FINDER.search(steps[key].title or key.partition("#")[2], NOW)}


def test_nothing_is_found_twice() -> None:
    for text in ("onedrive", "sign in", "reset onedrive", ""):
        found = FINDER.search(text, NOW)
        assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("dialog", "step", "first"),
    [
        ("onedrive-signin", None, Target("onedrive-sign-in")),
        ("onedrivesignin", None, Target("onedrive-sign-in")),
        ("onedrive-sign-in", "resett", Target("onedrive-sign-in", "reset")),
        ("sign-in", "reset", Target("onedrive-sign-in", "reset")),
    ],
)
def test_the_nearest_of_a_name_that_nobody_has(dialog: str, step: str | None, first: Target) -> None:
    found = FINDER.nearest(dialog, step)
    assert found[0] == first
    assert len(found) <= 3


def test_a_step_that_nobody_knows_of_a_dialog_that_is_known_leads_to_the_dialog_too() -> None:
    assert Target("onedrive-network") in FINDER.nearest("onedrive-network", "zzzzzz")


@pytest.mark.parametrize("name", ["", "x" * 100_000, "<b>", "../..", "\ud800"])
def test_no_name_of_a_link_is_too_odd(name: str) -> None:
    FINDER.nearest(name, name)


def test_a_finder_is_made_once_for_each_edition() -> None:
    editions = [EDITION]
    finding = Finding(lambda: editions[-1])
    first = finding.finder()
    assert finding.finder() is first
    editions.append(replace(EDITION))
    assert finding.finder() is not first


async def test_the_finder_of_new_content_is_made_where_the_content_is_read_and_before_it_is_in_use() -> None:
    shelf = Shelf()
    finding = Finding(shelf.edition)
    old = finding.finder()
    made: list[Finder] = []

    def prepare(edition: Edition) -> None:
        assert get_ident() != loop_thread
        assert shelf.edition() is old.edition, "what was there is in use until it is made"
        made.append(finding.prepare(edition))
        assert finding.finder() is old

    loop_thread = get_ident()
    shelf.prepare = prepare
    assert await reload(shelf) == ()
    assert finding.finder() is made[0]
    assert finding.finder() is not old
