"""Rules that need more than what is written: understanding, the engine, the cards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.authoring import prose_rules, talk_rules
from bot.authoring.whole import Whole, WholeRule, rule
from bot.cards import draw
from bot.content.model import Content, Dialog, Item, Problem, Step
from bot.content.rules.scope import Found
from bot.content.spelling import slug
from bot.engine import new_session, offers
from bot.engine.counting import most
from bot.engine.model import AtStep, Walk
from bot.engine.replies import ShowStep
from bot.understanding import STOPPED, Index, understand
from bot.understanding.model import Situation
from bot.understanding.words import split
from bot.wording import Wording

_STEPS: Final = 15
_MINUTES: Final = 60
_SURELY_SMALL: Final = 2_500
"""A step with so few characters never makes a card that is too big: they stand in it twice, escaped, and the rest of a
card has less than 9,000."""

_ANY_TIME: Final = datetime(2026, 11, 24, tzinfo=UTC)
"""What a symptom means doesn't depend on the time."""


@rule("symptom/unmet", "warning")
def symptoms_meet_their_own_signatures(whole: Whole) -> Iterator[Found]:
    """A symptom isn't met by the problem's own signatures.

    That is what people write, and it would only fill "Did you mean". Add a signature, or words to its concepts."""
    for id, problem in whole.content.problems.items():
        for symptom in whole.draft.problems[id].nodes("symptoms") if problem.signatures else ():
            if _surely_meets(symptom.text, problem, whole):
                continue
            met, stopping = _met(symptom.text, whole.edition.index)
            if id in met:
                continue
            instead = f" (it meets {', '.join(sorted(met))})" if met else ""
            instead = f" (it has a word of {stopping}, which starts nothing)" if stopping else instead
            message = f'the signatures of "{id}" don\'t meet this{instead}'
            remedy = "a signature for it, or words to the concepts it should meet"
            yield Found(
                symptom.place,
                message,
                f"it without that word, or take the word out of {stopping}" if stopping else remedy,
            )


@rule("problem/stopped", "warning")
def a_problem_is_not_stopped_by_its_own_name(whole: Whole) -> Iterator[Found]:
    """A word of a problem's own name is one that stops.

    Whoever writes the product, the title or the button of this problem is told that it is none of ours. A word that you
    give to a concept of your own stops nothing any more: write it into `knowledge/words.yaml` of your folder, as in
    `teams: {any: [teams]}`. No signature needs it."""
    for id, problem in whole.content.problems.items():
        named = {"product": f"{problem.product} {problem.label}", "title": problem.title, "label": problem.label}
        for field, text in named.items() if problem.signatures else ():
            words = split(text)
            found = {each.meaning for each in whole.words.find(words.folded, words.clause_of, frozenset())}
            if not any(whole.content.concepts[name].stops for name in found):
                continue
            _, stopping = _met(text, whole.edition.index)
            if stopping:
                word = stopping.partition('"')[2].rstrip('")').partition(", ")[0]
                message = f'the {field} of "{id}" has a word that starts nothing: {stopping}'
                yield Found(
                    whole.draft.problems[id].key(field),
                    message,
                    f"in knowledge/words.yaml   {slug(word)}: {{any: [{word}]}}",
                )
                break


@rule("dialog/long", "warning")
def nobody_walks_for_an_hour(whole: Whole) -> Iterator[Found]:
    """The longest way through a dialog has more than 15 steps, or more than 60 minutes of handwork.

    People give up before. Hand over earlier, or leave out what rarely helps."""
    for id, dialog in whole.content.dialogs.items():
        if len(dialog.items) <= _STEPS and sum(item.step.minutes for item in dialog.items) <= _MINUTES:
            continue
        steps, minutes = _longest(whole.content, dialog)
        if steps > _STEPS or minutes > _MINUTES:
            place = whole.draft.dialogs[id].node.key("steps")
            message = f'the longest way through "{id}" has {steps} steps and {minutes} minutes'
            yield Found(place, message, f"at most {_STEPS} steps and {_MINUTES} minutes")


@rule("card/too-big", "error")
def a_card_fits_into_teams(whole: Whole) -> Iterator[Found]:
    """The card of a step is too big for Teams.

    Teams refuses messages over 18,000 characters. Make two steps of it."""
    for language, wording in whole.wordings.languages.items():
        content = whole.content.in_language(language)
        for id, dialog in content.dialogs.items():
            for item in dialog.items:
                if _length(item.step) <= _SURELY_SMALL or _fits(content, wording, dialog, item):
                    continue
                entry = whole.draft.entry(item.step.key)
                place = entry.place if entry else whole.draft.dialogs[id].node.place
                message = f'the card of step "{item.step.id}" is too big for Teams ({wording.name})'
                yield Found(place, message, "two steps")


RULES: Final = tuple(
    found
    for names in (vars(), vars(talk_rules), vars(prose_rules))
    for found in list(names.values())
    if isinstance(found, WholeRule)
)


def _surely_meets(text: str, problem: Problem, whole: Whole) -> bool:
    """Whether a text plainly holds the words of one of the problem's signatures, and nothing that rules it out."""
    words = split(text)
    met = {found.meaning for found in whole.words.find(words.folded, words.clause_of, frozenset())}
    ruled_out = met & {*problem.unless} or any(whole.content.concepts[name].stops for name in met)
    return not ruled_out and any(met >= {*line} for line in problem.signatures)


def _met(text: str, index: Index) -> tuple[set[str], str]:
    """The problems that a text is understood as, and the concept that stops it, if one does."""
    understood = understand(text, index, Situation(), _ANY_TIME)
    stopping = next((line.removeprefix(STOPPED) for line in understood.why if line.startswith(STOPPED)), "")
    return {match.problem for match in understood.problems}, stopping


def _longest(content: Content, dialog: Dialog) -> tuple[int, int]:
    """(steps, minutes) of the longest way, with all parts taken together."""
    items = tuple(replace(item, part=dialog.id) for item in dialog.items)
    return most(content, new_session(), Walk(dialog.id), items, dialog.id, frozenset())


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
