"""What can hurt is a field, not prose: risk, confirm, undo, changes."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from bot.content.diagnostic import Place
from bot.content.draft import Entry
from bot.content.markup import Span, spans
from bot.content.rules.scope import Found, Scope, rule
from bot.content.source import read_bytes


@rule("step/unmarked-danger", "error")
def danger_is_marked(scope: Scope) -> Iterator[Found]:
    """A step presses a button, or types a command, that can hurt, and names no risk.

    Buttons and commands with disconnect, disable, unlink, reset, delete, uninstall, format or /leave (and what they
    are called in other languages) can lose work or lock somebody out. So can commands that delete in one word, such as
    `del`, `rm`, `rd` and `Remove-Item`. Say what can go wrong in `risk`, what has to be
    true before in `confirm`, and how to take it back in `undo`: the person is asked first, and sees the instructions
    only afterwards. A step that no employee should do is for IT: `who: it`."""
    for entry in scope.draft.steps():
        if entry.kind == "it" or "risk" in entry.node.keys:
            continue
        found = _first(entry, "needs-risk")
        if found is not None:
            place, span = found
            yield Found(
                place,
                f'step "{entry.id}" {_done(span)} but names no risk',
                "add beside `do:`   risk: what can go wrong (and `confirm:`, `undo:`)",
                entry.place,
                "the step starts",
            )


@rule("step/unnamed-change", "error")
def a_change_is_named(scope: Scope) -> Iterator[Found]:
    """A step takes something away, and says that it changes nothing.

    Buttons and commands with remove, sign out or turn off change something, if only for a while. Say what in
    `changes`."""
    for entry in scope.draft.steps():
        changes = entry.node.text("changes")
        if entry.kind == "it" or (changes is None and "changes" in entry.node.keys) or changes not in (None, "nothing"):
            continue
        found = _first(entry, "needs-changes")
        if found is not None:
            place, span = found
            yield Found(
                place,
                f'step "{entry.id}" {_done(span)} and says that it changes nothing',
                "changes: what it touches, and for how long",
                entry.place,
                "the step starts",
            )


@rule("step/risk-incomplete", "error")
def a_risk_has_its_question_and_its_way_back(scope: Scope) -> Iterator[Found]:
    """A step has a risk, and lacks `confirm` or `undo`.

    The risk is shown with a question, and the instructions only after "yes, that's true". `confirm` is what has to be
    true, as the person would say it; `undo` is the way back, or says that there is none."""
    for entry in scope.draft.steps():
        if entry.kind in ("it", "handoff") or "risk" not in entry.node.keys:
            continue
        missing = [name for name in ("confirm", "undo") if name not in entry.node.keys]
        if missing:
            names = " and no ".join(f"`{name}`" for name in missing)
            yield Found(
                entry.node.key("risk"),
                f'step "{entry.id}" has a risk and no {names}',
                f"{missing[0]}: {_EXAMPLES[missing[0]]}",
                entry.place,
                "the step starts",
            )


@rule("step/confirm-without-risk", "error")
def what_is_confirmed_is_a_risk(scope: Scope) -> Iterator[Found]:
    """A step has `confirm` and no `risk`.

    The question is asked only before a risk, so nobody would ever see it. Say what can go wrong, or take it out."""
    for entry in scope.draft.steps():
        if "confirm" in entry.node.keys and "risk" not in entry.node.keys and entry.kind not in ("it", "handoff"):
            yield Found(
                entry.node.key("confirm"), f'step "{entry.id}" has `confirm` and no `risk`', "risk: what can go wrong"
            )


_PATH: Final = re.compile(r"^(?:%\w+%|[A-Za-z]:)\\(?:[^\\]*\\)*")
"""The folders in which a program lies: the message names the program."""
_EXAMPLES: Final = {"confirm": "My work is saved", "undo": "How to take it back, or that there is no way back"}


def _first(entry: Entry, words: str) -> tuple[Place, Span] | None:
    """The first button or command of a step that holds one of the words, with its place."""
    do = entry.node.node("do")
    if do is None:
        return None
    anywhere, typed = _patterns(words)
    return next(
        (
            (do.at(span.at), span)
            for span in spans(do.text)
            if anywhere.search(span.text) or (span.kind == "typed" and typed.search(span.text))
        ),
        None,
    )


@cache
def _patterns(words: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of all languages, and the names of commands. Each counts as a whole word only.

    A command's name is never a part of a path or a switch: `C:/rd`, `--rm`. Spaces in it may be any number.
    """
    raw = files("bot.content").joinpath("danger.yaml").read_bytes()
    node, _ = read_bytes(raw, "bot/content/danger.yaml")
    lists = node.map(words) if node else None
    every = [word for key in lists.values if key != "typed" for word in lists.texts(key)] if lists else []
    names = lists.texts("typed") if lists else ()
    anywhere = re.compile(rf"(?<!\w)(?:{_any_of(every)})(?!\w)", re.IGNORECASE)
    return anywhere, re.compile(rf"(?<![\w\\/.-])(?:{_any_of(names)})(?![\w.-])", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    """Longest first; further arguments may stand between the parts of one: `cipher /q /w`."""
    return "|".join(
        r"\s(?:.*\s)?".join(re.escape(part) for part in word.split()) for word in sorted(words, key=len, reverse=True)
    )


def _done(span: Span) -> str:
    if span.kind == "screen":
        return f"presses **{span.text}**"
    return f"runs `{_PATH.sub('', span.text)}`"
