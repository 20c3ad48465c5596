"""A text without what names a person or a thing of theirs, before it is kept as a gap.

Mail and web addresses, paths, accounts (`CONTOSO\\\\jane`), GUIDs, numbers of five digits and more, and names: behind
"my name is", a greeting or a closing, and wherever two or more capitalised words follow each other. Error codes stay.
Rather too much is masked than too little.
"""

import re

from bot.understanding.codes import codes_in
from bot.understanding.quoting import plain

LONGEST = 500
"""A gap is a sentence for an author to read; what is longer is cut."""

_PRODUCT_WORDS = """
access account admin app azure cloud code credential defender desktop directory drive edge entra error excel explorer
fehler file files google group id intune manager mail microsoft office onedrive onenote outlook pc policy power
powerpoint provider remote restart security server sharepoint sign store support teams update virtual web windows word
work
"""
_PRODUCTS = frozenset(_PRODUCT_WORDS.split())
"""Words that follow each other in capitals and name nobody."""
_SHAPES = (
    (re.compile(r"[\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"), "<mail>"),
    (re.compile(r"\w{2,12}://\S{1,2000}|\bwww\.\S{1,2000}"), "<link>"),
    (re.compile(r"(?:\b[A-Za-z]:|\\)\\[^\s\"'<>|]{1,400}|~?/(?:home|users)/\S{1,400}", re.IGNORECASE), "<path>"),
    (re.compile(r"\b[\w.-]{2,64}\\[\w.-]{2,64}"), "<account>"),
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b[0-9a-fA-F]{16,128}\b"), "<id>"),
    (re.compile(r"(?<!\w)@[\w.-]{2,64}"), "<name>"),
    # A lone password: one word that mixes letters, digits and signs.
    (
        re.compile(r"(?<!\S)(?=\S{0,63}\d)(?=\S{0,63}[^\W\d_])(?=\S{0,63}[!#$%&*+=?@^~])\S{6,64}(?<![.,?])(?!\S)"),
        "<secret>",
    ),
    (re.compile(r"\+?\d(?:[ ().\-/]{0,2}\d){4,30}"), "<number>"),
)
_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w'’-]{1,30}"
_NAME = rf"{_CAPITALISED}(?:[ ](?:van|von|de|der|di|da|dos|la|le|el|al))?(?:[ ]{_CAPITALISED}){{0,2}}"
_SAID_NAME = re.compile(
    r"(?P<mark>\b(?i:my name is|name is|i am|i'm|this is|mein name ist|ich bin|ich hei(?:ß|ss)e|je m'appelle"
    r"|je suis|me llamo|soy|nazywam si[eę]|jestem|me chamo|sou|dear|hi|hello|hallo|hey|liebe[r]?|bonjour|hola"
    r"|cze[sś][cć]|ol[aá]|mr|mrs|ms|herr|frau|pan|pani|monsieur|madame|se[nñ]or[a]?|senhor[a]?|regards|gr(?:ü|u)(?:ß|ss)e|cordialement|saludos"
    rf"|pozdrawiam|atenciosamente|for user|user|colleague|kollege|kollegin|boss)[ ,.:]{{1,3}})(?P<name>{_NAME})"
)
_PAIR = re.compile(r"[^\W\d_a-zß-ÿ][a-zß-ÿ'’-]{1,30}(?:[ ][^\W\d_a-zß-ÿ][a-zß-ÿ'’-]{1,30}){1,3}")


def mask(text: str) -> str:
    """The text, with `<mail>`, `<name>`, `<number>` and so on in place of what it shouldn't keep."""
    text = plain(text[: 4 * LONGEST])
    kept: list[str] = []
    copied = 0
    for code in codes_in(text)[0]:
        if not code.plain_number:
            kept += [_masked(text[copied : code.start]), code.code.text]
            copied = code.end
    kept.append(_masked(text[copied:]))
    return "".join(kept)[:LONGEST]


def _masked(text: str) -> str:
    for shape, mark in _SHAPES:
        text = shape.sub(mark, text)
    text = _SAID_NAME.sub(lambda found: found["mark"] + ("<name>" if _is_name(found["name"]) else found["name"]), text)
    return _PAIR.sub(lambda found: "<name>" if _is_name(found.group()) else found.group(), text)


def _is_name(words: str) -> bool:
    return not any(word.lower() in _PRODUCTS for word in words.split())
