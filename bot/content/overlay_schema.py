"""The fields of overlays: what an organisation may change, and what a translation may give."""

from dataclasses import replace
from typing import Final

from bot.content.schema import CONCLUSION, DIALOG, FACT, HANDING_OVER, PROBLEM, READING, READING_FIELD, STEP, required
from bot.content.shapes import Field, Id, Language, MapOf, OneOf, Quote, Record, Text

_OVER: Final = required("over", Id(), "What it lies over: a dialog, a problem, a reading, `facts` or `wording`.")
_LANGUAGE: Final = Field("language", Language(), "A translation: texts only. Without it, an organisation's own change.")
_DIGEST: Final = Field(
    "digest", Text(200, markup=False), "The original's, so that a change of it is noticed. `unstuck check` tells it."
)
_OFF: Final = Field("off", OneOf(("yes",)), "Takes the step out, wherever it is borrowed.")
_AFTER: Final = Field("after", Id(), "For a new step: the step that it follows.")
_ANSWER: Final = Field("answer", Id(), "For a question: its answer for everybody. Nobody is asked.")

STEP_TEXTS: Final = (
    "title",
    "aliases",
    "why",
    "explain",
    "changes",
    "risk",
    "confirm",
    "undo",
    "do",
    "worked-if",
    "nothing-there",
    "ask",
    "options",
    "say",
    "handoff",
)
DIALOG_TEXTS: Final = ("title", "intro", "check", "handoff")
PROBLEM_TEXTS: Final = ("label", "title", "impact", "cause", "fix", "symptoms")
FACT_TEXTS: Final = ("name", "ask", "how", "options")
READING_TEXTS: Final = ("title",)
CONCLUSION_TEXTS: Final = ("say", "handoff", "again")
"""What a translation may give, in the order in which its digest is made."""


def _optional(record: Record, names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(Field(each.name, each.shape, each.doc) for each in record.fields if each.name in names)


def _texts(record: Record, names: tuple[str, ...]) -> tuple[Field, ...]:
    """The texts of a record, as a translation gives them: of options, those that read differently."""
    given = _optional(record, names)
    loosened = (
        replace(each, shape=replace(each.shape, least=1)) if isinstance(each.shape, MapOf) else each for each in given
    )
    return (*loosened, _DIGEST)


def _changes(record: Record, without: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields of a record, as an organisation changes them."""
    return _optional(record, tuple(each.name for each in record.fields if each.name not in without))


_ANY_STEP: Final = Record(
    "a step", (*STEP.fields, *(each for each in HANDING_OVER.fields if each.name in ("say", "handoff")))
)

OVER_DIALOG: Final = Record(
    "an overlay of a dialog",
    (
        _OVER,
        *_changes(DIALOG, ("id", "steps", "tests")),
        Field(
            "steps",
            MapOf(Id(), Record("an overlaid step", (_OFF, _AFTER, _ANSWER, *_changes(_ANY_STEP, ("id",)), _DIGEST))),
            "Step by id (a map here, not a list): the fields that replace those below.",
        ),
        _DIGEST,
    ),
)
OVER_DIALOG_TEXTS: Final = Record(
    "a translation of a dialog",
    (
        _OVER,
        _LANGUAGE,
        *_texts(DIALOG, DIALOG_TEXTS),
        Field("steps", MapOf(Id(), Record("a translated step", _texts(_ANY_STEP, STEP_TEXTS))), "Step by id."),
    ),
)
OVER_PROBLEM: Final = Record("an overlay of a problem", (_OVER, *_changes(PROBLEM, ("id",)), _DIGEST))
OVER_PROBLEM_TEXTS: Final = Record("a translation of a problem", (_OVER, _LANGUAGE, *_texts(PROBLEM, PROBLEM_TEXTS)))
OVER_READING: Final = Record(
    "an overlay of a reading",
    (
        _OVER,
        *_changes(READING, ("id", "fields", "derive", "conclude", "tests")),
        Field("fields", MapOf(Id(), READING_FIELD), "Our word: the field that replaces the one below."),
        Field("conclude", MapOf(Id(), Record("an overlaid conclusion", _changes(CONCLUSION, ("id",)))), "By id."),
        _DIGEST,
    ),
)
OVER_READING_TEXTS: Final = Record(
    "a translation of a reading",
    (
        _OVER,
        _LANGUAGE,
        *_texts(READING, READING_TEXTS),
        Field(
            "conclude", MapOf(Id(), Record("a translated conclusion", _texts(CONCLUSION, CONCLUSION_TEXTS))), "By id."
        ),
    ),
)
OVER_FACTS: Final = Record(
    "an overlay of the facts",
    (
        _OVER,
        required(
            "facts",
            MapOf(
                Id(),
                Record(
                    "an overlaid fact",
                    (Field("known", Id(), "The same for everybody: nobody is asked."), *_changes(FACT, ()), _DIGEST),
                ),
            ),
            "Fact by id.",
        ),
    ),
)
OVER_FACTS_TEXTS: Final = Record(
    "a translation of the facts",
    (
        _OVER,
        _LANGUAGE,
        required("facts", MapOf(Id(), Record("a translated fact", _texts(FACT, FACT_TEXTS))), "Fact by id."),
    ),
)
OVER_WORDING: Final = Record(
    "an overlay of the bot's own sentences",
    (
        _OVER,
        _LANGUAGE,
        required(
            "texts",
            MapOf(Text(120, markup=False), Quote(2000)),
            "Sentence by its path in the bot's own files: `sayings.picture.title`.",
        ),
    ),
)
