"""Facts and options: what is asked, and what can be answered."""

from collections.abc import Iterator

from bot.content.nodes import MapNode, TextNode
from bot.content.rules.scope import Found, Scope, rule


@rule("option/unsure", "error")
def unsure_is_always_there(scope: Scope) -> Iterator[Found]:
    """An option is called `unsure` or `unknown`.

    "I'm not sure" is always offered, and its answer is `unsure`. `unknown` stands in readings only. Take the option
    out."""
    for _, options in _options(scope):
        for name in options.values:
            if name in ("unsure", "unknown"):
                yield Found(
                    options.key(name),
                    f'"{name}" is no option of your own: "I\'m not sure" is always there',
                    "take it out",
                )


@rule("option/alone", "warning")
def a_question_leaves_a_choice(scope: Scope) -> Iterator[Found]:
    """A question has one answer.

    Beside "I'm not sure" there would be only one button, and nothing could be told from it. Write what else can be the
    case, or make an instruction of the question."""
    for entry in scope.draft.steps():
        options = entry.node.map("options")
        if options is not None and len(options.keys) == 1:
            yield Found(options.place, f'"{entry.id}" has one answer', "a second answer: {yes: …, no: …}")


@rule("option/same-text", "error")
def two_buttons_do_not_read_alike(scope: Scope) -> Iterator[Found]:
    """Two answers to one question have the same text.

    Nobody could tell them apart, and typed answers couldn't either. Say what differs."""
    for _, options in _options(scope):
        first: dict[str, str] = {}
        for name, value in options.values.items():
            if not isinstance(value, TextNode):
                continue
            other = first.setdefault(value.text.casefold(), name)
            if other != name:
                yield Found(
                    value.place,
                    f'"{name}" and "{other}" have the same text',
                    "say what differs",
                    options.key(other),
                    "the other one stands",
                )


@rule("fact/too-many-options", "error")
def an_asked_fact_has_four_options(scope: Scope) -> Iterator[Found]:
    """A fact that is asked has more than four options.

    With "I'm not sure" and "Talk to a person" a card has room for four. Without `ask` there may be five."""
    for id, node in scope.draft.facts.items():
        options = node.map("options")
        if options is not None and "ask" in node.values and len(options.keys) > 4:
            yield Found(
                options.place,
                f'"{id}" is asked and has {len(options.keys)} options; 4 are the most',
                "join two of them",
            )


@rule("fact/client-values", "error")
def the_client_knows_windows_and_mac(scope: Scope) -> Iterator[Found]:
    """A fact that the client tells can't be what the client says.

    The desktop app says `windows` or `mac`; both have to be among the options."""
    for id, node in scope.draft.facts.items():
        options = node.map("options")
        missing = [value for value in ("windows", "mac") if options is not None and value not in options.values]
        if node.text("known-from") == "client" and missing:
            yield Found(node.key("known-from"), f'"{id}" has no option `{missing[0]}`', "options: {windows: …, mac: …}")


@rule("fact/unasked-how", "error")
def only_a_question_says_how(scope: Scope) -> Iterator[Found]:
    """A fact says how to find out, and is never asked.

    `how` belongs to `ask`. Write the question, or take `how` out."""
    for id, node in scope.draft.facts.items():
        if "how" in node.keys and "ask" not in node.keys:
            yield Found(node.key("how"), f'"{id}" has `how` and no `ask`', "ask: …")


@rule("fact/step-id", "error")
def a_fact_and_a_step_never_share_an_id(scope: Scope) -> Iterator[Found]:
    """A step has the id of a fact.

    In a `when` nobody could tell which of the two is meant. Give the step an id of its own."""
    for entry in scope.draft.steps():
        fact = scope.draft.facts.get(entry.id)
        if fact is not None:
            yield Found(
                entry.node.key("id"),
                f'"{entry.id}" is a fact already ({fact.place.file}, line {fact.place.line})',
                f"id: look-{entry.id}",
                fact.place,
                "the fact stands",
            )


def _options(scope: Scope) -> Iterator[tuple[str, MapNode]]:
    """The options of every fact and of every question."""
    for id, node in scope.draft.facts.items():
        if (options := node.map("options")) is not None:
            yield id, options
    for entry in scope.draft.steps():
        if (options := entry.node.map("options")) is not None:
            yield entry.key, options
