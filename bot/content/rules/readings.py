"""Readings: what a pasted text tells."""

from collections.abc import Iterator

from bot.content.draft import values_of
from bot.content.nodes import MapNode, TextNode
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import did_you_mean, duration, instead, listed

_OWN = frozenset({"field", "which"})


@rule("reading/few-fields", "error")
def a_reading_can_be_recognised(scope: Scope) -> Iterator[Found]:
    """A reading has fewer than two fields.

    A pasted text is recognised by two of them; one alone occurs anywhere."""
    for id, node in scope.draft.readings.items():
        fields = node.map("fields")
        if fields is not None and len(fields.keys) < 2:
            yield Found(node.key("fields"), f'"{id}" has one field; a text is recognised by two', "a second field")


@rule("reading/no-values", "error")
def a_field_has_values(scope: Scope) -> Iterator[Found]:
    """A field says where it stands, and not what its texts mean.

    Write our values beside it: `{field: AzureAdJoined, yes: YES, no: NO}`. `unknown` is what it is when none fits."""
    for word, field in _fields(scope):
        own = [name for name in field.keys if name not in _OWN]
        if not own:
            yield Found(field.place, f'"{word}" has no values', "{field: …, yes: YES, no: NO}")
        if "unknown" in own:
            yield Found(
                field.key("unknown"), "`unknown` is what a field is when none of its values fits", "another word"
            )


@rule("reading/time", "error")
def times_are_compared_with_durations(scope: Scope) -> Iterator[Found]:
    """A time is compared with something that is no time.

    `under 4h` and `over 2d` compare a UTC time with now."""
    for _, field in _fields(scope):
        for name in field.values:
            for pattern in field.nodes(name) if name not in _OWN else ():
                word, _, rest = pattern.text.partition(" ")
                if word in ("under", "over") and duration(rest) is None:
                    yield Found(pattern.place, f'"{pattern.text}" compares with no time', f"{word} 4h")


@rule("reading/unknown-name", "error")
def a_reading_names_its_words_and_facts(scope: Scope) -> Iterator[Found]:
    """A condition of a reading names neither one of its words nor a fact, or a value that neither can be.

    Words are the keys under `fields`. `unknown` may be listed: not there, or none of our values fits."""
    for node in scope.draft.readings.values():
        fields = node.map("fields")
        words = {word: value for word, value in fields.values.items() if isinstance(value, MapNode)} if fields else {}
        for line in (*node.maps("derive"), *node.maps("conclude")):
            when = line.map("when")
            for name, values in values_of(line, "when").items():
                known = _values(scope, words, name)
                if known is None:
                    place = when.key(name) if when else line.place
                    every = [*words, *scope.draft.facts]
                    message = f'"{name}" is neither a word of this reading nor a fact{did_you_mean(name, every)}'
                    yield Found(place, message, instead(name, every))
                    continue
                for value in values:
                    if value.text not in known:
                        message = f'"{name}" is never "{value.text}"; it can be {listed(known)}'
                        yield Found(value.place, message, instead(value.text, known))


@rule("reading/conclusion", "error")
def a_conclusion_leads_one_way(scope: Scope) -> Iterator[Found]:
    """A conclusion wants two things at once, or two conclusions share an id.

    Beside `say` stands at most one of `handoff`, `again` and `code-in`."""
    for node in scope.draft.readings.values():
        first: dict[str, TextNode] = {}
        for line in node.maps("conclude"):
            ways = [name for name in ("handoff", "again", "code-in") if name in line.keys]
            if len(ways) > 1:
                yield Found(
                    line.key(ways[1]), f"both `{ways[0]}` and `{ways[1]}` in one conclusion", "keep one of them"
                )
            id = line.node("id")
            if id is not None and first.setdefault(id.text, id) is not id:
                where = first[id.text].place
                yield Found(
                    id.place, f'two conclusions called "{id.text}"', "an id of its own", where, "the other one stands"
                )


@rule("reading/code-in", "error")
def a_code_stands_in_one_of_our_words(scope: Scope) -> Iterator[Found]:
    """`code-in` names no word of this reading.

    It is one of the keys under `fields`: the code that stands there counts as if the person had written it."""
    for node in scope.draft.readings.values():
        fields = node.map("fields")
        words = fields.values if fields else {}
        for line in node.maps("conclude"):
            name = line.node("code-in")
            if name is not None and name.text not in words:
                hint = did_you_mean(name.text, words)
                yield Found(name.place, f'"{name.text}" is no word of this reading{hint}', instead(name.text, words))


@rule("reading/test", "error")
def a_test_of_a_reading_can_be_met(scope: Scope) -> Iterator[Found]:
    """A test of a reading expects a conclusion that isn't there.

    `concludes` is the id of one of the conclusions."""
    for node in scope.draft.readings.values():
        ids = [id for line in node.maps("conclude") if (id := line.text("id")) is not None]
        for test in node.maps("tests"):
            name = test.node("concludes")
            if name is not None and name.text not in ids:
                hint = did_you_mean(name.text, ids)
                yield Found(name.place, f'no conclusion "{name.text}"{hint}', instead(name.text, ids))


def _fields(scope: Scope) -> Iterator[tuple[str, MapNode]]:
    for node in scope.draft.readings.values():
        fields = node.map("fields")
        for word, field in fields.values.items() if fields else ():
            if isinstance(field, MapNode):
                yield word, field


def _values(scope: Scope, words: dict[str, MapNode], name: str) -> list[str] | None:
    """What a name can be in a reading; None if it is no known name."""
    if name in words:
        return [*(value for value in words[name].values if value not in _OWN), "unknown"]
    fact = scope.draft.facts.get(name)
    options = fact.map("options") if fact else None
    return [*options.values, "unsure", "unknown"] if options else None
