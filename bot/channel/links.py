"""Links to dialogs and steps: their text, the addresses of Teams that carry it, and our own pages.

The text of a link is read by people: `start onedrive-sign-in#reset`. Understanding finds it in whatever is written, so
here it is only made. A link only asks; what it opens goes through the same questions as everything else.
"""

import re
from typing import Final
from urllib.parse import quote

from bot.engine.inputs import Opened

_CONTINUATION: Final = re.compile(r"(?:start )?([a-z0-9-]{1,80})(?:#([a-z0-9-]{1,80}))?")
_MAX_URL: Final = 1900
"""Teams' own bound for a deep link is about 2000 characters."""


def opened(continuation: str) -> Opened:
    """What a link of Teams' own `continuation` form opens. It is looked up later, and may name nothing.

    >>> opened("onedrive-sign-in#reset")
    Opened(dialog='onedrive-sign-in', step='reset', by=None)
    """
    found = _CONTINUATION.fullmatch(continuation.strip().lower())
    return Opened(found[1], found[2]) if found else Opened(continuation[:80])


def link_text(dialog: str, step: str | None = None) -> str:
    """
    >>> link_text("onedrive-sign-in", "reset")
    'start onedrive-sign-in#reset'
    """
    return f"start {dialog}#{step}" if step else f"start {dialog}"


def chat_url(bot_id: str, text: str = "") -> str:
    """Opens the person's own chat with the bot; `text` stands in the box and waits for Send.

    >>> chat_url("28:00000000-0000-0000-0000-000000000000", "start a#b")
    'https://teams.microsoft.com/l/chat/0/0?users=28%3A00000000-0000-0000-0000-000000000000&message=start%20a%23b'
    """
    address = f"https://teams.microsoft.com/l/chat/0/0?users={quote(bot_id, safe='')}"
    longer = f"{address}&message={quote(text, safe='')}"
    return longer if text and len(longer) <= _MAX_URL else address


def app_url(app_id: str) -> str:
    """Shows the app in Teams, where it can be added.

    >>> app_url("00000000-0000-0000-0000-000000000000")
    'https://teams.microsoft.com/l/app/00000000-0000-0000-0000-000000000000'
    """
    return f"https://teams.microsoft.com/l/app/{quote(app_id, safe='')}"


def page_url(public_url: str, dialog: str, step: str | None = None) -> str:
    """Our own page behind a link.

    >>> page_url("https://help.contoso.com", "onedrive-sign-in", "reset")
    'https://help.contoso.com/go/onedrive-sign-in/reset'
    """
    return "/".join((public_url.rstrip("/"), "go", quote(dialog, safe=""), *([quote(step, safe="")] if step else [])))
