"""Conditions: who a step is for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.content.diagnostic import Place
from bot.content.draft import DialogDraft, Entry, values_of
from bot.content.nodes import TextNode
from bot.content.resolve import Listed, Wanted
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import NEW_FACT, instead, listed, nearest


@rule("when/unknown-name", "error")
def a_condition_names_what_is_known(scope: Scope) -> Iterator[Found]:
    """A condition names neither a fact nor a question that stands above.

    Facts stand in `dialogs/facts.yaml`; a new one goes into the file of that name in your own folder. A question is a
    step with `ask`, in this dialog or borrowed into it."""
    if "facts" in scope.draft.unread:
        return
    for dialog, entry, name, _ in _conditions(scope):
        questions = scope.resolver.questions(dialog.id)
        if name in scope.draft.facts or name in questions or _may_be_meant_elsewhere(scope, dialog):
            continue
        place = _key(entry, name)
        step = dialog.steps.get(name)
        if step is not None and step.node.keys.keys() & _ASKING:
            continue
        if step is not None:
            yield Found(
                place,
                f'step "{name}" asks nothing, so it has no answer',
                "ask: …   at that step",
                step.place,
                "it stands",
            )
            continue
        near = nearest(name, [*scope.draft.facts, *questions])
        hint = f'; did you mean "{near}"?' if near else ""
        yield Found(
            place,
            f'"{name}" is neither a fact nor a question of this dialog{hint}',
            f"{near}:" if near else _known_names(questions, scope.draft.facts),
        )


def _known_names(questions: Iterable[str], facts: Iterable[str]) -> str:
    """What a condition may name: the first questions and facts that there are, or a fact that is to be written."""
    kinds = (("a question", [*questions]), ("a fact", [*facts]))
    shown = [f"{kind} ({', '.join(ids[:4])}{', …' if len(ids) > 4 else ''})" for kind, ids in kinds if ids]
    return ", ".join((*shown, f"or {NEW_FACT}"))


@rule("when/question-below", "error")
def a_question_stands_above(scope: Scope) -> Iterator[Found]:
    """A condition names a question that stands below, or that the step asks itself.

    It would never be answered when the step is reached. Move the question up."""
    for dialog in scope.draft.dialogs.values():
        above: set[str] = set()
        questions = scope.resolver.questions(dialog.id)
        for entry in dialog.entries:
            for name in values_of(entry.node, "when"):
                if name in questions and name not in scope.draft.facts and questions[name] not in above:
                    question = scope.draft.entry(questions[name])
                    place = question.place if question else None
                    where = f" (line {place.line})" if place and question and question.dialog == dialog.id else ""
                    yield Found(
                        _key(entry, name),
                        f'the question "{name}" stands below{where}',
                        "move it up",
                        place,
                        "it stands",
                    )
            above |= _asked_by(scope, entry)
    for id in scope.draft.dialogs:
        yield from _borrowed_below(scope, id)


@rule("when/unknown-value", "error")
def a_condition_can_hold(scope: Scope) -> Iterator[Found]:
    """A condition wants a value that is never the answer.

    The values are those under `options`, and `unsure`. `unknown` stands in readings only: a dialog asks."""
    for dialog, _, name, values in _conditions(scope):
        options, answers = _options(scope, dialog, name)
        for value in values:
            if options is None or value.text in options:
                continue
            if value.text == "unknown":
                message, write = "`unknown` stands in readings only: a dialog asks what isn't known", "unsure"
            else:
                message = f'"{name}" is never "{value.text}"; it can be {listed(options)}'
                write = instead(value.text, options)
            yield Found(value.place, message, write, answers, "its answers stand" if answers else "")


@rule("when/never", "error")
def conditions_do_not_rule_each_other_out(scope: Scope) -> Iterator[Found]:
    """A step can't be reached: two of its conditions rule each other out.

    A borrowed step keeps its own conditions, and those of the `use` come on top. Change one of the two."""
    for id in scope.draft.dialogs:
        for item in scope.resolver.items(id):
            met: dict[str, tuple[Wanted, frozenset[str]]] = {}
            for wanted in item.conditions:
                values = frozenset(value.text for value in wanted.values)
                other, so_far = met.get(wanted.name, (wanted, values))
                if not so_far & values:
                    name = wanted.name.rpartition("#")[2]
                    yield Found(
                        _key(other.at, name),
                        f'step "{item.step.id}" is never reached: {_says(other)} here, {_says(wanted)} further in',
                        "change one of the two",
                        _key(wanted.at, name),
                        "the other one stands",
                    )
                    break
                met[wanted.name] = (other, so_far & values)


@rule("step/unreachable", "error")
def every_step_can_be_reached(scope: Scope) -> Iterator[Found]:
    """A step can't be reached, whatever anybody answers.

    The question that it needs is only asked of people whom the step isn't for; or it needs a fact that is never asked,
    and that no reading, problem or word tells. Change the condition, or ask for the fact."""
    told = _told_facts(scope)
    for id in scope.draft.dialogs:
        items = scope.resolver.items(id)
        first = {item.step.key: item for item in reversed(items)}
        for item in items:
            wanted = [*item.conditions]
            for each in wanted:
                question = first.get(each.name)
                if question is not None and question.step.key != item.step.key:
                    wanted += [condition for condition in question.conditions if condition not in wanted]
            if (found := _ruled_out(item, wanted)) or (found := _never_told(scope, item, told)):
                yield found


def _ruled_out(item: Listed, wanted: Sequence[Wanted]) -> Found | None:
    """What the step needs is ruled out by what its questions need."""
    met: dict[str, tuple[Wanted, frozenset[str]]] = {}
    for each in wanted:
        values = frozenset(value.text for value in each.values)
        other, so_far = met.get(each.name, (each, values))
        if not so_far & values and each not in item.conditions:
            name = each.name.rpartition("#")[2]
            return Found(
                _key(other.at, name),
                f'step "{item.step.id}" is never reached: {_says(other)} here, and {_says(each)} where its question is',
                "change one of the two",
                _key(each.at, name),
                "the question's condition stands",
            )
        met[each.name] = (other, so_far & values)
    return None


def _never_told(scope: Scope, item: Listed, told: Mapping[str, set[str]]) -> Found | None:
    """The step needs a fact that nobody asks for and nothing tells."""
    for each in item.conditions if item.step.kind != "it" else ():
        fact = scope.draft.facts.get(each.name) if each.kind == "fact" else None
        values = {value.text for value in each.values}
        if fact is None or "ask" in fact.values or values & told.get(each.name, set()):
            continue
        return Found(
            _key(each.at, each.name),
            f'step "{item.step.id}" is never reached: nothing ever tells that {_says(each)}',
            f'an `ask` for "{each.name}", or a reading that sets it',
            fact.place,
            "the fact stands",
        )
    return None


def _told_facts(scope: Scope) -> dict[str, set[str]]:
    """Fact -> the values that a reading, a problem, a word or the client can tell."""
    draft = scope.draft
    maps = [node.map("facts") for node in draft.problems.values()]
    maps += [node.map("sets") for node in draft.concepts.values()]
    maps += [line.map("sets") for node in draft.readings.values() for line in node.maps("derive")]
    told: dict[str, set[str]] = {}
    for facts in maps:
        for name in facts.values if facts else ():
            told.setdefault(name, set()).add((facts and facts.text(name)) or "")
    for id, node in draft.facts.items():
        if (known := node.text("known")) is not None:
            told.setdefault(id, set()).add(known)
        if node.text("known-from") == "client":
            told.setdefault(id, set()).update(("windows", "mac"))
    return told


def _says(wanted: Wanted) -> str:
    return f"{wanted.name.rpartition('#')[2]} is {listed(value.text for value in wanted.values)}"


def _conditions(scope: Scope) -> Iterator[tuple[DialogDraft, Entry, str, tuple[TextNode, ...]]]:
    """Every line of every `when` of a dialog."""
    for dialog in scope.draft.dialogs.values():
        for entry in dialog.entries:
            for name, values in values_of(entry.node, "when").items():
                yield dialog, entry, name, values


_ASKING = frozenset({"ask", "options"})
"""A step with one of them is meant as a question: what is wrong with it is told there."""


def _may_be_meant_elsewhere(scope: Scope, dialog: DialogDraft) -> bool:
    """Whether a step of a dialog has no id, or a `use` leads nowhere: that is told, and the name may be of a question
    from there."""
    for entry in dialog.entries:
        other, step = entry.used
        found = scope.draft.dialogs.get(other)
        if entry.kind != "use":
            if not entry.id:
                return True
        elif found is None or (step is not None and step not in found.steps):
            return True
    return False


def _key(entry: Entry, name: str) -> Place:
    """Where a line of a `when` starts."""
    when = entry.node.map("when")
    return when.key(name) if when else entry.place


def _options(scope: Scope, dialog: DialogDraft, name: str) -> tuple[list[str] | None, Place | None]:
    """What a name can be, and where that stands; None if it is no known name."""
    node = scope.draft.facts.get(name)
    if node is None:
        question = scope.draft.entry(scope.resolver.questions(dialog.id).get(name, ""))
        node = question.node if question else None
    options = node.map("options") if node else None
    return ([*options.keys, "unsure"], node.key("options")) if node and options else (None, None)


def _asked_by(scope: Scope, entry: Entry) -> set[str]:
    """The questions that an entry brings into its list."""
    if entry.kind == "ask":
        return {entry.key}
    if entry.kind != "use":
        return set()
    dialog, step = entry.used
    if step is None:
        return set(scope.resolver.questions(dialog).values())
    found = scope.draft.entry(f"{dialog}#{step}")
    return {found.key} if found and found.kind == "ask" else set()


def _borrowed_below(scope: Scope, dialog: str) -> Iterator[Found]:
    """Borrowed steps that stand above the question they need."""
    items = scope.resolver.items(dialog)
    place: Mapping[str, int] = {item.step.key: at for at, item in reversed(list(enumerate(items)))}
    for at, item in enumerate(items):
        for wanted in item.conditions:
            if wanted.kind == "question" and wanted.at.dialog != dialog and place.get(wanted.name, at) > at:
                question = wanted.name.rpartition("#")[2]
                yield Found(
                    item.by.node.key("use"),
                    f'the borrowed step "{item.step.id}" needs the question "{question}", which stands below',
                    "borrow the question above it",
                    _key(wanted.at, question),
                    "the condition stands",
                )
