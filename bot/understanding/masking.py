"""A text without what names a person or a thing of theirs, before it is kept as a gap.

Mail and web addresses, streets, paths, files, accounts (`CONTOSO\\jane`), GUIDs, serial numbers, numbers of five digits
and more, and names: behind "my name is", a greeting, a closing or "the PC of", with `'s`, and wherever two or more
capitalised words follow each other. Error codes stay. Rather too much is masked than too little; but an article before
a noun is no name, else nothing would be left of a German sentence.
"""

import re

from bot.understanding.codes import codes_in
from bot.understanding.quoting import plain
from bot.understanding.words import fold

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
_UPPER = "[" + "".join(chr(each) for each in range(0x41, 0x530) if chr(each).isupper()) + "]"
_LOWER = "[" + "".join(chr(each) for each in range(0x61, 0x530) if chr(each).islower()) + "]"
_SHAPES = (
    (re.compile(r"[\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"), "<mail>"),
    (re.compile(r"\w{2,12}://\S{1,2000}|\bwww\.\S{1,2000}"), "<link>"),
    (re.compile(r"(?:\b[A-Za-z]:|\\)\\[^\s\"'<>|]{1,400}|~?/(?:home|users)/\S{1,400}", re.IGNORECASE), "<path>"),
    (re.compile(r"\b[\w.-]{2,64}\\[\w.-]{2,64}"), "<account>"),
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b[0-9a-fA-F]{16,128}\b"), "<id>"),
    (re.compile(r"(?<!\w)@[\w.-]{2,64}"), "<name>"),
    (re.compile(r"\b[\w-]{1,80}\.(?:xlsx?|docx?|pptx?|pdf|csv|txt|msg|pst|zip)\b", re.IGNORECASE), "<file>"),
    # A lone password: one word that mixes letters, digits and signs.
    (
        re.compile(r"(?<!\S)(?=\S{0,63}\d)(?=\S{0,63}[^\W\d_])(?=\S{0,63}[!#$%&*+=?@^~])\S{6,64}(?<![.,?])(?!\S)"),
        "<secret>",
    ),
    # Names of devices: capitals, digits and hyphens, three digits at least.
    (re.compile(r"\b(?=(?:[A-Z-]{0,30}\d){3})[A-Z]{2,15}\d{0,10}-[A-Z\d-]{2,30}\b"), "<id>"),
    (
        re.compile(
            rf"(?i:\b\d{{1,4}}[a-z]?,?[ ](?:{_UPPER}\w{{1,30}}[ ]){{1,3}}(?:street|st|road|rd|avenue|ave|lane|drive)\b)"
            r"|(?i:\b\w{2,40}(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee)[ ]\d{1,4}[a-z]?\b)"
            r"|(?i:\b(?:rue|avenue|boulevard|calle|avenida|ul\.|ulica|rua|via)[ ](?:(?:del?|da|do|la|le|du|des)[ ])*)"
            rf"{_UPPER}\w{{1,30}}(?:[ ]{_UPPER}\w{{1,30}})?,?[ ]\d{{1,4}}\b"
        ),
        "<street>",
    ),
    (re.compile(r"\+?\d(?:[ ().\-/]{0,2}\d){4,30}"), "<number>"),
)
_CAPITALISED = rf"{_UPPER}[\w'’-]{{1,30}}"
_NAME = rf"{_CAPITALISED}(?:[ ](?:van|von|de|der|di|da|dos|la|le|el|al))?(?:[ ]{_CAPITALISED}){{0,2}}"
_BEFORE_A_NAME = (
    # Who says who they are.
    r"my name is|name is|i am|i'm|this is|mein name ist|ich bin|ich hei(?:ß|ss)e|hier ist|hier spricht"
    r"|je m'appelle|je suis|ici|me llamo|mi nombre es|soy"
    r"|nazywam si[eę]|mam na imi[eę]|jestem|me chamo|meu nome [eé]|sou|aqu[ií] [eé]s?",
    # A greeting, a title, a closing.
    r"dear|hi|hello|hallo|hey|liebe[r]?|bonjour|salut|hola|cze[sś][cć]|ol[aá]|mr|mrs|ms|miss|herrn?|frau|pan|pana|pani"
    r"|monsieur|madame|mme|se[nñ]or[a]?|senhor[a]?|don|do[nñ]a|dona|sra?|dr|prof|regards|cheers|thanks|thank you"
    r"|gr(?:ü|u)(?:ß|ss)en?|danke|lg|vg|mfg|cordialement|merci|saludos|gracias|pozdrawiam|powa[zż]aniem|dzi[eę]ki|dzi[eę]kuj[eę]"
    r"|atenciosamente|obrigad[oa]|abra[cç]os?",
    # Somebody else.
    r"for user|user|ask|tell|colleague|coworker|manager|boss|kolleg(?:e|in)|chef(?:in)?|coll[eè]gue|compa[nñ]er[oa]"
    r"|jef[ea]|kolega|kole[zż]anka|szef(?:owa)?|colega|gestora?",
    # A thing of theirs.
    r"(?:pc|laptop|computer|rechner|konto|postfach|ordinateur|portable|compte|ordenador|port[aá]til|cuenta|komputer"
    r"|computador|conta|account|mailbox)[ ](?:of|von|de|del|da|do)",
)
_TITLES = "herrn?|frau|dr|prof|mr|mrs|ms|madame|mme|monsieur|pana?|pani|do[nñ]a?"
_SAID_NAME = re.compile(
    rf"(?P<mark>(?<!\w)(?i:{'|'.join(_BEFORE_A_NAME)})[ ,.:!\n]{{1,3}}(?:(?i:{_TITLES})\.?[ ]){{0,2}})(?P<name>{_NAME})"
)
_THEIRS = re.compile(rf"\b(?P<name>{_UPPER}\w{{1,30}})(?=['’]s\b)")
_ID_SAID = re.compile(
    r"(?P<mark>\b(?i:serial(?: number)?|seriennummer|num[eé]ro de s[eé]rie|n[uú]mero de s[eé]rie|numer seryjny"
    r"|user ?name|login|benutzername|identifiant|usuario|usu[aá]rio|u[zż]ytkownik|hostname|asset)"
    r"(?:[ ](?:is|ist|est|es|to|[eé]))?[ :]{1,3})"
    r"(?P<id>(?=\S{0,40}\d)[\w.-]{4,40})"
)
_PAIR = re.compile(rf"\b{_UPPER}{_LOWER}[\w'’-]{{0,30}}(?:[ ]{_UPPER}{_LOWER}[\w'’-]{{0,30}}){{1,3}}")
_SENTENCE_WORDS = """
a after all an and at because before but can could do does every for from how if in is it my no not now on our please
since so some that the then there this today we what when where why with yes yesterday you your aber alle als am auf
bei beim bitte da das dass dein dem den der des die diese dieser dieses doch ein eine einem einen einer er es gestern
hat heute ich ihr im ist jetzt kein keine kann mein meine meinem meinen meiner mit nach nun nur ohne seit sie sein
seine trotz und unser unsere vom von vor wann warum was wegen weil wenn wer wie wieso wir wo zu zum zur guten morgen
tag abend viele freundliche aucun au avec bonsoir ce cette chaque comment dans depuis du en et il je la le les leur ma
mes mon notre nous par plus pour pourquoi quand que qui sans ses si son sur un une votre vous al algunos como con
cuando de del desde el ella esta este las lo los mi mis nuestra nuestro para pero por se sin su tu una y yo ale bo co
czy dlaczego gdy i jak jest kiedy mam moja moje nasz nie od po prosze tak ten ta to w z za ao as com e ela ele em essa
esse estou eu meu minha na nao nos o os porque quando sem um uma
"""
_NO_NAMES = frozenset(_SENTENCE_WORDS.split())
"""Words that begin a sentence, or stand before a noun, and are written with a capital there."""
_WITH_S = "he here how it let she that there today tomorrow what when where who why yesterday"
_NOBODYS = frozenset(_WITH_S.split())
"""With `'s` they are no name."""


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
    text = _ID_SAID.sub(lambda found: found["mark"] + "<id>", text)
    text = _SAID_NAME.sub(lambda found: found["mark"] + _name(found["name"]), text)
    text = _THEIRS.sub(lambda found: found["name"] if found["name"].lower() in _NOBODYS else _name(found["name"]), text)
    return _PAIR.sub(lambda found: _pair(found.group()), text)


def _pair(words: str) -> str:
    """Capitalised words that follow each other. What no name begins with stays; one word that is left may be a noun."""
    first, _, rest = words.partition(" ")
    if fold(first) in _NO_NAMES:
        return f"{first} {_pair(rest) if ' ' in rest else rest}"
    return _name(words)


def _name(words: str) -> str:
    return "<name>" if _is_name(words) else words


def _is_name(words: str) -> bool:
    first, *rest = words.split()
    return fold(first) not in _NO_NAMES and not any(word.lower() in _PRODUCTS for word in (first, *rest))
