"""The pages: the talk with what stands beside it, a kind word when something is wrong, and the files that they load.

Drawn by templates that escape everything; a card comes as HTML from the cards' own room. Nothing is loaded from
elsewhere, and no page needs its script.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.cards import card_html, stylesheet
from bot.playground.counted import StatsView
from bot.playground.facts import FactChoice
from bot.playground.gate import Visitor
from bot.playground.inside import Inside
from bot.playground.talks import Talk, Typed
from bot.playground.tree import Trees
from bot.playground.watching import Watched
from bot.store import Shown

PRESS: Final = "/playground/press"
SHOWN_MESSAGES: Final = 300
"""A page of a longer talk begins later."""
WAITS: Final = {"10m": "10 minutes", "1h": "1 hour", "1d": "1 day", "3d": "3 days"}
"""How much time can be let pass, and how it is said."""
LABEL_LIMIT: Final = 80
"""Letters of a message's first line that name it to a screen reader; the rest is read with the message."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the page. `change`: another one whenever it looks different."""

    id: str
    who: Literal["bot", "you", "time"]
    at: datetime
    label: str
    """How a screen reader calls it."""
    text: str
    html: Markup | None = None
    change: str = ""
    secret: bool = False
    early: bool = False
    """The last one from before this memory began."""


@dataclass(frozen=True, slots=True)
class Side:
    """The authors' bench beside the talk."""

    trees: Trees
    facts: tuple[FactChoice, ...]
    now: datetime
    """The time in this talk."""
    is_ahead: bool
    """It is later there than everywhere else."""
    waits: bool
    """A timer is running: the bot will ask by itself."""
    is_whole: bool
    has_begun: bool
    link: str
    """The talk in a link; empty: there is none, or it is too long."""
    watched: Watched
    digest: str


@dataclass(frozen=True, slots=True)
class Asset:
    content_type: str
    body: str


class Pages:
    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("bot.playground", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        folder = files("bot.playground") / "pages"

        def text(name: str) -> str:
            return (folder / name).read_text("utf-8")

        self.assets: Mapping[str, Asset] = {
            "chat.css": Asset("text/css", text("chat.css") + stylesheet()),
            "stats.css": Asset("text/css", text("stats.css")),
            "chat.js": Asset("text/javascript", text("chat.js")),
            "mark.svg": Asset("image/svg+xml", text("mark.svg")),
        }

    def chat(
        self,
        visitor: Visitor,
        talk: Talk,
        shown: Sequence[Shown],
        inside: Inside,
        side: Side,
        *,
        version: str,
        once: str,
    ) -> str:
        """The page. `version`: what it shows; `once`: what makes the next message one message."""
        bubbles = list(_in_order(shown, talk, visitor))[-SHOWN_MESSAGES:]
        return self._templates.get_template("chat.html").render(
            visitor=visitor, messages=bubbles, version=version, once=once, inside=inside, side=side, waits=WAITS
        )

    def again(self, visitor: Visitor, packed: str, done: Sequence[str]) -> str:
        """What stands in somebody's link, before any of it is done."""
        return self._templates.get_template("again.html").render(visitor=visitor, packed=packed, done=done)

    def stats(self, view: StatsView) -> str:
        return self._templates.get_template("stats.html").render(view=view)

    def trouble(self, title: str, text: str) -> str:
        return self._templates.get_template("trouble.html").render(title=title, text=text)

    def door(self, to: str) -> str:
        """For who comes from another page: it leads to the talk, or another page of ours, and starts nothing itself."""
        return self._templates.get_template("door.html").render(to=to)


def version_of(start: str, talk: Talk, shown: Sequence[Shown], beside: object) -> str:
    """The same for two pages that show the same. `start`: of the program's start; `beside`: what else is shown."""
    looks = [(message.seq, message.frozen, message.text) for message in shown]
    seen = repr((looks, len(talk.typed), talk.typed[-1:], talk.ahead, beside))
    return f"{start}-{zlib.crc32(seen.encode(errors='replace')):08x}"


def message_id(seq: int) -> str:
    """The place of a message of the bot on the page."""
    return f"m{seq}"


def _in_order(shown: Sequence[Shown], talk: Talk, visitor: Visitor) -> Iterator[Bubble]:
    """The bot's messages, and below each one what was typed after it."""
    typed = list(talk.typed)
    early = max((message.seq for message in shown if message.seq <= talk.before), default=0)
    for message in shown:
        while typed and typed[0].after < message.seq:
            yield _typed(typed.pop(0))
        yield _said(message, visitor, early=message.seq == early)
    yield from map(_typed, typed)


def _typed(typed: Typed) -> Bubble:
    if typed.passed:
        return Bubble(f"y{typed.number}", "time", typed.at.astimezone(), "", typed.text)
    return Bubble(f"y{typed.number}", "you", typed.at.astimezone(), "You", typed.text, secret=typed.secret)


def _said(shown: Shown, visitor: Visitor, *, early: bool) -> Bubble:
    anchor = message_id(shown.seq)
    first_line = shown.text.partition("\n")[0]
    html = None
    if shown.card is not None:
        html = card_html(shown.card, key=anchor, action=PRESS, hidden={"form": visitor.form_token}, more="More")
    return Bubble(
        id=anchor,
        who="bot",
        at=shown.at.astimezone(),
        label=f"Unstuck: {first_line[:LABEL_LIMIT]}",
        text=shown.text,
        html=html,
        change=f"{zlib.crc32(repr((html or shown.text, early)).encode(errors='replace')):08x}",
        early=early,
    )
