"""Overlays: what an organisation changes in the layers below.

- A file with `over:` lies over a dialog, a problem, a reading, the facts or the bot's own sentences. Its folder says
  what is meant where a problem and a dialog share an id.
- The fields given replace those of the step; `off: yes` takes it out everywhere; `answer:` decides a question for
  everybody; a new id says `after:` which step it comes.
- `risk`, `confirm`, `undo` and `who: it` can be said in other words and never dropped.
- With `language` it is a translation: see `translations`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from bot.content import overlay_schema, safety, schema
from bot.content.conform import conform
from bot.content.diagnostic import Diagnostic, Place, Rule
from bot.content.digests import changed, digest
from bot.content.draft import DialogDraft, Draft, entry_kind
from bot.content.files import File, Kind
from bot.content.nodes import ListNode, MapNode, Node, TextNode
from bot.content.shapes import Record
from bot.content.spelling import NEW_FACT, did_you_mean, instead, listed, nearest

UNKNOWN = Rule(
    "overlay/unknown",
    "error",
    """An overlay lies over something that isn't there.

    `over` names a dialog, a problem, a reading, `facts` or `wording`. Below it, steps, facts and conclusions are named
    by their ids. A new step says `after: <step>`. A new fact isn't an overlay: it stands in
    `dialogs/facts.yaml` of your own folder, in a file without `over:`.""",
)
DROPS_SAFETY = Rule(
    "overlay/drops-safety",
    "error",
    """An overlay drops what keeps people safe.

    `risk`, `confirm`, `undo` and `who: it` can be said in other words, and never be taken away. If the step isn't for
    your people at all, write `off: yes`.""",
)
ANSWER = Rule(
    "overlay/answer",
    "error",
    """An `answer` isn't one that the question has, or the step isn't a question.

    It is one of the ids under `options`.""",
)
PLACEMENT = Rule(
    "overlay/placement",
    "error",
    """`after` stands at a step that isn't new, or a new step says nothing else.

    The order below stays as it is: only new steps say where they stand. `off: yes` and `answer:` belong to steps that
    are there.""",
)
STALE = Rule(
    "overlay/stale",
    "warning",
    """The original has changed since this was written.

    A stale translation gives way to the original until you look at it again; an organisation's own text stays. When the
    text fits again, write the new `digest`.""",
)
KNOWN_VALUE = Rule(
    "overlay/known-value",
    "error",
    """A fact is known to be something that it can't be.

    `known` is one of the values under the fact's `options`.""",
)

Target = Literal["dialog", "problem", "reading", "facts", "wording"]

_SHAPES: Final[dict[Target, Record]] = {
    "dialog": overlay_schema.OVER_DIALOG,
    "problem": overlay_schema.OVER_PROBLEM,
    "reading": overlay_schema.OVER_READING,
    "facts": overlay_schema.OVER_FACTS,
    "wording": overlay_schema.OVER_WORDING,
}
_OWN: Final = frozenset({"over", "language", "digest", "steps", "off", "after", "answer"})
"""Fields of the overlay itself, which replace nothing."""
_SAFETY: Final = frozenset({"risk", "confirm", "undo", "who"})
_DROPPING: Final = frozenset({"off", "no", "none", "never", "nothing", "you", "user", "person", "-", "~", "null"})
_FOR_IT: Final = frozenset({"id", "title", "do", "when", "settles", "who"})


def change(draft: Draft, files: Iterable[File], faults: list[Diagnostic]) -> None:
    """Lay the overlays of one layer on the draft."""
    for file in files:
        if file.kind is Kind.OVERLAY and file.node is not None and "language" not in file.node.keys:
            _change(draft, file, file.node, faults)


def find_target(draft: Draft, file: File, faults: list[Diagnostic]) -> tuple[Target, str] | None:
    """What an overlay lies over; unknown names are told."""
    over = file.node.node("over") if file.node else None
    if over is None:
        if file.node is not None:
            faults.append(UNKNOWN.at(file.node.key("over"), "`over` names one thing", "over: <id>"))
        return None
    targets: list[tuple[Target, Iterable[str]]]
    if file.is_knowledge:
        targets = [("problem", draft.problems)]
    elif file.is_reading:
        targets = [("reading", draft.readings)]
    else:
        targets = [
            ("facts", ["facts"]),
            ("wording", ["wording"]),
            ("dialog", draft.dialogs),
            ("reading", draft.readings),
        ]
    for kind, ids in targets:
        if over.text in ids:
            return kind, over.text
    known = [id for _, ids in targets for id in ids]
    faults.append(
        _unknown(over, "dialog or reading, nor `facts` or `wording`" if len(targets) > 1 else targets[0][0], known)
    )
    return None


def _unknown(node: TextNode, kind: str, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    hint = did_you_mean(node.text, known)
    return UNKNOWN.at(node.place, f'"{node.text}" is no {kind}{hint}', instead(node.text, known))


def unknown_key(node: MapNode, key: str, kind: str, known: Iterable[str]) -> Diagnostic:
    """Nothing below has the id that a map's key names."""
    place = node.key(key)
    return _unknown(TextNode(key, place), kind, known)


def stale(
    original: MapNode, fields: Sequence[str], noted: TextNode, what: str, *, translated: Sequence[str] | None = None
) -> Diagnostic | None:
    """The warning that the original has changed since its digest was noted. `translated`: only these matter."""
    differing = changed(original, fields, noted.text)
    if not differing or (translated is not None and not {f"`{each}`" for each in translated} & set(differing)):
        return None
    return STALE.at(
        noted.place,
        f"the original of {what} has changed since: {', '.join(differing)}",
        f"look at the text again, then write   digest: {digest(original, fields)}",
        also=original.place,
        also_is="the original stands",
    )


def laid_over(below: MapNode, above: MapNode) -> MapNode:
    """The fields of `below`, replaced by those given above."""
    given = {name: value for name, value in above.values.items() if name not in _OWN}
    return MapNode(below.place, {**below.values, **given}, {**below.keys, **{name: above.keys[name] for name in given}})


def _change(draft: Draft, file: File, raw: MapNode, faults: list[Diagnostic]) -> None:
    target = find_target(draft, file, faults)
    if target is None:
        return
    kind, id = target
    node = conform(_without_drops(raw, faults), _SHAPES[kind], "overlay", faults)
    if not isinstance(node, MapNode):
        return
    match kind:
        case "dialog":
            _change_dialog(draft, id, node, faults)
        case "problem":
            draft.laid_over.append((draft.problems[id], node.key("over")))
            _note(draft.problems[id], overlay_schema.PROBLEM_TEXTS, node, f'"{id}"', faults)
            draft.problems[id] = laid_over(draft.problems[id], node)
        case "reading":
            draft.laid_over.append((draft.readings[id], node.key("over")))
            draft.readings[id] = _changed_reading(draft.readings[id], node, faults)
        case "facts":
            _change_facts(draft, node, faults)
        case "wording":
            texts = node.map("texts")
            words = draft.wordings.setdefault("", {})
            words |= {key: value for key, value in texts.values.items() if isinstance(value, TextNode)} if texts else {}


def _note(original: MapNode, fields: Sequence[str], above: MapNode, what: str, faults: list[Diagnostic]) -> None:
    """Tell that the original of an organisation's own text has changed."""
    noted = above.node("digest")
    fault = stale(original, fields, noted, what) if noted else None
    if fault is not None:
        faults.append(fault)


def _without_drops(raw: MapNode, faults: list[Diagnostic]) -> MapNode:
    """An overlay without the fields that would take a safety field away; each is told."""
    steps = raw.map("steps")
    if steps is None:
        return raw
    kept: dict[str, Node] = {}
    for id, step in steps.values.items():
        dropped = []
        for name, value in step.values.items() if isinstance(step, MapNode) else ():
            if name in _SAFETY and isinstance(value, TextNode) and value.text.lower() in _DROPPING:
                dropped.append(name)
                faults.append(
                    DROPS_SAFETY.at(
                        value.place, f'`{name}` of step "{id}" can\'t be dropped', "other words, or take it out"
                    )
                )
        kept[id] = step.without(*dropped) if isinstance(step, MapNode) else step
    return raw.replaced("steps", MapNode(steps.place, kept, steps.keys), raw.key("steps"))


def _change_dialog(draft: Draft, id: str, above: MapNode, faults: list[Diagnostic]) -> None:
    below = draft.dialogs[id]
    draft.laid_over.append((below.node, above.key("over")))
    _note(below.node, overlay_schema.DIALOG_TEXTS, above, f'"{id}"', faults)
    node = laid_over(below.node, above)
    for given, other in (("then", "handoff"), ("handoff", "then")):
        if given in above.values and other not in above.values:
            node = node.without(other)
    entries = list(node.maps("steps"))
    steps = above.map("steps")
    last: dict[str, str] = {}
    for step, change in steps.values.items() if steps else ():
        if not isinstance(change, MapNode) or steps is None:
            continue
        key = f"{id}#{step}"
        if step in below.steps:
            draft.laid_over.append((below.steps[step].node, steps.key(step)))
            here = next(i for i, entry in enumerate(entries) if entry.text("id") == step)
            entries[here] = _changed_step(draft, key, entries[here], change, faults)
        elif (after := change.node("after")) is not None:
            index = _index(entries, last.get(after.text, after.text))
            if index is None:
                faults.append(_unknown(after, "step", [name for entry in entries for name in _names(entry)]))
                continue
            entries.insert(index + 1, _new_step(step, change, steps.key(step), faults))
            last[after.text] = step
        else:
            fault = unknown_key(steps, step, f'step of "{id}"', below.steps)
            write = (
                fault.write if "did you mean" in fault.message else "for a new step, `after: <step>` beside its fields"
            )
            faults.append(UNKNOWN.at(fault.place, fault.message, write))
    draft.dialogs[id] = DialogDraft(
        id, node.replaced("steps", ListNode(node.key("steps"), tuple(entries)), node.key("steps"))
    )


def _names(entry: MapNode) -> Iterator[str]:
    """By what `after` may name an entry: its id, or that of the step it borrows."""
    if (id := entry.text("id")) is not None:
        yield id
    if "#" in (used := entry.text("use") or ""):
        yield used.partition("#")[2]


def _index(entries: Sequence[MapNode], name: str) -> int | None:
    return next((i for i, entry in enumerate(entries) if name in _names(entry)), None)


def _changed_step(draft: Draft, key: str, below: MapNode, above: MapNode, faults: list[Diagnostic]) -> MapNode:
    step = below.text("id") or ""
    if "after" in above.values:
        message = f'"{step}" is there already, and stays where it is'
        faults.append(PLACEMENT.at(above.key("after"), message, "take `after` out, or give the new step its own id"))
    if "off" in above.values:
        draft.off[key] = above.key("off")
    if (answer := above.node("answer")) is not None:
        options = below.map("options")
        if options is None or entry_kind(below) != "ask":
            faults.append(ANSWER.at(answer.place, f'"{step}" asks nothing', "take `answer` out"))
        elif answer.text not in (*options.values, "unsure"):
            message = f'"{step}" is never "{answer.text}"; it can be {listed(options.values)}'
            faults.append(ANSWER.at(answer.place, message, f"answer: {instead(answer.text, options.values)}"))
        else:
            draft.answers[key] = answer
    _note(below, overlay_schema.STEP_TEXTS, above, f'step "{step}"', faults)
    if "when" in above.values:
        faults += safety.widened(step, below, above)
    changed_step = laid_over(below, above)
    if "who" in above.values:
        changed_step = changed_step.without(*(name for name in changed_step.values if name not in _FOR_IT))
    conform(changed_step, schema.ENTRY, "steps", faults)
    return changed_step


def _new_step(step: str, above: MapNode, place: Place, faults: list[Diagnostic]) -> MapNode:
    faults += [
        PLACEMENT.at(above.key(name), f'"{step}" is new: `{name}` belongs to steps below', "take it out")
        for name in ("off", "answer")
        if name in above.values
    ]
    id = TextNode(step, place, "plain", (place.line, place.column))
    new = laid_over(MapNode(place, {"id": id}, {"id": place}), above)
    conform(new, schema.ENTRY, "steps", faults)
    return new


def _changed_reading(below: MapNode, above: MapNode, faults: list[Diagnostic]) -> MapNode:
    _note(below, overlay_schema.READING_TEXTS, above, "the reading", faults)
    node = laid_over(
        below,
        MapNode(above.place, {k: v for k, v in above.values.items() if k not in ("fields", "conclude")}, above.keys),
    )
    fields, more = below.map("fields"), above.map("fields")
    if fields is not None and more is not None:
        node = node.replaced("fields", laid_over(fields, more), below.key("fields"))
    conclude = above.map("conclude")
    if conclude is None:
        return node
    known = {each.text("id") or "": each for each in below.maps("conclude")}
    faults += [unknown_key(conclude, id, "conclusion", known) for id in conclude.values if id not in known]
    items = tuple(laid_over(each, conclude.map(id) or each) for id, each in known.items())
    return node.replaced("conclude", ListNode(below.key("conclude"), items), below.key("conclude"))


def _unknown_fact(facts: MapNode, id: str, draft: Draft) -> Diagnostic:
    """A fact that no layer below has: misspelt, or meant as a new one, which stands in the file of facts."""
    near = nearest(id, draft.facts)
    hint = f'; did you mean "{near}"?' if near else ""
    new = f"{NEW_FACT}, in a file without `over:`"
    message = f'there is no fact "{id}" below that could be changed{hint}'
    return UNKNOWN.at(facts.key(id), message, f"{near}:   or {new}" if near else new)


def _change_facts(draft: Draft, above: MapNode, faults: list[Diagnostic]) -> None:
    facts = above.map("facts")
    for id, change in facts.values.items() if facts else ():
        if not isinstance(change, MapNode) or facts is None:
            continue
        below = draft.facts.get(id)
        if below is None:
            faults.append(_unknown_fact(facts, id, draft))
            continue
        draft.laid_over.append((below, facts.key(id)))
        _note(below, overlay_schema.FACT_TEXTS, change, f'fact "{id}"', faults)
        draft.facts[id] = laid_over(below, change)
        known, options = change.node("known"), draft.facts[id].map("options")
        if known is not None and options is not None and known.text not in options.values:
            message = f'"{id}" is never "{known.text}"; it can be {listed(options.values)}'
            faults.append(KNOWN_VALUE.at(known.place, message, f"known: {instead(known.text, options.values)}"))
