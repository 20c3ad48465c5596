"""What of a text is for the helpdesk: words for a note that isn't sent yet, and for a case that is.

At the note free words are for the note, and a person is coming already. At a case's card "add" says so; other words
that mean nothing there are offered to be added, since nobody else would read them.
"""

from bot.engine import helpdesk
from bot.engine.draft import Draft
from bot.engine.inputs import Said
from bot.engine.model import Noting, Waiting
from bot.engine.show import ask
from bot.engine.troubles import has_words
from bot.engine.verbs import act
from bot.understanding.model import About, Command, Understanding

MOST_WORDS_OF_AN_ANSWER = 3
"""At the note a longer text than that is for the note, even if there is a no in it, or the wish for a person."""


def words_for_the_note(draft: Draft, heard: Understanding, said: Said) -> bool:
    """ "add: I need it at three", or the message after "add something". Elsewhere than there it needs the colon."""
    if isinstance(draft.open, Waiting) and draft.open.adding and heard.picked is None and not heard.commands:
        helpdesk.add(draft, heard.text)
        return True
    if not isinstance(draft.open, Noting | Waiting) and not draft.session.cases:
        return False
    words = draft.wording.button_words("add")
    text = heard.text.strip()
    if not isinstance(draft.open, Noting) and text.lower() in (*words, draft.wording.button("add").lower()):
        act(draft, "add")
        return True
    opening, gap, rest = text.partition(":")
    if isinstance(draft.open, Noting | Waiting) and opening.strip().lower() not in words:
        opening, gap, rest = text.partition(" ")
    if gap and opening.strip().lower() in words and rest.strip(" :"):
        helpdesk.add(draft, rest.strip(" :"))
        return True
    return False


def into_the_note(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Free words at the open note are for the note: nothing is lost, and the person sees them there.

    A code, a link, a command, a button and a short answer keep their meaning, and so does "done".
    """
    if not isinstance(draft.open, Noting) or heard.picked is not None:
        return False
    if (heard.commands or heard.works) and not is_for_the_note(draft, heard):
        return False
    if heard.asides and len(heard.text.split()) <= MOST_WORDS_OF_AN_ANSWER:
        return False
    codes = heard.codes or heard.near or heard.known or heard.unknown
    if (
        codes
        or not has_words(heard)
        or (heard.answer is not None and len(heard.text.split()) <= MOST_WORDS_OF_AN_ANSWER)
    ):
        return False
    helpdesk.add(draft, heard.text)
    return True


def is_for_the_note(draft: Draft, heard: Understanding) -> bool:
    """The wish for a person with more words than it takes, at the note: "call me back, I need it at three"."""
    asked = set(heard.commands) <= {Command.HUMAN, Command.THANKS, Command.GREET, Command.HELP}
    long = len(heard.text.split()) > MOST_WORDS_OF_AN_ANSWER
    return isinstance(draft.open, Noting) and Command.HUMAN in heard.commands and asked and long


def beside_a_case(draft: Draft, heard: Understanding, said: Said) -> bool:
    """At a case's card: a question is met with where it stands, other words with the offer to add them."""
    if not isinstance(draft.open, Waiting) or not has_words(heard) or heard.about is not About.OUT_OF_SCOPE:
        return False
    if heard.unknown or heard.tried or heard.facts or heard.answer is not None:
        return False
    if heard.text.rstrip().endswith("?"):
        draft.ask_anew()
        ask(draft)
    else:
        helpdesk.offer_to_add(draft, heard.text)
    return True
