"""Translations: overlays with a `language`, texts only.

Each part that is translated (a dialog's head, a step, a problem, a fact, a conclusion) notes the digest of its
original. If a text that it translates has changed, the warning names what did, and the part is shown as the original
has it: nobody reads a step that isn't the step. So a `risk` can't get lost by going stale either. A text that isn't
translated is shown as the original has it in any case, and may change.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.content import overlay_schema
from bot.content.conform import conform
from bot.content.diagnostic import Diagnostic, Rule
from bot.content.digests import digest
from bot.content.draft import DialogDraft, Draft
from bot.content.files import File, Kind
from bot.content.nodes import ListNode, MapNode, TextNode
from bot.content.overlays import Target, find_target, laid_over, stale, unknown_key
from bot.content.shapes import Record

NO_DIGEST = Rule(
    "overlay/no-digest",
    "warning",
    """A translation has no digest.

    Without it nobody notices when the original changes. Write the one of the message.""",
)
NO_ORIGINAL = Rule(
    "overlay/no-original",
    "error",
    """A translation says something that the original doesn't.

    A translation holds the texts of the original and no others.""",
)

UNTRANSLATED = Rule(
    "overlay/untranslated",
    "warning",
    """A translation still has the text of the original.

    `unstuck new translation` writes the texts of the original, to be written over. People would be shown them as the
    translation. Write the text in the other language, or take the line out: then it is shown as the original has it.
    Names and other short texts may well be the same.""",
)

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_SHORT: Final = 3
"""A text of so few words may be a name that is the same in both languages."""
_SHAPES: Final[dict[Target, Record]] = {
    "dialog": overlay_schema.OVER_DIALOG_TEXTS,
    "problem": overlay_schema.OVER_PROBLEM_TEXTS,
    "reading": overlay_schema.OVER_READING_TEXTS,
    "facts": overlay_schema.OVER_FACTS_TEXTS,
    "wording": overlay_schema.OVER_WORDING,
}


def translate(draft: Draft, files: Iterable[File], faults: list[Diagnostic]) -> dict[str, Draft]:
    """The draft in each language that somebody translated something into."""
    translated: dict[str, Draft] = {}
    for file in files:
        language = file.node.text("language") if file.node else None
        if file.kind is not Kind.OVERLAY or file.node is None or language is None:
            continue
        target = find_target(draft, file, faults)
        if target is None:
            continue
        kind, id = target
        node = conform(file.node, _SHAPES[kind], "translation", faults)
        if not isinstance(node, MapNode) or "language" not in node.values:
            continue
        if kind == "wording":
            texts = node.map("texts")
            words = draft.wordings.setdefault(language, {})
            words |= {key: value for key, value in texts.values.items() if isinstance(value, TextNode)} if texts else {}
            continue
        into = translated.setdefault(language, _copy(draft))
        _Translator(draft, into, faults).add(kind, id, node)
    return translated


def _copy(draft: Draft) -> Draft:
    return replace(
        draft,
        problems=dict(draft.problems),
        facts=dict(draft.facts),
        dialogs=dict(draft.dialogs),
        readings=dict(draft.readings),
    )


class _Translator:
    """Lays one file on the draft of its language; `original` is what digests are compared with."""

    def __init__(self, original: Draft, into: Draft, faults: list[Diagnostic]) -> None:
        self._original = original
        self._into = into
        self._faults = faults

    def add(self, kind: Target, id: str, node: MapNode) -> None:
        original, into = self._original, self._into
        match kind:
            case "problem":
                into.problems[id] = self._part(
                    original.problems[id], into.problems[id], node, overlay_schema.PROBLEM_TEXTS, f'"{id}"'
                )
            case "facts":
                self._facts(node)
            case "reading":
                self._reading(id, node)
            case "dialog":
                self._dialog(id, node)
            case "wording":
                pass

    def _part(self, original: MapNode, below: MapNode, above: MapNode, fields: Sequence[str], what: str) -> MapNode:
        """`below` with the texts of `above`; as it is, if the original has changed since."""
        given = [name for name in fields if name in above.values]
        if not given:
            return below
        for name in given:
            if name not in original.values:
                message = f"the original of {what} has no `{name}`"
                self._faults.append(NO_ORIGINAL.at(above.key(name), message, "take it out"))
        self._options(original, above, what)
        self._untranslated(original, above, given, what)
        noted = above.node("digest")
        if noted is None:
            write = f"digest: {digest(original, fields)}"
            self._faults.append(NO_DIGEST.at(above.place, f"the translation of {what} has no digest", write))
        elif (fault := stale(original, fields, noted, what, translated=given)) is not None:
            self._faults.append(fault)
            return below
        texts = MapNode(above.place, {name: above.values[name] for name in given}, above.keys)
        if (options := above.map("options")) is not None and (first := below.map("options")) is not None:
            texts = texts.replaced("options", laid_over(first, options), above.key("options"))
        return laid_over(below, texts)

    def _untranslated(self, original: MapNode, above: MapNode, given: Sequence[str], what: str) -> None:
        """Texts that nobody has written over: told once a part, at the first of them."""
        same = [
            name
            for name in given
            if (text := above.text(name)) is not None
            and text == original.text(name)
            and len(_WORD.findall(text)) > _SHORT
        ]
        if same:
            names = ", ".join(f"`{name}`" for name in same)
            message = f"the translation of {what} still has the original's {names}"
            self._faults.append(UNTRANSLATED.at(above.key(same[0]), message, "the text in the other language"))

    def _options(self, original: MapNode, above: MapNode, what: str) -> None:
        options, first = above.map("options"), original.map("options")
        for option in options.values if options else ():
            if options is not None and first is not None and option not in first.values:
                message = f'the original of {what} has no option "{option}"'
                self._faults.append(NO_ORIGINAL.at(options.key(option), message, ", ".join(first.values)))

    def _facts(self, node: MapNode) -> None:
        facts = node.map("facts")
        for id in facts.values if facts else ():
            original, above = self._original.facts.get(id), facts.map(id) if facts else None
            if facts is not None and original is None:
                self._faults.append(unknown_key(facts, id, "fact", self._original.facts))
            elif original is not None and above is not None:
                below = self._into.facts[id]
                self._into.facts[id] = self._part(original, below, above, overlay_schema.FACT_TEXTS, f'fact "{id}"')

    def _reading(self, id: str, node: MapNode) -> None:
        original = self._original.readings[id]
        below = self._part(original, self._into.readings[id], node, overlay_schema.READING_TEXTS, f'"{id}"')
        conclude = node.map("conclude")
        first = {each.text("id") or "": each for each in original.maps("conclude")}
        for conclusion in conclude.values if conclude else ():
            if conclude is not None and conclusion not in first:
                self._faults.append(unknown_key(conclude, conclusion, "conclusion", first))
        items = []
        for each in below.maps("conclude"):
            name = each.text("id") or ""
            above = conclude.map(name) if conclude else None
            what = f'conclusion "{name}"'
            items.append(
                self._part(first[name], each, above, overlay_schema.CONCLUSION_TEXTS, what)
                if above is not None
                else each
            )
        place = below.key("conclude")
        self._into.readings[id] = below.replaced("conclude", ListNode(place, tuple(items)), place)

    def _dialog(self, id: str, node: MapNode) -> None:
        original = self._original.dialogs[id]
        below = self._part(original.node, self._into.dialogs[id].node, node, overlay_schema.DIALOG_TEXTS, f'"{id}"')
        steps = node.map("steps")
        for step in steps.values if steps else ():
            if steps is not None and step not in original.steps:
                self._faults.append(unknown_key(steps, step, f'step of "{id}"', original.steps))
        entries = []
        for entry in below.maps("steps"):
            name = entry.text("id") or ""
            above = steps.map(name) if steps and name else None
            if above is not None and name in original.steps:
                entry = self._part(original.steps[name].node, entry, above, overlay_schema.STEP_TEXTS, f'step "{name}"')
            entries.append(entry)
        place = below.key("steps")
        self._into.dialogs[id] = DialogDraft(id, below.replaced("steps", ListNode(place, tuple(entries)), place))
