"""The files of a folder -> `Wordings`, or every fault of all of them at once.

One file a language, named after it (`de.yaml`, `pt-br.yaml`); `hears/` beside them holds what the bot listens for.
English is the reference: every other language has the same keys, and in each text the same places.
"""

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, Literal, get_args

from bot.content.diagnostic import Diagnostic, Place, Rule
from bot.content.markup import faults as markup_faults
from bot.content.source import ListNode, MapNode, Node, TextNode, read_bytes
from bot.understanding import Lexicon
from bot.wording import faults as rules
from bot.wording.dates import PATTERNS, DateWords
from bot.wording.faults import FaultyWording
from bot.wording.hears import load_hears
from bot.wording.model import LABEL, PLACE, REFERENCE, UNSEEN, BoxStyle, Button, Pattern, Saying, Wording, Wordings
from bot.wording.overlay import laid_over, place_of
from bot.wording.plurals import CATEGORIES, OTHER, Plurals
from bot.wording.plurals import Rule as PluralRule
from bot.wording.plurals import rule as plural_rule

SECTIONS: Final = ("language", "name", "direction", "plurals", "dates", "lists", "buttons", "sayings", "lines")
SAYING_FIELDS: Final = (
    "where", "title", "summary", "text", "list", "bullets", "box", "style", "command", "field", "aside",
)  # fmt: skip
PARAGRAPHS: Final = ("text", "bullets")
"""The fields of a saying that may be lists."""


def load_wordings(
    folder: Traversable | None = None, overlays: Mapping[str, Mapping[str, str]] | None = None
) -> Wordings:
    """Read every language of a folder; without one, those that are shipped.

    `overlays`: language ("" for all) -> path of a text -> the text. Raises `FaultyWording`.
    """
    found = _shipped() if folder is None else _read(folder)
    if not overlays:
        return found
    told: list[Diagnostic] = [
        rules.UNKNOWN_KEY.at(place_of(language), f"there is no language `{language}` to change")
        for language in overlays
        if language and language not in found.languages
    ]
    languages = dict(found.languages)
    for language, wording in found.languages.items():
        for layer in dict.fromkeys(("", language)):
            wording = laid_over(wording, overlays.get(layer, {}), place_of(layer), told)
        languages[language] = wording
    if told:
        raise FaultyWording(tuple(sorted(dict.fromkeys(told))))
    return Wordings(found.lexicon, languages)


@cache
def _shipped() -> Wordings:
    """Read once: it is part of the program, and doesn't change while that runs."""
    return _read(files("bot.wording"))


def _read(folder: Traversable) -> Wordings:
    """Every language of a folder as it is written there. Raises `FaultyWording`."""
    told: list[Diagnostic] = []
    nodes: dict[str, MapNode] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            node, faults = read_bytes(file.read_bytes(), f"wording/{file.name}")
            told.extend(faults)
            if node is not None:
                nodes[file.name.removesuffix(".yaml")] = node
    if REFERENCE not in nodes:
        missing = Place(f"wording/{REFERENCE}.yaml", 1, 1)
        raise FaultyWording((*sorted(told), rules.MISSING_KEY.at(missing, "the English file is missing")))
    languages = {REFERENCE: _Reader(nodes.pop(REFERENCE), REFERENCE, told, None).wording()}
    for language, node in nodes.items():
        languages[language] = _Reader(node, language, told, languages[REFERENCE]).wording()
    lexicon = _heard(folder / "hears", told)
    if lexicon is None or told:
        raise FaultyWording(tuple(sorted(dict.fromkeys(told))))
    return Wordings(lexicon, languages)


def _heard(folder: Traversable, told: list[Diagnostic]) -> Lexicon | None:
    try:
        return load_hears(folder)
    except FaultyWording as faulty:
        told.extend(faulty.diagnostics)
        return None


class _Reader:
    """Reads one language's file. Tells a fault and goes on with something harmless, so that all are told at once."""

    def __init__(self, root: MapNode, language: str, told: list[Diagnostic], reference: Wording | None) -> None:
        self._root = root
        self._language = language
        self._told = told
        self._reference = reference
        self._plurals = Plurals()

    def wording(self) -> Wording:
        root = self._root
        self._keys(root, SECTIONS, SECTIONS)
        if (said := root.text("language")) is not None and said != self._language:
            self._tell(
                rules.WRONG_KIND, root.key("language"), f"the file is called {self._language}.yaml", self._language
            )
        direction = root.text("direction")
        if direction not in ("ltr", "rtl"):
            self._tell(rules.WRONG_KIND, root.key("direction"), "the direction is `ltr` or `rtl`")
        self._plurals = self._read_plurals()
        return Wording(
            language=self._language,
            name=root.text("name") or "",
            rtl=direction == "rtl",
            buttons={verb: self._button(verb, node) for verb, node in self._entries("buttons")},
            sayings={key: self._saying(key, node) for key, node in self._entries("sayings")},
            lines={key: self._line(key, node) for key, node in self._entries("lines")},
            dates=self._dates(),
            lists=self._plain("lists", {"comma": frozenset(), "and": frozenset(), "or": frozenset()}),
        )

    # --- sections ----------------------------------------------------------------------------------------------------

    def _section(self, section: str) -> MapNode:
        return self._root.map(section) or MapNode(self._root.place, {}, {})

    def _entries(self, section: Literal["buttons", "sayings", "lines"]) -> list[tuple[str, Node]]:
        """The entries of a section that the reference has too; those that differ are told."""
        held = self._section(section)
        wanted = tuple(getattr(self._reference, section)) if self._reference else tuple(held.values)
        self._keys(held, wanted, wanted)
        return [(key, held.values[key]) for key in wanted if key in held.values]

    def _read_plurals(self) -> Plurals:
        held = self._section("plurals")
        found: dict[str, PluralRule] = {}
        for name in held.values:
            if name not in CATEGORIES:
                self._tell(rules.PLURAL, held.key(name), f"`{name}` is no form; forms are {', '.join(CATEGORIES)}")
                continue
            try:
                found[name] = plural_rule(held.text(name) or "")
            except ValueError as broken:
                self._tell(rules.PLURAL, held.key(name), f"`{broken}` can't be read", "n = 1")
        return Plurals(found)

    def _dates(self) -> DateWords:
        held = self._section("dates")
        names = []
        for key, count in (("weekdays", 7), ("months", 12)):
            texts = held.texts(key)
            if held.values and len(texts) != count:
                self._tell(rules.WRONG_KIND, held.key(key), f"{count} {key} are needed, in their order")
            names.append(texts if len(texts) == count else ("",) * count)
        patterns = self._plain("dates", PATTERNS, also=("weekdays", "months"))
        return DateWords(names[0], names[1], patterns)

    def _plain(
        self, section: str, wanted: Mapping[str, frozenset[str]], also: tuple[str, ...] = ()
    ) -> Mapping[str, str]:
        """A section of single texts, each with just these places."""
        held = self._section(section)
        if held.values:
            self._keys(held, (*wanted, *also), (*wanted, *also))
        found = {}
        for key, places in wanted.items():
            text = held.text(key) or ""
            found[key] = text
            if text and frozenset(PLACE.findall(text)) != places:
                self._tell(rules.PLACE, held.key(key), f"`{key}` needs {rules.named(places)}")
        return found

    def _button(self, verb: str, node: Node) -> Button:
        entry = self._map(node, f"`{verb}`", ("title", "words"), ("title", "words"))
        title = self._pattern(entry.values.get("title"), entry.place)
        reference = self._reference.buttons[verb].title.places if self._reference else title.places
        self._same_places(title.places, reference, entry.key("title"))
        for text in title.forms.values():
            if (length := len(PLACE.sub("", text))) > LABEL:
                self._tell(rules.LABEL, entry.key("title"), f"`{text}` has {length} characters; {LABEL} fit")
        return Button(title, entry.texts("words"))

    def _saying(self, key: str, node: Node) -> Saying:
        entry = self._map(node, f"`{key}`", SAYING_FIELDS, ("title",))
        parts = {name: self._patterns(entry, name) for name in SAYING_FIELDS if name != "style"}
        style = entry.text("style") or "emphasis"
        saying = Saying(
            title=parts["title"][0] if parts["title"] else Pattern({OTHER: ""}),
            where=_first(parts["where"]),
            summary=_first(parts["summary"]),
            text=parts["text"],
            list=_first(parts["list"]),
            bullets=parts["bullets"],
            box=_first(parts["box"]),
            style=next((known for known in get_args(BoxStyle) if known == style), "emphasis"),
            command=_first(parts["command"]),
            field=_first(parts["field"]),
            aside=_first(parts["aside"]),
        )
        if style not in get_args(BoxStyle):
            self._tell(rules.WRONG_KIND, entry.key("style"), f"`{style}` is no style", " or ".join(get_args(BoxStyle)))
        seen = saying.summary or saying.title
        if seen.places & UNSEEN:
            self._tell(rules.SUMMARY, entry.key("title"), f"it names {rules.named(seen.places & UNSEEN)}", "summary: …")
        if self._reference:
            self._compare(saying, self._reference.sayings[key], entry)
        return saying

    def _compare(self, saying: Saying, reference: Saying, entry: MapNode) -> None:
        self._same_places(saying.places, reference.places, entry.place)
        for name in ("where", "list", "box", "command", "field", "aside", "text", "bullets"):
            if bool(getattr(reference, name)) != bool(getattr(saying, name)):
                what = "is missing" if getattr(reference, name) else "isn't said in English"
                self._tell(rules.MISSING_KEY, entry.key(name), f"`{name}` {what}")

    def _line(self, key: str, node: Node) -> Pattern:
        pattern = self._pattern(node, node.place)
        if self._reference:
            self._same_places(pattern.places, self._reference.lines[key].places, node.place)
        return pattern

    # --- texts -------------------------------------------------------------------------------------------------------

    def _patterns(self, entry: MapNode, name: str) -> tuple[Pattern, ...]:
        node = entry.values.get(name)
        if isinstance(node, ListNode) and name in PARAGRAPHS:
            return tuple(self._pattern(item, item.place) for item in node.items)
        return () if node is None else (self._pattern(node, entry.place),)

    def _pattern(self, node: Node | None, place: Place) -> Pattern:
        """One text, or its forms."""
        match node:
            case TextNode():
                return Pattern({OTHER: self._text(node.text, node.place)})
            case MapNode():
                forms = {
                    form: self._text(node.text(form) or "", node.key(form)) for form in node.values if form != "by"
                }
                if set(forms) != set(self._plurals.categories) or node.text("by") is None:
                    wanted = ", ".join(("by", *self._plurals.categories))
                    self._tell(rules.FORM, node.place, f"the forms are {', '.join(node.values)}", wanted)
                return Pattern({OTHER: "", **forms}, node.text("by"), self._plurals)
            case ListNode() | None:
                if node is not None:
                    self._tell(rules.WRONG_KIND, place, "a list stands where one text belongs")
                return Pattern({OTHER: ""})

    def _text(self, text: str, place: Place) -> str:
        for rule, offset, what, write in markup_faults(PLACE.sub("x", text), markup=True):
            self._tell(rule, Place(place.file, place.line, place.column + offset), what, write)
        return text

    # --- telling -----------------------------------------------------------------------------------------------------

    def _map(self, node: Node, what: str, known: tuple[str, ...], required: tuple[str, ...]) -> MapNode:
        if not isinstance(node, MapNode):
            self._tell(rules.WRONG_KIND, node.place, f"{what} is made of fields", f"{required[0]}: …")
            return MapNode(node.place, {}, {})
        self._keys(node, known, required)
        return node

    def _keys(self, node: MapNode, known: tuple[str, ...], required: tuple[str, ...]) -> None:
        for key in node.values:
            if key not in known:
                self._tell(rules.UNKNOWN_KEY, node.key(key), f"`{key}` is never used", _nearest(key, known))
        for key in required:
            if key not in node.values:
                self._tell(rules.MISSING_KEY, node.place, f"`{key}` is missing", f"{key}: …")

    def _same_places(self, found: frozenset[str], wanted: frozenset[str], place: Place) -> None:
        if extra := found - wanted:
            self._tell(
                rules.PLACE,
                place,
                f"nothing fills {rules.named(extra)}",
                f"use {rules.named(wanted)}" if wanted else "",
            )
        if lacking := wanted - found:
            self._tell(rules.PLACE, place, f"{rules.named(lacking)} is missing")

    def _tell(self, rule: Rule, place: Place, message: str, write: str = "") -> None:
        self._told.append(rule.at(place, message, write))


def _first(patterns: tuple[Pattern, ...]) -> Pattern | None:
    return patterns[0] if patterns else None


def _nearest(key: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(key, tuple(known), n=1)
    return f"did you mean `{found[0]}`?" if found else ""
