"""What is known of this person, as choices that an author can set."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.cards.runs import bare
from bot.content.model import Content, Fact
from bot.engine.facts import UNSURE, fact_value
from bot.engine.model import Session

_SOURCES: Final = {
    "person": "answered",
    "problem": "comes with the problem",
    "told": "told",
    "client": "the app said it",
    "reading": "read from the PC",
    "link": "from a link",
}


@dataclass(frozen=True, slots=True)
class FactChoice:
    """A fact with the values it may have. `value`: empty where it isn't known; `fixed`: nobody is asked for it."""

    id: str
    name: str
    options: tuple[tuple[str, str], ...]
    value: str
    source: str
    fixed: bool
    matters: bool
    """The open dialog looks at it."""


def view_facts(content: Content, session: Session | None) -> tuple[FactChoice, ...]:
    """Those that the open dialog looks at stand first."""
    session = session or Session()
    walked = content.dialogs.get(session.walks[0].dialog) if session.walks else None
    items = walked.items if walked is not None else ()
    named = {each.name for item in items for each in item.conditions if each.kind == "fact"}
    made = (_choice(content, session, fact, matters=fact.id in named) for fact in content.facts.values())
    return tuple(sorted(made, key=lambda each: not each.matters))


def _choice(content: Content, session: Session, fact: Fact, *, matters: bool) -> FactChoice:
    value = fact_value(content, session, fact.id) or ""
    known = session.facts.get(fact.id)
    source = "said for everybody" if fact.known is not None else ""
    if value and not source:
        source = _SOURCES[known.source] if known is not None else _SOURCES["person"]
    return FactChoice(fact.id, bare(fact.name), tuple(_options(fact)), value, source, fact.known is not None, matters)


def _options(fact: Fact) -> Iterator[tuple[str, str]]:
    yield "", "not known"
    for value, text in fact.options.items():
        yield value, bare(text)
    yield UNSURE, "I'm not sure"
