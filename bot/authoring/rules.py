"""Rules that need more than what is written: understanding, the engine, the cards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from bot.cards import draw
from bot.content.diagnostic import Diagnostic, Rule, Severity
from bot.content.draft import Draft
from bot.content.model import Content, Dialog, Item, Step
from bot.content.rules.scope import Found
from bot.engine import Edition, new_session, offers
from bot.engine.model import AtStep, Walk
from bot.engine.replies import ShowStep
from bot.engine.route import most
from bot.understanding import Index
from bot.wording import Wording

Check = Callable[[Edition, Draft], Iterator[Found]]

_STEPS: Final = 15
_MINUTES: Final = 60
_SURELY_SMALL: Final = 2_500
"""A step with so few characters never makes a card that is too big: they stand in it twice, escaped, and the rest of a
card has less than 9,000."""


@dataclass(frozen=True, slots=True)
class EditionRule:
    """A rule, and the function that looks for where it doesn't hold in a whole edition."""

    rule: Rule
    check: Check = field(compare=False)

    def run(self, edition: Edition, draft: Draft) -> Iterator[Diagnostic]:
        for found in self.check(edition, draft):
            yield self.rule.at(found.place, found.message, found.write, also=found.also, also_is=found.also_is)


def _rule(id: str, severity: Severity) -> Callable[[Check], EditionRule]:
    def made(check: Check) -> EditionRule:
        return EditionRule(Rule(id, severity, check.__doc__ or ""), check)

    return made


@_rule("symptom/unmet", "warning")
def symptoms_meet_their_own_signatures(edition: Edition, draft: Draft) -> Iterator[Found]:
    """A symptom isn't met by the problem's own signatures.

    That is what people write, and it would only fill "Did you mean". Add a signature, or words to its concepts."""
    heard = {(each.problem, each.phrase): each.concepts for each in edition.index.symptoms}
    for id, problem in edition.content.problems.items():
        signatures = [frozenset(line) for line in problem.signatures]
        for symptom in draft.problems[id].nodes("symptoms") if signatures else ():
            concepts = heard.get((id, symptom.text), frozenset())
            if any(line <= concepts for line in signatures) and not concepts & {*problem.unless}:
                continue
            met = _met(symptom.text, edition.index)
            if id not in met:
                instead = f" (it meets {', '.join(sorted(met))})" if met else ""
                message = f'the signatures of "{id}" don\'t meet this{instead}'
                yield Found(symptom.place, message, "a signature for it, or words to the concepts it should meet")


@_rule("dialog/long", "warning")
def nobody_walks_for_an_hour(edition: Edition, draft: Draft) -> Iterator[Found]:
    """The longest way through a dialog has more than 15 steps, or more than 60 minutes of handwork.

    People give up before. Hand over earlier, or leave out what rarely helps."""
    content = edition.content
    for id, dialog in content.dialogs.items():
        if len(dialog.items) <= _STEPS and sum(item.step.minutes for item in dialog.items) <= _MINUTES:
            continue
        steps, minutes = _longest(content, dialog)
        if steps > _STEPS or minutes > _MINUTES:
            message = f'the longest way through "{id}" has {steps} steps and {minutes} minutes'
            yield Found(draft.dialogs[id].node.key("steps"), message, f"at most {_STEPS} steps and {_MINUTES} minutes")


@_rule("card/too-big", "error")
def a_card_fits_into_teams(edition: Edition, draft: Draft) -> Iterator[Found]:
    """The card of a step is too big for Teams.

    Teams refuses messages over 18,000 characters. Make two steps of it."""
    for content, wording in _spoken(edition):
        for id, dialog in content.dialogs.items():
            for item in dialog.items:
                if _length(item.step) <= _SURELY_SMALL or _fits(content, wording, dialog, item):
                    continue
                entry = draft.entry(item.step.key)
                place = entry.place if entry else draft.dialogs[id].node.place
                message = f'the card of step "{item.step.id}" is too big for Teams ({wording.name})'
                yield Found(place, message, "two steps")


RULES: Final = tuple(found for found in list(vars().values()) if isinstance(found, EditionRule))


def _met(text: str, index: Index) -> set[str]:
    """The problems whose signature a text meets."""
    places: dict[str, list[int]] = {}
    for unit in index.ears.hear(text).concepts:
        if index.concepts[unit.entry.name].stops:
            return set()
        places.setdefault(unit.entry.name, []).append(unit.start)
    return {signature.problem.id for signature in index.signatures.met(places, frozenset())}


def _longest(content: Content, dialog: Dialog) -> tuple[int, int]:
    """(steps, minutes) of the longest way, with all parts taken together."""
    items = tuple(replace(item, part=dialog.id) for item in dialog.items)
    return most(content, new_session(), Walk(dialog.id), items, dialog.id, frozenset())


def _spoken(edition: Edition) -> Iterator[tuple[Content, Wording]]:
    """The content as it is spoken in each language of the bot."""
    for language, wording in edition.wordings.languages.items():
        yield edition.content.in_language(language), wording


def _length(step: Step) -> int:
    texts = (step.title, step.why, step.changes, step.risk, step.confirm, step.undo, step.worked_if, step.ask)
    return sum(len(text) for text in texts if text) + sum(len(line.text) for line in step.do)


def _fits(content: Content, wording: Wording, dialog: Dialog, item: Item) -> bool:
    """Whether the largest card of a step can be drawn: the first of its part, with its number and all its buttons."""
    step = item.step
    if step.kind in ("it", "handoff"):
        return True
    at = AtStep(step.key, _STEPS, _STEPS, shown_at=0)
    choices = offers(content, wording, replace(new_session(), walks=(Walk(dialog.id),), open=at))
    check = dialog.check if step.kind == "do" else None
    part = content.dialogs[item.part].title
    reply = ShowStep(step, _STEPS, _STEPS, check, choices, part=part, intro=dialog.intro)
    return draw(reply, wording, "0" * 22).adaptive is not None
