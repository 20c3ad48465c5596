"""How a case looks in the helpdesk's channel: what its card says of it, by the content that there is now."""

from dataclasses import replace
from datetime import datetime

from bot.cards import Card
from bot.cards.desk import BY_IT, CaseLook, CaseOnCard, case_card, close_card
from bot.content.model import Content
from bot.helpdesk.cases import Case
from bot.turn import Json, ShownCard
from bot.wording import Wording

ASKED = "asked"
"""Under that name the card of a case knows the card of the question that was posted below it."""


def new_card(token: str, conv: str, case: Case, chat: str) -> ShownCard:
    """The case's card, before it is drawn. `chat`: opens a chat with the person."""
    body: Json = {"revision": 0, "step": None, "number": 0, "case": case.number, "chat": chat, "offers": {}}
    return ShownCard(token, conv, body)


def redrawn(case: Case, card: ShownCard, content: Content, wording: Wording, zone: str) -> ShownCard:
    """The card as the case is now. Without buttons it is frozen."""
    drawn = case_card(_on_card(case, card.body, content, wording, zone), wording, card.token)
    look = {"card": drawn.adaptive, "text": drawn.text, "summary": drawn.summary, "subject": drawn.subject}
    return replace(card, body=card.body | look, frozen=not case.is_open)


def closing(case: Case, card: ShownCard, content: Content, wording: Wording, zone: str) -> Card:
    """The question before it is closed."""
    return close_card(_on_card(case, card.body, content, wording, zone), wording, card.token)


def question_card(token: str, case: Case, card: ShownCard, content: Content, wording: Wording, zone: str) -> ShownCard:
    """The same question as a message of its own, for a client that shows no answer to a press."""
    drawn = closing(case, replace(card, token=token), content, wording, zone)
    look = {"card": drawn.adaptive, "text": drawn.text, "summary": drawn.summary, "subject": drawn.subject}
    of_case: Json = {"revision": 0, "step": None, "number": 0, "case": case.number, "offers": {}}
    return ShownCard(token, card.conv, of_case | look)


def steps_of(content: Content, case: Case) -> tuple[tuple[str, str], ...]:
    """The steps that the person's chat can go on at: key, and title with the number it was shown under."""
    dialog = content.dialogs.get(case.note.dialog or "")
    if dialog is None:
        return ()
    # A step may be listed twice, for different people.
    steps = {item.step.key: item.step for item in dialog.items if item.step.kind in ("do", "ask", "paste")}.values()
    return tuple(
        (step.key, f"{number}, {step.title}" if (number := _shown_number(case, step.key)) else step.title)
        for step in steps
    )


def _on_card(case: Case, body: Json, content: Content, wording: Wording, zone: str) -> CaseOnCard:
    look, at, by = _look(case)
    steps = steps_of(content, case)
    return CaseOnCard(
        number=case.number,
        version=case.version,
        look=look,
        person=case.name,
        note=case.note,
        words=case.words,
        at=at,
        zone=zone,
        by=by or "",
        fixed=_fixed(case, content, wording),
        steps=steps,
        went_on=dict(steps).get(body.get("went_on", ""), ""),
        chat=body.get("chat", ""),
    )


def _look(case: Case) -> tuple[CaseLook, datetime, str | None]:
    """How it looks, since when, and by whom."""
    match case.state:
        case "waiting" | "delivered":
            return "waiting", case.created, None
        case "taken":
            return "taken", case.taken or case.created, case.taken_name
        case "closed" if case.closed_by is not None:
            return "closed", case.closed or case.created, case.closed_name
        case "closed":
            return "solved", case.closed or case.created, None
        case "withdrawn":
            return "withdrawn", case.closed or case.created, None


def _fixed(case: Case, content: Content, wording: Wording) -> str:
    """What fixed it, in words; empty: nothing, or nobody said."""
    fixed_by = case.fixed_by or ""
    if fixed_by == BY_IT:
        return wording.line("desk-fixed-it")
    step = content.steps.get(fixed_by)
    if step is None:
        return ""
    number = _shown_number(case, fixed_by)
    return wording.line("step-subject", number=number, title=step.title) if number else step.title


def _shown_number(case: Case, step: str) -> int:
    """The number under which the person saw the step; 0: they didn't."""
    return next((tried.number for tried in case.latest.tried if tried.step == step), 0)
