"""Pieces -> Adaptive Card JSON, version 1.5, from eight kinds of elements that every client of Teams draws.

Markdown is made here and nowhere else: each run is escaped for what it is, so a star, a bracket or a backslash of an
author is shown and never read. What a person wrote goes into a TextRun, which knows no Markdown.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, Literal, assert_never

from bot.cards.pieces import (
    Box,
    Choices,
    Command,
    Fact,
    Field,
    Head,
    Listing,
    Piece,
    Run,
    Runs,
    Say,
    Select,
    Sheet,
    Words,
)
from bot.cards.runs import shown_words
from bot.engine.replies import Offer
from bot.wording import Wording

Json = dict[str, Any]

VISIBLE: Final = 6
"""Teams shows six buttons at most."""
FIELD_LIMIT: Final = 500
WITH_FIELDS: Final = frozenset({"send", "add", "continue", "close-now", "put-up-banner"})
"""Buttons that need what stands in the input."""
HARMLESS: Final = frozenset(
    {
        *("start", "go-on", "go-on-now", "send", "again", "try", "no-restart", "where", "show-step"),
        *("tell-me", "take", "close-now"),
    }
)
"""The only buttons that may have the primary style: no colour pulls towards "fixed" or "yes"."""

_SPECIAL: Final = re.compile(r"([*_\[\]<>`]|\\(?=[!-/:-@\[-`{-~]|$))")
_LINE_START: Final = re.compile(r"^(\s*)(?:([-+#])(?=\s|#|$)|(\d{1,9})([.)])(?=\s|$))")
_CODE: Final = re.compile(r"\b(?:0x[0-9a-fA-F]{4,8}|AADSTS\d+|CAA[0-9A-Fa-f]+)\b")


def adaptive(sheet: Sheet, wording: Wording, token: str | None, fallback: str) -> Json:
    """The card. `token` stands behind its buttons; without one it has none but links."""
    draw = _Elements(wording.rtl)
    card: Json = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": wording.language,
        "fallbackText": fallback,
        "body": [element for piece in sheet.pieces for element in draw.piece(piece)],
    }
    if wording.rtl:
        card["rtl"] = True
    has_fields = any(isinstance(piece, Field | Select) for piece in sheet.pieces)
    actions = [action for offer in arranged(sheet.offers) if (action := _action(offer, sheet, token, has_fields))]
    if actions:
        card["actions"] = actions
    return card


def escape(text: str) -> str:
    """A text as Markdown that shows it as it is.

    >>> escape("[a] C:\\\\_b")
    '\\\\[a\\\\] C:\\\\\\\\\\\\_b'
    """
    escaped = _signs(text)
    return _LINE_START.sub(lambda at: f"{at[1]}\\{at[2]}" if at[2] else f"{at[1]}{at[3]}\\{at[4]}", escaped)


def isolate(text: str) -> str:
    """Codes between marks that keep them from being turned round in a text that runs from right to left."""
    return _CODE.sub(lambda code: f"\u2068{code[0]}\u2069", text)


def arranged(offers: Sequence[Offer]) -> list[Offer]:
    """The buttons in their order, with no more in sight than Teams shows. A person to talk to is always in sight."""
    visible = [offer for offer in offers if not offer.secondary]
    kept = visible[:VISIBLE]
    hidden = visible[VISIBLE:]
    for offer in [each for each in hidden if each.verb == "person"]:
        hidden = [kept.pop(), *(each for each in hidden if each is not offer)]
        kept.append(offer)
    return [*kept, *(_secondary(each) for each in hidden), *(each for each in offers if each.secondary)]


def _secondary(offer: Offer) -> Offer:
    return Offer(offer.verb, offer.title, secondary=True, words=offer.words)


def _action(offer: Offer, sheet: Sheet, token: str | None, has_fields: bool) -> Json | None:
    link = sheet.links.get(offer.verb)
    if link is not None:
        return {"type": "Action.OpenUrl", "title": offer.title, "url": link}
    if not token:
        return None
    shared: Json = {"title": offer.title, "data": {**sheet.data, "t": token, "verb": offer.verb}}
    if has_fields and offer.verb not in WITH_FIELDS:
        shared["associatedInputs"] = "none"
    if offer.primary and offer.verb in HARMLESS:
        shared["style"] = "positive"
    if offer.secondary:
        shared["mode"] = "secondary"
    return {
        "type": "Action.Execute",
        "verb": offer.verb,
        **shared,
        "fallback": {"type": "Action.Submit", **shared},
    }


class _Elements:
    """Draws one piece at a time, for one direction of writing."""

    def __init__(self, rtl: bool) -> None:
        self._rtl = rtl

    def piece(self, piece: Piece) -> Iterable[Json]:
        match piece:
            case Head(title=title, where=where):
                if where:
                    yield self._text(where, isSubtle=True)
                heading: Json = {"style": "heading", "size": "Large", "weight": "Bolder"}
                if where:
                    heading["spacing"] = "None"
                yield self._text(title, **heading)
            case Say(runs=runs, subtle=subtle, apart=apart, close=close):
                extra: Json = {"isSubtle": True} if subtle else {}
                if close:
                    extra["spacing"] = "Small"
                if apart:
                    extra["separator"] = True
                yield self._text(runs, **extra)
            case Fact(label=label, runs=runs, first=first):
                yield self._text((Run(label, "strong"), Run(" "), *runs), spacing="Default" if first else "Small")
            case Listing(items=items, start=start):
                yield self._block(self._list(items, start), spacing="Default" if start == 1 else "Small")
            case Choices(lines=lines):
                for at, (label, runs) in enumerate(lines):
                    spacing = {"spacing": "Small"} if at else {}
                    yield self._text((Run(f"{label}:", "strong"), Run(" "), *runs), **spacing)
            case Command(text=text):
                direction = {"rtl": False} if self._rtl else {}
                line = self._block(escape(text), fontType="Monospace")
                yield {"type": "Container", "style": "emphasis", "spacing": "Small", **direction, "items": [line]}
            case Box(style=style, opening=opening, text=text, below=below):
                inside = [self._text((*opening, Run(" "), *text) if text else opening)]
                if below:
                    inside.append(self._text(below, spacing="Small"))
                yield {"type": "Container", "style": style, "items": inside}
            case Words():
                yield self._words(piece)
            case Field(id=name, label=label, placeholder=placeholder):
                hint = {"placeholder": placeholder} if placeholder else {}
                size = {"isMultiline": True, "maxLength": FIELD_LIMIT}
                yield {"type": "Input.Text", "id": name, "label": label, **size, **hint}
            case Select():
                yield _select(piece)
            case _:
                assert_never(piece)

    def _words(self, piece: Words) -> Json:
        font = {"fontType": "Monospace"} if piece.code else {}
        inlines: list[Json] = [
            {"type": "TextRun", "text": f"{piece.label} ", "weight": "Bolder"},
            {"type": "TextRun", "text": shown_words(piece.text), **font},
        ]
        if piece.after:
            inlines.append({"type": "TextRun", "text": "".join(run.text for run in piece.after)})
        return {"type": "RichTextBlock", "spacing": "Small", "inlines": inlines}

    def _list(self, items: Sequence[Runs], start: int | None) -> str:
        marks = ("-" if start is None else f"{start + at}." for at in range(len(items)))
        return "\n".join(f"{mark} {markdown(item, self._rtl)}" for mark, item in zip(marks, items, strict=True))

    def _text(self, runs: Runs, **extra: Any) -> Json:
        return self._block(markdown(runs, self._rtl), **extra)

    def _block(self, markdown: str, **extra: Any) -> Json:
        return {"type": "TextBlock", "text": markdown, "wrap": True, **extra}


@lru_cache(maxsize=4096)
def markdown(runs: Runs, rtl: bool = False) -> str:
    """Runs as Markdown that shows them as they are. The same ones come again and again: the texts of steps."""
    # Neighbours that look alike are one: of `**a****b**` Markdown reads no part as bold.
    parts = [(look, "".join(run.text for run in same)) for look, same in groupby(runs, _look)]
    texts = ["", *(text for _, text in parts), ""]
    drawn = []
    for at, (look, text) in enumerate(parts):
        shown = isolate(text) if rtl else text
        match look:
            case "plain":
                # The mark of a list counts at the start of a text only.
                drawn.append(_signs(shown) if at else escape(shown))
            case "link":
                drawn.append(f"[{escape(shown)}]({text.replace('(', '%28').replace(')', '%29')})")
            case "bold":
                drawn.append(_bold(shown, texts[at][-1:], texts[at + 2][:1]))
            case _:
                assert_never(look)
    return "".join(drawn)


def _select(piece: Select) -> Json:
    chosen = {"value": piece.value} if piece.value else {}
    needed = {"isRequired": True, "errorMessage": piece.required} if piece.required else {}
    hint = {"placeholder": piece.placeholder} if piece.placeholder else {}
    choices = [{"title": title, "value": value} for value, title in piece.options]
    return {
        "type": "Input.ChoiceSet",
        "id": piece.id,
        "label": piece.label,
        **chosen,
        **needed,
        **hint,
        "choices": choices,
    }


def _look(run: Run) -> Literal["plain", "bold", "link"]:
    match run.kind:
        case "text":
            return "plain"
        case "link":
            return "link"
        case "strong" | "screen" | "typed":
            return "bold"
        case _:
            assert_never(run.kind)


def _bold(text: str, before: str, after: str) -> str:
    """Stars around a text, where Markdown reads them as bold: not between a letter and a sign."""
    inner = text.strip()
    if not inner:
        return text
    left, _, right = text.partition(inner)
    open_ok = left or inner[0].isalnum() or not before.isalnum()
    close_ok = right or inner[-1].isalnum() or not after.isalnum()
    marks = "**" if open_ok and close_ok else ""
    return f"{left}{marks}{_signs(inner)}{marks}{right}"


def _signs(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
