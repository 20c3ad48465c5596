"""The message extension: a search in the compose box, and the card in the place of a pasted link.

A card that is put into a chat stands before people who don't have the bot there, so it opens an address and does
nothing else, and it is of version 1.3, the newest that Teams draws there. It shows which step it is and no
instructions. Nothing is kept: no session begins, and nobody is remembered for asking.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.cards.adaptive import escape
from bot.cards.runs import bare
from bot.channel.activity import CARD, Pasted, Searching
from bot.channel.finding import Finding, find
from bot.channel.links import chat_url, link_text, page_url
from bot.content.model import Dialog, Item
from bot.engine.edition import Edition
from bot.turn import Json
from bot.wording import Wording

THUMBNAIL: Final = "application/vnd.microsoft.card.thumbnail"
_LONGEST_URL: Final = 2000
_NOT_KEPT: Final[Json] = {"actions": [{"type": "setCachePolicy", "value": '{"type":"no-cache"}'}]}
"""Else Teams shows the same card for half an hour, also where the content has changed."""


class Extension:
    """`app_id`: of the bot whose chat the cards open; None: there is no Teams, so they open the page. `public_url`:
    the start of the links that are ours; None: none is."""

    def __init__(
        self, finding: Finding, app_id: str | None, public_url: str | None, clock: Callable[[], datetime]
    ) -> None:
        self._finding = finding
        self._app_id = app_id
        self._public_url = public_url
        self._clock = clock

    def search(self, asked: Searching) -> Json:
        """The body that answers a search."""
        finder = self._finding.finder()
        edition = finder.edition
        found = finder.search(asked.text, self._clock())
        if not found:
            wording = edition.wordings.in_language(edition.spoken(asked.language))
            return {"composeExtension": {"type": "message", "text": wording.line("search-nothing")}}
        page = found[asked.skip : asked.skip + asked.count]
        shown = (self._result(edition, asked.language, each.dialog, each.step) for each in page)
        return _results(each for each in shown if each is not None)

    def unfurl(self, pasted: Pasted) -> Json:
        """The body that answers a pasted link: its card, or nothing where the link isn't ours."""
        edition = self._finding.finder().edition
        named = self._named(pasted.url)
        found = self._result(edition, pasted.language, *named) if named is not None else None
        return _results([found] if found is not None else [], suggestedActions=_NOT_KEPT)

    def _named(self, url: str) -> tuple[str, str | None] | None:
        """The dialog and the step in an address of our own pages."""
        if self._public_url is None or len(url) > _LONGEST_URL:
            return None
        try:
            given, ours = urlsplit(url), urlsplit(self._public_url)
            same = (given.scheme, given.hostname, _port(given.port, given.scheme)) == (
                ours.scheme,
                ours.hostname,
                _port(ours.port, ours.scheme),
            )
        except ValueError:  # a port that is none
            return None
        start = f"{ours.path}/go/"
        if not same or given.username is not None or not given.path.startswith(start):
            return None
        match [unquote(part) for part in given.path.removeprefix(start).rstrip("/").split("/")]:
            case [dialog]:
                return dialog, None
            case [dialog, step]:
                return dialog, step
            case _:
                return None

    def _result(self, edition: Edition, language: str, dialog_id: str, step_id: str | None) -> Json | None:
        spoken = edition.spoken(language)
        found = find(edition.content.in_language(spoken), dialog_id, step_id)
        if found is None:
            return None
        dialog, item = found
        wording = edition.wordings.in_language(spoken)
        title, where = _title(dialog, item), _where(item, wording)
        return {
            "contentType": CARD,
            "content": self._card(dialog, item, title, where, wording),
            "preview": {"contentType": THUMBNAIL, "content": {"title": title, "text": where}},
        }

    def _card(self, dialog: Dialog, item: Item | None, title: str, where: str, wording: Wording) -> Json:
        text = link_text(dialog.id, item.step.id if item is not None else None)
        below = wording.line("page-part", title=bare(dialog.title)) if item is not None else bare(dialog.intro)
        body = [
            _text(where, isSubtle=True),
            _text(escape(title), size="Large", weight="Bolder", spacing="None"),
            _text(escape(below)),
        ]
        card: Json = {"type": "AdaptiveCard", "version": "1.3", "lang": wording.language, "body": body}
        if wording.rtl:
            card["rtl"] = True
        address = self._address(dialog, item, text)
        if address is None:
            body.append(_text(wording.line("card-write", text=escape(text))))
        else:
            body.append(_text(wording.line("card-waits")))
            card["actions"] = [{"type": "Action.OpenUrl", "title": wording.line("card-open"), "url": address}]
        return card

    def _address(self, dialog: Dialog, item: Item | None, text: str) -> str | None:
        if self._app_id is not None:
            return chat_url(f"28:{self._app_id}", text)
        if self._public_url is not None:
            return page_url(self._public_url, dialog.id, item.step.id if item is not None else None)
        return None


def _results(found: Iterable[Json], **more: Json) -> Json:
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [*found], **more}}


def _title(dialog: Dialog, item: Item | None) -> str:
    return bare(item.step.title if item is not None and item.step.title else dialog.title)


def _where(item: Item | None, wording: Wording) -> str:
    """Who speaks, and how long it takes. Not which number the step has: that depends on who walks."""
    minutes = item.step.minutes if item is not None else 0
    return wording.line("card-where", minutes=minutes) if minutes else wording.line("card-where-untimed")


def _text(text: str, **looks: object) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **looks}


def _port(port: int | None, scheme: str) -> int:
    return port or (443 if scheme == "https" else 80)
