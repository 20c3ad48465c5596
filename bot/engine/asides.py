"""What leaves the open question as it is: explain, is this safe, the command as text, help; and what may be answered to
a reading that was read in between."""

from dataclasses import replace

from bot.engine.draft import Draft
from bot.engine.going import come_back, hand_over
from bot.engine.model import AtFact, AtStep, Concluded, Known, Noting
from bot.engine.moving import where
from bot.engine.outcome import EventName as E
from bot.engine.replies import Bare, Explain, Offer, Safe
from bot.engine.show import say, step_below
from bot.wording.commands import commands_in


def offer(draft: Draft, verb: str, title: str = "") -> Offer:
    """An offer of a card that asks nothing itself."""
    base = verb.partition(":")[0]
    return Offer(verb, title or draft.wording.button(base), words=draft.wording.button_words(base))


def _back(draft: Draft) -> tuple[Offer, ...]:
    return offer(draft, "where"), offer(draft, "person")


def explain(draft: Draft, concept: str | None = None) -> None:
    """What a word means, or why this step. The step card stays the one place to answer."""
    known = draft.content.concepts.get(concept or "")
    draft.happened(E.EXPLAINED, value=concept or "")
    if known is not None and known.means:
        name = _name_of(draft, known.id)
        draft.reply(Explain(draft.wording.line("explain-word", word=name), known.means, _back(draft)))
        return
    if isinstance(draft.open, AtFact):
        fact = draft.content.facts[draft.open.fact]
        draft.reply(Explain(fact.ask or fact.name, fact.how or draft.wording.line("ask-once"), _back(draft)))
        return
    at = step_below(draft)
    if at is None:
        say(draft, "help")
        return
    step = draft.content.steps[at.step]
    title = draft.wording.line("explain-step", number=at.number)
    if step.explain:
        draft.reply(Explain(title, step.explain, _back(draft)))
    else:
        # What is known stands on the card already.
        text = draft.wording.line("explain-no-more" if step.why else "explain-why-none")
        draft.reply(Explain(title, text, (offer(draft, "safe"), *_back(draft))))


def _name_of(draft: Draft, concept: str) -> str:
    """A concept as people know it: its first word in the language of the talk."""
    words = draft.content.concepts[concept].words
    language = draft.wording.language
    first = next((words[each][0] for each in (language, "any", "en") if words.get(each)), concept)
    return first if any(letter.isupper() for letter in first) or len(first) > 4 else first.upper()


def safe(draft: Draft) -> None:
    at = step_below(draft)
    if isinstance(draft.open, AtFact):
        explain(draft)
        return
    if at is None:
        say(draft, "where")
        return
    draft.happened(E.EXPLAINED, step=at.step, value="safe")
    draft.reply(Safe(draft.content.steps[at.step], at.number, _back(draft)))


def copy(draft: Draft) -> None:
    """The commands of the step, bare: every client can copy a plain message."""
    if isinstance(draft.open, AtStep):
        step = draft.content.steps[draft.open.step]
        for command in commands_in(line.text for line in step.do):
            draft.reply(Bare(command))
    if not draft.replies:
        say(draft, "nothing-to-copy")


def help_(draft: Draft) -> None:
    say(draft, "help")


def link_here(draft: Draft) -> None:
    """The text of the link to this step."""
    at, walk = step_below(draft), draft.walk
    if at is None or walk is None:
        say(draft, "no-link-here")
        return
    step = draft.content.steps[at.step]
    say(draft, "link-of-step", link=f"start {step.key}")


# --- after a reading -------------------------------------------------------------------------------------------------


def see_note(draft: Draft) -> None:
    hand_over(draft, Noting("reading"), over=True)


def wrong_reading(draft: Draft) -> None:
    """That's not right: what was read is dropped, and the walk goes on without it."""
    if not isinstance(draft.open, Concluded):
        where(draft)
        return
    reading = draft.open.reading
    told = {fact for each in draft.content.readings[reading].derive for fact in each.sets}
    kept: dict[str, Known] = {
        fact: known for fact, known in draft.session.facts.items() if known.source != "reading" or fact not in told
    }
    others = {each: concluded for each, concluded in draft.session.readings.items() if each != reading}
    draft.session = replace(draft.session, facts=kept, readings=others)
    say(draft, "reading-dropped")
    come_back(draft)
