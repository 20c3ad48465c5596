"""What one turn means: the next session, the replies, the events, what is due later. Nothing of it has happened yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.engine.model import OpenCase, Session
from bot.engine.replies import HandoffNote, Reply
from bot.understanding.model import Understanding


class EventName(StrEnum):
    """What can happen, in the past tense. Promised: statistics and tests name them."""

    GREETED = "Greeted"
    PROBLEM_RECOGNISED = "ProblemRecognised"
    PROBLEM_REFUSED = "ProblemRefused"
    PROBLEMS_SUGGESTED = "ProblemsSuggested"
    PROBLEMS_COMPARED = "ProblemsCompared"
    CODE_DOUBTED = "CodeDoubted"
    CODE_UNKNOWN = "CodeUnknown"
    NOTHING_MATCHED = "NothingMatched"
    DIALOG_STARTED = "DialogStarted"
    DIALOG_ENDED = "DialogEnded"
    DIALOG_LAID_ASIDE = "DialogLaidAside"
    DIALOG_RESUMED = "DialogResumed"
    STEP_SHOWN = "StepShown"
    RISK_ASKED = "RiskAsked"
    RISK_CONFIRMED = "RiskConfirmed"
    RISK_REFUSED = "RiskRefused"
    STEP_FAILED = "StepFailed"
    STEP_FIXED = "StepFixed"
    NOTHING_THERE = "NothingThere"
    STEP_NOT_POSSIBLE = "StepNotPossible"
    STEP_SKIPPED = "StepSkipped"
    STEP_UNSURE = "StepUnsure"
    STEP_TOLD = "StepTold"
    QUESTION_ANSWERED = "QuestionAnswered"
    FACT_ASKED = "FactAsked"
    FACT_ANSWERED = "FactAnswered"
    READING_READ = "ReadingRead"
    NEW_CODE_REPORTED = "NewCodeReported"
    NEW_ERROR_REPORTED = "NewErrorReported"
    EXPLAINED = "Explained"
    WENT_BACK = "WentBack"
    STARTED_OVER = "StartedOver"
    STOPPED = "Stopped"
    CAME_BACK = "CameBack"
    LINK_OPENED = "LinkOpened"
    LINK_REFUSED = "LinkRefused"
    LEFTOVERS_OFFERED = "LeftoversOffered"
    SETTLING_ASKED = "SettlingAsked"
    OLD_BUTTON_PRESSED = "OldButtonPressed"
    NOTE_SHOWN = "NoteShown"
    NOTE_SENT = "NoteSent"
    NOTE_KEPT = "NoteKept"
    CASE_ARRIVED = "CaseArrived"
    CASE_WITHDRAWN = "CaseWithdrawn"
    CASE_TAKEN = "CaseTaken"
    CASE_GIVEN_BACK = "CaseGivenBack"
    CASE_CONTINUED = "CaseContinued"
    CASE_CLOSED = "CaseClosed"
    DESK_REFUSED = "DeskRefused"
    STEP_SENT = "StepSent"
    LEFT_ASKED = "LeftAsked"
    OUTAGE_SEEN = "OutageSeen"
    BANNER_PUT_UP = "BannerPutUp"
    BANNER_TAKEN_DOWN = "BannerTakenDown"
    BANNER_HEEDED = "BannerHeeded"
    BANNER_PASSED = "BannerPassed"
    FIXED = "Fixed"
    HELD = "Held"
    CAME_AGAIN = "CameAgain"
    ANSWER_UNCLEAR = "AnswerUnclear"
    SECRET_WRITTEN = "SecretWritten"  # noqa: S105 -- the name of an event
    PICTURE_SENT = "PictureSent"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Never holds what a person typed, except a code.

    `step` by where it is written, `dialog` by what is walked.
    """

    name: EventName
    problem: str = ""
    dialog: str = ""
    step: str = ""
    value: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Timer:
    """Hand `Due(id)` in at that time. One of the same id replaces it."""

    id: Literal["settles", "held", "banner", "left"]
    due: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """What nothing matched, masked: for the authors."""

    text: str
    code: str = ""


CaseAction = Literal["open", "add", "withdraw", "solved"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one turn means. Nothing of it has happened yet."""

    session: Session
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    timers: tuple[Timer, ...] = ()
    cancel: tuple[str, ...] = ()
    """Timers to take back."""
    keeps_card: bool = False
    """The pressed (or open) card stays as it is: nothing was decided with it."""
    chose: str = ""
    """The words of the choice that was made on the open card, for the line that it freezes to. Never typed words."""
    note: HandoffNote | None = None
    """With `case`: the note to store and deliver (`open`), the words to add, or all that was done until it was
    solved."""
    case: CaseAction | None = None
    case_of: OpenCase | None = None
    """With `case`: which one."""
    fixed_by: str = ""
    """With `solved`: the step that did it, where somebody said so."""
    gaps: tuple[Gap, ...] = ()
    understood: Understanding | None = None
    """What was understood, for the author's view. Not stored."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What the operator says before every start."""

    text: str
    since: int
    """Epoch seconds."""
    products: tuple[str, ...] = ()
    """Only these; empty: every product."""
