"""Links to a dialog or one of its steps, wherever they stand in a message.

`start onedrive-sign-in#reset`, `/go onedrive-sign-in#reset`, `unstuck://go/onedrive-sign-in#reset` and
`https://HOST/go/onedrive-sign-in/reset`. Nothing is looked up here: whether there is such a dialog, and whether it
moved, is the engine's business. "start" is also an everyday word, so a dialog without a step counts behind it only
when there is one of that name, or when the message is nothing else.
"""

import re
from collections.abc import Container

from bot.understanding.model import LinkText

_ID = r"[a-z0-9]+(?:-[a-z0-9]+){0,20}"
_END = r"(?![\w-]|/[a-z0-9])"
_LINK = re.compile(
    rf"(?<![\w/])/go[ \t]+(?P<go>{_ID})(?:\s?[#/]\s?(?P<go_step>{_ID}))?{_END}"
    rf"|unstuck://go/(?P<own>{_ID})(?:[#/](?P<own_step>{_ID}))?{_END}"
    rf"|https?://[^\s/<>\"']{{1,200}}(?:/[\w.-]{{1,60}}){{0,4}}?/go/(?P<web>{_ID})(?:(?:/|#|%23)(?P<web_step>{_ID}))?"
    rf"|(?<![\w-])start[ \t]+(?P<start>{_ID})#(?P<start_step>{_ID})(?![\w-])"
    rf"|(?<![\w-])start[ \t]+(?P<bare>{_ID})(?![\w#-])",
    re.IGNORECASE,
)
_ANCHORS = ("/go", "unstuck://", "start")
LONGEST = 8_000
"""So many characters are looked at. A link stands in what a person writes, not in what they paste."""
_ALONE = re.compile(r"\s*\S+\s+\S+\s*")


def find_link(text: str, dialogs: Container[str]) -> LinkText | None:
    """The first link in a text. `dialogs`: names that may stand behind a bare "start"."""
    text = text[:LONGEST]
    lowered = text.lower()
    if not any(anchor in lowered for anchor in _ANCHORS):
        return None
    for match in _LINK.finditer(text):
        for kind in ("go", "own", "web", "start"):
            if match[kind]:
                step = match[f"{kind}_step"]
                return LinkText(match[kind].lower(), step.lower() if step else None)
        bare = match["bare"].lower()
        if bare in dialogs or ("-" in bare and _ALONE.fullmatch(text)):
            return LinkText(bare, None)
    return None
