"""A draft without faults -> `Content`. Nothing is checked here: the rules have been through."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from bot.content.draft import DialogDraft, Draft, Entry, languages_of
from bot.content.model import (
    Check,
    Condition,
    Content,
    Dialog,
    Fact,
    Instruction,
    Item,
    KnownCode,
    Problem,
    ReadingTest,
    Source,
    Step,
    Talk,
    Turn,
)
from bot.content.nodes import MapNode, texts_of
from bot.content.resolve import Resolver, Wanted
from bot.content.spelling import day, duration
from bot.content.texts import instructions
from bot.understanding.codes import normalise_code
from bot.understanding.model import Code, Concept, Conclusion, Derivation, ReadingField, ReadingSpec

_ACTS: tuple[Literal["you", "press", "open", "paste", "wait"], ...] = ("you", "press", "open", "paste", "wait")
_READING_FIELDS = frozenset({"field", "which"})


def build(draft: Draft, digest: str) -> Content:
    """Make the content of a draft in which the rules found no error."""
    resolver = Resolver(draft)
    steps = {entry.key: _step(entry, resolver) for entry in draft.steps() if entry.key not in draft.off}
    return Content(
        problems={id: _problem(id, node) for id, node in draft.problems.items()},
        known=_all_known(draft),
        concepts={id: _concept(id, node) for id, node in draft.concepts.items()},
        facts={id: _fact(id, node) for id, node in draft.facts.items()},
        readings={id: _reading(id, node) for id, node in draft.readings.items()},
        dialogs={id: _dialog(dialog, resolver, steps) for id, dialog in draft.dialogs.items()},
        steps=steps,
        moved={old: _moved(draft, old) for old in draft.moved},
        talks=tuple(_talk(test) for test in draft.tests()),
        reading_tests={
            id: tuple(_reading_test(test) for test in node.maps("tests")) for id, node in draft.readings.items()
        },
        digest=digest,
        wordings={
            language: {key: node.text for key, node in texts.items()} for language, texts in draft.wordings.items()
        },
    )


def codes_of(node: MapNode) -> tuple[Code, ...]:
    """The codes of a problem or of a line of known codes, normalised."""
    codes = (normalise_code(text) for text in node.texts("codes"))
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _texts(node: MapNode, field: str) -> dict[str, str]:
    """A map of texts, in the author's order."""
    inside = node.map(field)
    return {} if inside is None else {name: inside.text(name) or "" for name in inside.values}


def _lists(node: MapNode, field: str) -> dict[str, tuple[str, ...]]:
    inside = node.map(field)
    return {} if inside is None else {name: inside.texts(name) for name in inside.values}


def _day(node: MapNode, field: str) -> date:
    return day(node.text(field) or "") or date.min


def _problem(id: str, node: MapNode) -> Problem:
    return Problem(
        id=id,
        product=node.text("product") or "",
        codes=codes_of(node),
        label=node.text("label") or "",
        title=node.text("title") or "",
        impact=node.text("impact") or "",
        cause=node.text("cause") or "",
        fix=node.text("fix") or "",
        dialog=node.text("dialog") or "",
        facts=_texts(node, "facts"),
        signatures=tuple(tuple(item.text for item in texts_of(line)) for line in node.lists("signatures")),
        unless=node.texts("unless"),
        symptoms=node.texts("symptoms"),
        sources=tuple(
            Source(each.text("title") or "", each.text("url") or "", each.text("says") or "")
            for each in node.maps("sources")
        ),
        reviewed=_day(node, "reviewed"),
        place=node.place,
    )


def _all_known(draft: Draft) -> tuple[KnownCode, ...]:
    """The known codes of all layers: the upper one wins, and a problem wins over all."""
    with_dialog = {(code, node.text("product")) for node in draft.problems.values() for code in codes_of(node)}
    known = {(each.code, each.product): each for node in draft.known for each in _known(node)}
    return tuple(each for key, each in known.items() if key not in with_dialog)


def _known(node: MapNode) -> tuple[KnownCode, ...]:
    return tuple(
        KnownCode(
            code=code,
            product=node.text("product") or "",
            says=each.text("says") or "",
            who="it" if each.text("who") == "it" else "you",
            source=each.text("source") or "",
            place=each.place,
            problem=each.text("problem"),
        )
        for each in node.maps("known")
        for code in codes_of(each)
    )


def _concept(id: str, node: MapNode) -> Concept:
    return Concept(
        id=id,
        words={language: node.texts(language) for language in languages_of(node)},
        means=node.text("means"),
        stops=node.text("stops") == "yes",
        sets=_texts(node, "sets"),
    )


def _fact(id: str, node: MapNode) -> Fact:
    return Fact(
        id=id,
        name=node.text("name") or "",
        ask=node.text("ask"),
        how=node.text("how"),
        options=_texts(node, "options"),
        known_from_client=node.text("known-from") == "client",
        known=node.text("known"),
        place=node.place,
    )


def _reading(id: str, node: MapNode) -> ReadingSpec:
    fields = node.map("fields")
    return ReadingSpec(
        id=id,
        title=node.text("title") or "",
        fields=tuple(
            _reading_field(word, value)
            for word, value in (fields.values.items() if fields else ())
            if isinstance(value, MapNode)
        ),
        derive=tuple(Derivation(_lists(each, "when"), _texts(each, "sets")) for each in node.maps("derive")),
        conclude=tuple(
            Conclusion(
                id=each.text("id") or "",
                when=_lists(each, "when"),
                say=each.text("say") or "",
                handoff=each.text("handoff"),
                again=each.text("again"),
                code_in=each.text("code-in"),
            )
            for each in node.maps("conclude")
        ),
    )


def _reading_field(word: str, node: MapNode) -> ReadingField:
    which: Literal["first", "any", "all"] = "first"
    if node.text("which") == "any":
        which = "any"
    elif node.text("which") == "all":
        which = "all"
    return ReadingField(
        word=word,
        names=node.texts("field"),
        values={value: node.texts(value) for value in node.values if value not in _READING_FIELDS},
        which=which,
    )


def _step(entry: Entry, resolver: Resolver) -> Step:
    node = entry.node
    do = node.node("do")
    changes = node.text("changes")
    restart = node.text("restart")
    return Step(
        key=entry.key,
        dialog=entry.dialog,
        id=entry.id,
        kind=entry.kind if entry.kind != "use" else "do",
        title=node.text("title") or "",
        aliases=node.texts("aliases"),
        why=node.text("why"),
        explain=node.text("explain"),
        minutes=int(node.text("minutes") or 0),
        restart="yes" if restart == "yes" else "maybe" if restart == "maybe" else "no",
        settles=duration(node.text("settles") or ""),
        when=tuple(_condition(wanted) for wanted in resolver.conditions(entry)),
        changes=None if changes == "nothing" else changes,
        risk=node.text("risk"),
        confirm=node.text("confirm"),
        undo=node.text("undo"),
        do=tuple(Instruction(line.text) for line in instructions(do)) if do else (),
        worked_if=node.text("worked-if"),
        nothing_there=node.text("nothing-there"),
        ask=node.text("ask"),
        options=_texts(node, "options"),
        paste=node.text("paste"),
        say=node.text("say"),
        handoff=node.text("handoff"),
        place=node.place,
    )


def _condition(wanted: Wanted) -> Condition:
    return Condition(wanted.name, wanted.kind, tuple(value.text for value in wanted.values))


def _dialog(draft: DialogDraft, resolver: Resolver, steps: Mapping[str, Step]) -> Dialog:
    node = draft.node
    check = node.map("check")
    return Dialog(
        id=draft.id,
        title=node.text("title") or "",
        intro=node.text("intro") or "",
        check=Check((check and check.text("ask")) or "", (check and check.text("how")) or ""),
        items=tuple(
            Item(steps[listed.step.key], tuple(_condition(wanted) for wanted in listed.conditions), listed.part)
            for listed in resolver.items(draft.id)
        ),
        handoff=node.text("handoff"),
        then=node.text("then"),
        reviewed=_day(node, "reviewed"),
        place=node.place,
    )


def _moved(draft: Draft, old: str) -> str:
    """Where a reference is now, through all its moves."""
    new = draft.moved[old].text
    for _ in draft.moved:
        if new not in draft.moved:
            break
        new = draft.moved[new].text
    return new


def _talk(node: MapNode) -> Talk:
    return Talk(
        name=node.text("name") or "",
        language=node.text("language") or "en",
        given=_texts(node, "given"),
        now=node.text("now"),
        turns=tuple(_turn(each) for each in node.maps("talk")),
        place=node.place,
    )


def _turn(node: MapNode) -> Turn:
    act = next((act for act in _ACTS if act in node.values), None)
    return Turn(
        act=act,
        given=(node.text(act) or "") if act else "",
        bot=node.texts("bot"),
        absent=node.texts("not"),
        step=node.text("step"),
        note=node.texts("note"),
        happened=node.texts("happened"),
        place=node.place,
    )


def _reading_test(node: MapNode) -> ReadingTest:
    return ReadingTest(
        sample=node.text("sample") or "",
        now=node.text("now"),
        facts=_texts(node, "facts"),
        concludes=node.text("concludes"),
        place=node.place,
    )
