"""Problems: what finds them, and where they lead."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from bot.content.draft import Draft, languages_of
from bot.content.nodes import MapNode, TextNode, texts_of
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import NEW_FACT, did_you_mean, instead, listed
from bot.understanding.codes import normalise_code
from bot.understanding.model import Code
from bot.understanding.words import plain_words


@rule("code/family", "error")
def every_code_is_of_a_known_family(scope: Scope) -> Iterator[Found]:
    """A code is written in no way that is known.

    Codes are `0x` and eight digits, `AADSTS` and a number, `CAA` and digits, or a short number. Anything else that
    people read off their screen goes into `symptoms`."""
    for node in _with_codes(scope):
        for code in node.nodes("codes"):
            if normalise_code(code.text) is None:
                yield Found(
                    code.place, f'"{code.text}" is not a code of a known family', "0x and eight digits: 0x80070123"
                )


@rule("code/taken", "error")
def a_code_belongs_to_one_problem_of_a_product(scope: Scope) -> Iterator[Found]:
    """Two problems of one product have the same code, or a known code has a dialog already.

    Code and product are the key: nobody could tell which of the two is meant. One code in two products is fine, and is
    asked about. An organisation may know more of a code than the layer below: then the upper one counts."""
    first: dict[tuple[Code, str], tuple[str, TextNode]] = {}
    for name, product, code in _written_codes(scope.draft):
        key = normalise_code(code.text)
        if key is None:
            continue
        other, there = first.setdefault((key, product), (name, code))
        if other != name and _same_layer(scope.draft, there, code):
            where = there.place
            yield Found(
                code.place,
                f"{key} also belongs to {other} ({where.file}, line {where.line})",
                "take it out of one of the two",
                where,
                "the other one stands",
            )


def _written_codes(draft: Draft) -> Iterator[tuple[str, str, TextNode]]:
    """Every code with the name of what it belongs to, and its product: problems first."""
    for id, node in draft.problems.items():
        for code in node.nodes("codes"):
            yield id, node.text("product") or "", code
    for node in draft.known:
        for line in node.maps("known"):
            for code in line.nodes("codes"):
                yield f"the known codes at {line.place}", node.text("product") or "", code


def _same_layer(draft: Draft, one: TextNode, other: TextNode) -> bool:
    """Two problems are never told apart by their layer; a known code gives way to the layer above."""
    layers = draft.layer_of
    is_known = any(place.file.endswith("/known.yaml") for place in (one.place, other.place))
    return not is_known or layers[one.place.file] == layers[other.place.file]


@rule("problem/unfindable", "error")
def a_problem_can_be_found(scope: Scope) -> Iterator[Found]:
    """A problem has neither codes nor signatures.

    Nothing that anybody writes would ever start it. Give it `codes`, or `signatures` for a problem without a code."""
    for id, node in scope.draft.problems.items():
        if "codes" not in node.keys and "signatures" not in node.keys:
            yield Found(node.key("id"), f'nothing leads to "{id}"', "signatures: [[concept, concept]]")


@rule("dialog/unknown", "error")
def problems_and_ends_lead_to_a_dialog(scope: Scope) -> Iterator[Found]:
    """A dialog is named that isn't there.

    `dialog` in a problem and `then` in a dialog name the `id` of a file in `dialogs/`."""
    dialogs = scope.draft.dialogs
    named = [node.node("dialog") for node in scope.draft.problems.values()]
    named += [dialog.node.node("then") for dialog in dialogs.values()]
    known = [*dialogs, *(id for id in scope.draft.unread if id)]
    for name in named:
        if name is not None and name.text not in known:
            yield Found(
                name.place, f'no dialog "{name.text}"{did_you_mean(name.text, known)}', instead(name.text, known)
            )


@rule("problem/unknown", "error")
def known_codes_lead_to_a_scenario(scope: Scope) -> Iterator[Found]:
    """A known code is said to be the sign of a problem that isn't there, or that has codes of its own.

    `problem` in a line of known codes names a scenario, a problem without `codes`: its dialog is offered when somebody
    writes the code. A problem that has codes simply gets this one as well, in its own `codes`."""
    problems = scope.draft.problems
    scenarios = [id for id, node in problems.items() if "codes" not in node.keys]
    for node in scope.draft.known:
        for line in node.maps("known"):
            name = line.node("problem")
            if name is None or name.text in scenarios or name.text in scope.draft.unread:
                continue
            if name.text in problems:
                yield Found(
                    name.place, f'"{name.text}" has codes of its own', f"write this code into the codes of {name.text}"
                )
            else:
                hint = did_you_mean(name.text, scenarios)
                yield Found(name.place, f'no problem "{name.text}"{hint}', instead(name.text, scenarios))


@rule("concept/unknown", "error")
def signatures_name_concepts(scope: Scope) -> Iterator[Found]:
    """There is no such concept.

    `signatures` and `unless` name concepts of `knowledge/words.yaml`. A word that people write belongs there first."""
    concepts = scope.draft.concepts
    for node in scope.draft.problems.values():
        for name in (*_signature_words(node), *node.nodes("unless")):
            if name.text not in concepts and "words" not in scope.draft.unread:
                yield Found(
                    name.place,
                    f'no concept "{name.text}" in knowledge/words.yaml{did_you_mean(name.text, concepts)}',
                    instead(name.text, concepts),
                )


@rule("signature/stops", "error")
def a_signature_holds_no_concept_that_stops(scope: Scope) -> Iterator[Found]:
    """A signature holds a concept with `stops: yes`.

    A message with such a concept starts no problem by signature, so this line could never be met. Take the concept out
    of the signature, or its `stops` away."""
    for node in scope.draft.problems.values():
        for name in _signature_words(node):
            concept = scope.draft.concepts.get(name.text)
            if concept is not None and concept.text("stops") == "yes":
                yield Found(
                    name.place,
                    f'"{name.text}" stops every problem, so this signature is never met',
                    "take it out of this line",
                    concept.key("stops"),
                    "it stops",
                )


@rule("signature/one-word", "warning")
def one_word_starts_no_dialog(scope: Scope) -> Iterator[Found]:
    """A signature is one concept, and a single word means that concept.

    Whoever writes that word, about whatever, is offered this problem. Add the concept of what goes wrong with it. A
    concept that people only ever write in several words may stand alone."""
    for node in scope.draft.problems.values():
        for line in node.lists("signatures"):
            names = texts_of(line)
            concept = scope.draft.concepts.get(names[0].text) if len(names) == 1 else None
            word = next(iter(_single_words(concept)), None) if concept is not None else None
            if word is not None:
                name = names[0]
                message = f'"{word}" alone offers this problem'
                yield Found(name.place, message, f"[{name.text}, what goes wrong with it]")


def _single_words(concept: MapNode) -> Iterator[str]:
    """The words of a concept that somebody may write by the way: no phrases, and no long names and compounds."""
    for language in languages_of(concept):
        yield from (word for word in concept.texts(language) if word.isalpha() and len(word) <= _COMMON)


_COMMON: Final = 12
"""The most letters of a word that isn't telling by itself."""


@rule("signature/taken", "warning")
def two_problems_are_not_met_by_one_sentence(scope: Scope) -> Iterator[Found]:
    """A sentence that meets this signature also meets the one of another problem.

    Both would be offered. Add a concept that tells the two apart, or one under `unless`."""
    lines = [
        (id, node, line.place, frozenset(name.text for name in texts_of(line)))
        for id, node in scope.draft.problems.items()
        for line in node.lists("signatures")
    ]
    uses = Counter(word for _, _, _, words in lines for word in words)
    by_rarest: dict[str, list[int]] = {}
    for number, (_, _, _, words) in enumerate(lines):
        by_rarest.setdefault(min(sorted(words), key=lambda word: uses[word], default=""), []).append(number)
    for id, node, place, words in lines:
        candidates = sorted(number for word in words for number in by_rarest.get(word, ()))
        for number in candidates:
            other, other_node, other_place, fewer = lines[number]
            stopped = words & {*other_node.texts("unless")} or fewer & {*node.texts("unless")}
            if other == id or not fewer or not fewer <= words or stopped or (fewer == words and other_place > place):
                continue
            yield Found(
                place,
                f'this meets the signature of "{other}" too: {", ".join(sorted(fewer))}',
                f"a further concept, or   unless: [{', '.join(sorted(fewer))}]   in one of the two",
                other_place,
                "the other one stands",
            )
            break


@rule("symptom/shared", "warning")
def two_problems_have_no_symptom_in_common(scope: Scope) -> Iterator[Found]:
    """A symptom is nearly that of another problem: the same words, or all but one.

    "Did you mean" would show both, and nobody could choose. Say what is seen with this problem and not with the
    other."""
    standing: dict[frozenset[str], tuple[str, TextNode]] = {}
    for id, node in scope.draft.problems.items():
        for symptom in node.nodes("symptoms"):
            words = frozenset(plain_words(symptom.text))
            if len(words) < _TELLING:
                continue
            likes = [words, *(words - {word} for word in words)]
            found = (standing[each] for each in likes if each in standing)
            other = next((each for each in found if each[0] != id), None)
            if other is not None:
                yield Found(
                    symptom.place,
                    f'this is nearly a symptom of "{other[0]}"',
                    "what is seen with this problem only",
                    other[1].place,
                    "the other one stands",
                )
            for each in likes:
                standing.setdefault(each, (id, symptom))


_TELLING: Final = 4
"""Symptoms with fewer words than this have most of them in common."""


@rule("fact/unknown", "error")
def facts_are_facts(scope: Scope) -> Iterator[Found]:
    """A fact or one of its values isn't in `dialogs/facts.yaml`.

    Facts are set by problems, words, readings and tests, and each is one of `facts.yaml` with one of its options."""
    facts = scope.draft.facts
    if "facts" in scope.draft.unread:
        return
    for node, field in _setting_facts(scope):
        for name, value in node.values.items():
            fact = facts.get(name)
            if fact is None:
                place = node.key(name)
                known = instead(name, facts)
                write = known if known in facts else f"{known}, or {NEW_FACT}"
                yield Found(place, f'no fact "{name}" in {field}{did_you_mean(name, facts)}', write)
                continue
            options = fact.map("options")
            values = [*(options.values if options else ()), "unsure"]
            if isinstance(value, TextNode) and value.text not in values:
                message = f'"{name}" is never "{value.text}"; it can be {listed(values)}'
                yield Found(value.place, message, instead(value.text, values), fact.place, "the fact stands")


def _setting_facts(scope: Scope) -> Iterator[tuple[MapNode, str]]:
    """Every map of facts and values, with the field it is in."""
    draft = scope.draft
    for node in draft.problems.values():
        if (facts := node.map("facts")) is not None:
            yield facts, "`facts`"
    for node in draft.concepts.values():
        if (facts := node.map("sets")) is not None:
            yield facts, "`sets`"
    for reading in draft.readings.values():
        for line in reading.maps("derive"):
            if (facts := line.map("sets")) is not None:
                yield facts, "`sets`"
        for test in reading.maps("tests"):
            if (facts := test.map("facts")) is not None:
                yield facts, "a test"
    for test in draft.tests():
        if (facts := test.map("given")) is not None:
            yield facts, "`given`"


def _with_codes(scope: Scope) -> Iterator[MapNode]:
    yield from scope.draft.problems.values()
    for known in scope.draft.known:
        yield from known.maps("known")


def _signature_words(node: MapNode) -> list[TextNode]:
    return [name for line in node.lists("signatures") for name in texts_of(line)]
