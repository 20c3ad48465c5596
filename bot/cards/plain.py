"""Pieces -> plain text, for the terminal, for clients that can't show cards, and for who would rather type.

No Markdown. A name keeps quotes where it would be unclear. Commands stand alone, indented by four. Choices are
numbered. The last lines name what may be written instead of each button.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, assert_never

from bot.cards.adaptive import isolate
from bot.cards.pieces import Box, Choices, Command, Fact, Field, Head, Listing, Piece, Runs, Say, Select, Sheet, Words
from bot.cards.runs import shown_words
from bot.engine.replies import Offer
from bot.wording import Wording

SUMMARY_LIMIT: Final = 90

_LINK_OR_TAG: Final = re.compile(r"(?<=\])(?=\()|(?<=<)(?=[A-Za-z/!])")
_PART_OF_A_SENTENCE: Final = re.compile(r"[,?;]")


def plain(sheet: Sheet, wording: Wording) -> str:
    """The whole card as text."""
    numbered = numbered_offers(sheet.offers) if sheet.typed else ()
    lines = [line for piece in sheet.pieces for line in _piece(piece, wording.rtl)]
    if numbered and not any(isinstance(piece, Choices) for piece in sheet.pieces):
        lines += [f"{at}. {offer.title}" for at, offer in enumerate(numbered, 1)]
    return "\n".join([*lines, *_endings(sheet, wording)])


@lru_cache(maxsize=4096)
def flat(runs: Runs, rtl: bool = False) -> str:
    """Runs on one line. The same ones come again and again."""
    text = "".join(
        f'"{run.text}"' if run.kind in ("screen", "typed") and _is_unclear(run.text) else run.text for run in runs
    )
    return isolate(text) if rtl else text


def summary_of(runs: Runs) -> str:
    """One line for locked screens, cut between words."""
    line = " ".join(flat(runs).split())
    if len(line) <= SUMMARY_LIMIT:
        return line
    return line[: SUMMARY_LIMIT - 1].rsplit(" ", 1)[0].rstrip(" ,.:") + "…"


def numbered_offers(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """The choices that the content brings (`pick:gone`), and codes: they are called by a number in plain text."""
    return tuple(offer for offer in offers if ":" in offer.verb or offer.verb in ("code", "keep"))


def twin(offer: Offer, wording: Wording) -> str:
    """What is typed instead of a button."""
    words = wording.button_words(offer.verb)
    return words[0] if words else offer.title


def _is_unclear(name: str) -> bool:
    """Whether a name could be read as part of the sentence."""
    return (
        name[:1].islower()
        or not any(character.isalnum() for character in name)
        or bool(_PART_OF_A_SENTENCE.search(name))
    )


def _piece(piece: Piece, rtl: bool) -> Iterable[str]:
    match piece:
        case Head(title=title, where=where):
            if where:
                yield flat(where, rtl)
            yield flat(title, rtl)
        case Say(runs=runs):
            yield flat(runs, rtl)
        case Fact(label=label, runs=runs):
            yield f"{label} {flat(runs, rtl)}"
        case Listing(items=items, start=start):
            for at, item in enumerate(items):
                yield f"{'-' if start is None else f'{start + at}.'} {flat(item, rtl)}"
        case Choices(lines=lines):
            for at, (label, runs) in enumerate(lines, 1):
                yield f"{at}. {label}: {flat(runs, rtl)}"
        case Command(text=text):
            yield f"    {text}"
        case Box(opening=opening, text=text, below=below):
            yield " ".join(flat(part, rtl) for part in (opening, text, below) if part)
        case Words(label=label, text=text, after=after):
            # A client that shows the plain form in place of a card reads it as Markdown.
            words = _LINK_OR_TAG.sub("\u200b", shown_words(text))
            yield f"{label} {words}{flat(after, rtl)}"
        case Select(label=label, options=options):
            yield f"{label}:" if label[-1:].isalnum() else label
            yield from (f"- {title}" for _, title in options)
        case Field():
            return  # The last line says how to add something.
        case _:
            assert_never(piece)


def _endings(sheet: Sheet, wording: Wording) -> Iterable[str]:
    """Addresses of buttons that open one, and what may be written instead of the others."""
    for verb, link in sheet.links.items():
        title = next((offer.title for offer in sheet.offers if offer.verb == verb), verb)
        yield f"{title}: {link}"
    if sheet.typed:
        buttons = tuple([(offer.verb, offer.title, offer.secondary) for offer in sheet.offers])
        has_field = any(isinstance(piece, Field) for piece in sheet.pieces)
        if said := _instead_of(tuple([each for each in buttons if each[0] not in sheet.links]), has_field, wording):
            yield said


@lru_cache(maxsize=512)
def _instead_of(buttons: tuple[tuple[str, str, bool], ...], has_field: bool, wording: Wording) -> str:
    """What may be written instead of each button (verb, title, whether it is in the menu): the same for many steps."""
    offers = [Offer(verb, title, secondary) for verb, title, secondary in buttons]
    numbered = numbered_offers(offers)
    rest = [offer for offer in offers if offer not in numbered]
    person = [offer for offer in rest if offer.verb == "person"] if numbered else []
    said = [*person, *(offer for offer in rest if offer.verb == "add" and has_field)]
    words = [twin(offer, wording) for offer in rest if not offer.secondary and offer not in said]
    also = [twin(offer, wording) for offer in rest if offer.secondary]
    sentences = []
    if numbered:
        numbers = wording.list_of([str(at) for at in range(1, len(numbered) + 1)], "or")
        key = "write-number-or" if words else "write-number"
        sentences.append(wording.line(key, numbers=numbers, words=wording.list_of(words, "or")))
    elif words:
        sentences.append(wording.line("write-these", words=wording.list_of(words, "or")))
    if person:
        sentences.append(wording.line("write-person", word=twin(person[0], wording)))
    if has_field:
        sentences.append(wording.line("write-add", word=wording.button_words("add")[0]))
    if also:
        sentences.append(wording.line("write-also", words=wording.list_of(also)))
    return " ".join(sentences)
