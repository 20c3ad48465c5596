"""The fields of each kind of file: names, limits, what they mean. Everything else that knows fields reads these tables.

The order of the fields is the order in which `unstuck check --fix` puts them.
"""

from datetime import timedelta
from typing import Final

from bot.content.shapes import (
    Block,
    Day,
    Duration,
    Field,
    Id,
    Kinds,
    Language,
    ListOf,
    MapOf,
    Moment,
    OneOf,
    OneOrMany,
    Quote,
    Record,
    Reference,
    Shape,
    Text,
    Url,
    Whole,
)

BUTTON: Final = Text(22, markup=False)
"""Longer labels are cut off on a phone of 300 pixels."""
NAME: Final = Text(60, markup=False)
CONDITION: Final = MapOf(Id(), ListOf(Id(), most=12, condition=True))
FACT_VALUES: Final = MapOf(Id(), Id())
OPTIONS: Final = MapOf(Id(), BUTTON, most=4)
CODES: Final = ListOf(Text(40, markup=False))


def _required(name: str, shape: Shape, doc: str) -> Field:
    return Field(name, shape, doc, required=True)


# --- knowledge/ ------------------------------------------------------------------------------------------------------

SOURCE: Final = Record(
    "a source",
    (
        _required("title", Text(200, markup=False), "What the page is called."),
        _required("url", Url(), "Its address, https only."),
        _required("says", Text(400), "What it says about this problem, in your own words."),
    ),
)

PROBLEM: Final = Record(
    "a problem",
    (
        _required("id", Id(), "A promise: links and statistics hang on it."),
        _required(
            "product", Text(30, markup=False), "What it goes wrong in: `OneDrive`. Code and product are the key."
        ),
        Field("codes", CODES, "Error codes, as anybody writes them. Without codes it is a scenario."),
        _required("label", BUTTON, "The button: what a person would say (`Files won't open`)."),
        _required("title", Text(60), "What is wrong, in one short sentence."),
        _required("impact", Text(160), "What it means for the person. Say first what is safe."),
        _required("cause", Text(200), "Why it happens, without jargon."),
        _required("fix", Text(160), "What helps, in one sentence."),
        _required("dialog", Id(), "The dialog that it leads to."),
        Field("facts", FACT_VALUES, "What is known once the person agrees that this is the problem."),
        Field(
            "signatures",
            ListOf(ListOf(Id(), most=8)),
            "Lists of concepts. If all of one list occur in a message, in any order, the dialog is offered.",
        ),
        Field("unless", ListOf(Id()), "Concepts that rule this problem out."),
        Field(
            "symptoms",
            ListOf(Text(80, markup=False)),
            "What people write. It fills `Did you mean`, and starts nothing.",
        ),
        _required("sources", ListOf(SOURCE), "Where it is written."),
        _required("reviewed", Day(), "When somebody last compared it with its sources."),
    ),
)

KNOWN_CODE: Final = Record(
    "a known code",
    (
        _required("codes", CODES, "The codes that mean this."),
        _required("says", Text(160), "What it means, in one sentence."),
        _required("who", OneOf(("you", "it")), "Who can help: `you` for the person, `it` for IT."),
        _required("source", Text(500, markup=False), "Where it is written."),
    ),
)

KNOWN: Final = Record(
    "a file of known codes",
    (
        _required("product", Text(30, markup=False), "The product that shows these codes."),
        _required("known", ListOf(KNOWN_CODE, most=5000), "Codes that are known and have no dialog yet."),
    ),
)

WORDS_OF: Final = ListOf(Text(80, markup=False), most=5000)

CONCEPT: Final = Record(
    "a concept",
    (
        Field("means", Text(200), 'The answer to "what is it?".'),
        Field("stops", OneOf(("yes",)), "A message with it starts no problem by signature."),
        Field("sets", FACT_VALUES, "Facts that are known once somebody writes it."),
        Field("any", WORDS_OF, "Names that are the same in every language."),
    ),
    others=(Language(), WORDS_OF),
)

WORDS: Final = Record(
    "the file of words",
    (_required("concepts", MapOf(Id(), CONCEPT, most=20_000), "Ideas, and how people write them in each language."),),
)

# --- dialogs/ --------------------------------------------------------------------------------------------------------

FACT: Final = Record(
    "a fact",
    (
        _required("name", Text(50, markup=False), "What the note and `This step isn't for you` call it."),
        Field("ask", Text(120), "The question. Without it, only a reading, a problem or a word can tell."),
        Field("how", Text(200), "How to find out."),
        _required("options", MapOf(Id(), BUTTON, most=5, least=2), "Value and button. `I'm not sure` is always there."),
        Field("known-from", OneOf(("client",)), "The desktop app tells it: `windows` or `mac`."),
    ),
)

FACTS: Final = Record(
    "the file of facts",
    (_required("facts", MapOf(Id(), FACT), "What is asked once, whatever the dialog."),),
)

CHECK: Final = Record(
    "a check",
    (
        _required("ask", Text(120), "Is the problem gone? A question about what the person came for."),
        _required("how", Text(200), "How to see it."),
    ),
)

_STEP_ID: Final = _required("id", Id(), "A promise: links hang on it. Once among all steps of the list.")
_STEP_TITLE: Final = _required("title", Text(60), "What the person does, not what is wrong.")
_SETTLES: Final = Field(
    "settles", Duration(timedelta(minutes=2), timedelta(hours=48)), "How long it takes to act, from 2m to 48h."
)
_WHEN: Final = Field(
    "when", CONDITION, "Who it is for: facts, and questions that stand above, each with the values that fit."
)
_DO: Final = Field("do", Block(10, 240), "One action a line, in a block: `do: |`.")

STEP: Final = Record(
    "a step",
    (
        _STEP_ID,
        _STEP_TITLE,
        Field("aliases", ListOf(NAME, most=6), 'Other names, for "I did that already".'),
        Field("why", Text(200), 'Why it helps; also the answer to "why?".'),
        _required("minutes", Whole(1, 60), "Minutes of handwork, without the waiting."),
        Field("restart", OneOf(("yes", "maybe")), "The PC restarts. The chat says that it goes on afterwards."),
        _SETTLES,
        Field("who", OneOf(("it",)), "Only IT can do it: noted, never shown."),
        _WHEN,
        Field("changes", Text(200), "What it touches; `nothing` is a word of its own."),
        Field("risk", Text(220), "What can go wrong. Needs `confirm` and `undo`."),
        Field("confirm", Text(100), "What has to be true before the step is shown, as the person would say it."),
        Field("undo", Text(200), "How to take it back."),
        _DO,
        Field("worked-if", Text(160), "What shows that the step worked."),
        Field("nothing-there", BUTTON, 'The button for "there was nothing to do": a pass, never a failure.'),
        Field("ask", Text(120), "A question instead of the check. Its answer is a condition further down."),
        Field("options", OPTIONS, "Its answers: id and button. `I'm not sure` is always there."),
        Field("paste", Id(), "The reading that the step waits for, instead of a check."),
    ),
    elsewhere={
        "use": "a borrowed step is an entry of its own: `- use: dialog#step`",
        "check": "the check belongs to the dialog; what shows that the step worked is `worked-if`",
        "then": "nothing jumps: `when` decides which steps are for this person; `then` stands at the end of the dialog",
    },
)

STEP_OF_IT: Final = Record(
    "a step of IT (`who: it`)",
    (
        _STEP_ID,
        _STEP_TITLE,
        _SETTLES,
        _required("who", OneOf(("it",)), "Only IT can do it: noted, never shown."),
        _WHEN,
        _required("do", Block(10, 240), "What IT does, one action a line, in a block: `do: |`."),
    ),
    elsewhere={
        field.name: "take it out: the person never sees a step of IT"
        for field in STEP.fields
        if field.name not in ("id", "title", "settles", "who", "when", "do")
    },
)

HANDING_OVER: Final = Record(
    "a step that hands over (`handoff`)",
    (
        _STEP_ID,
        _required("when", CONDITION, "For whom the walk ends here."),
        _required("handoff", Text(300), "What IT is told."),
    ),
    elsewhere={
        field.name: "take it out, or give it to a step of its own above"
        for field in STEP.fields
        if field.name not in ("id", "when")
    },
)

BORROWED: Final = Record(
    "a borrowed step (`use`)",
    (
        _required("use", Reference(), "`dialog#step` for one step, `dialog` for all of its steps."),
        Field("when", CONDITION, "Narrows it further: the borrowed step's own conditions hold as well."),
    ),
    elsewhere={field.name: "take it out: only `when` may stand beside `use`" for field in STEP.fields},
)

ENTRY: Final = Kinds((("use", BORROWED), ("handoff", HANDING_OVER), ("who", STEP_OF_IT)), STEP)

TURN: Final = Record(
    "a turn",
    (
        Field("you", Quote(), "What the person types."),
        Field("press", Quote(200), "The button: `fixed`, `broken`, an option's id, or the words on it."),
        Field("open", Quote(200), "The link that is opened: `dialog` or `dialog#step`."),
        Field("paste", Text(200, markup=False), "The sample that is pasted: a path below `samples/`."),
        Field("wait", Duration(timedelta(minutes=1), timedelta(days=400)), "How long nothing happens."),
        Field("bot", OneOrMany(Quote(500)), "Text that the reply holds."),
        Field("not", OneOrMany(Quote(500)), "Text that the reply doesn't hold."),
        Field("step", Quote(100), "The step that is open afterwards."),
        Field("note", OneOrMany(Quote(500)), "Text that the handoff note holds."),
        Field("happened", OneOrMany(Quote(60)), "Events that this turn made."),
    ),
)

TEST: Final = Record(
    "a test",
    (
        _required("name", Text(200, markup=False), "What it promises, as a sentence."),
        Field("given", FACT_VALUES, "Facts that are known from the start."),
        Field("now", Moment(), "When it begins."),
        _required("talk", ListOf(TURN), "What is said and done, turn by turn."),
    ),
)

DIALOG: Final = Record(
    "a dialog",
    (
        _required("id", Id(), "A promise: links, open sessions and statistics hang on it."),
        _required("title", Text(60), "What the person gets done."),
        _required("intro", Text(240), "What comes, and what is safe."),
        _required("check", CHECK, "Asked after every step that does something."),
        _required("steps", ListOf(ENTRY, most=25), "The list, safest and quickest first."),
        Field("handoff", Text(300), "What IT is told when all was tried. True for every way through."),
        Field("then", Id(), "The dialog to go on with when all was tried, instead of `handoff`."),
        _required("reviewed", Day(), "When somebody last walked it and compared it with its sources."),
        Field("tests", ListOf(TEST), "Talks that have to go this way."),
    ),
)

READING_FIELD: Final = Record(
    "a field of a reading",
    (
        _required(
            "field", OneOrMany(Text(100, markup=False)), "Its name in the pasted text; several for other languages."
        ),
        Field("which", OneOf(("any", "all")), "Where a text repeats the name: which of them must fit. Else the first."),
    ),
    others=(Id(), OneOrMany(Quote(200))),
)

CONCLUSION: Final = Record(
    "a conclusion",
    (
        _required("id", Id(), "Its name in tests and statistics."),
        Field("when", CONDITION, "When it speaks: our words and facts. The first that holds speaks."),
        _required("say", Text(200), "What the person is told."),
        Field("handoff", Text(300), "What IT is told, if the person wants that."),
        Field("again", Text(200), "What to paste instead."),
        Field("code-in", Id(), "One of our words: the code in it counts as if it had been written."),
    ),
)

READING_TEST: Final = Record(
    "a test of a reading",
    (
        _required("sample", Text(200, markup=False), "A path below `samples/`."),
        Field("now", Moment(), "When it was pasted."),
        Field("facts", MapOf(Id(), Id(), least=0), "Facts that it sets."),
        Field("concludes", Id(), "The conclusion that speaks."),
    ),
)

READING: Final = Record(
    "a reading",
    (
        _required("id", Id(), "Its name: `paste: <id>` waits for it."),
        _required("title", Text(60), "What is pasted."),
        _required("fields", MapOf(Id(), READING_FIELD, most=100), "Our words: where each stands, and what it can be."),
        Field(
            "derive",
            ListOf(
                Record(
                    "a line of `derive`",
                    (
                        _required("when", CONDITION, "Our words and facts."),
                        _required("sets", FACT_VALUES, "The facts that are known then."),
                    ),
                )
            ),
            "Every line that holds sets facts; what is set once stays.",
        ),
        Field("conclude", ListOf(CONCLUSION), "The first that holds speaks."),
        _required("reviewed", Day(), "When somebody last compared it with real texts."),
        Field("tests", ListOf(READING_TEST), "Samples, and what they tell."),
    ),
)

MOVED: Final = MapOf(Reference(), Reference(), least=0)
CONVERSATIONS: Final = Record("a file of conversations", (_required("tests", ListOf(TEST), "Whole talks."),))

# --- overlays --------------------------------------------------------------------------------------------------------

_OVER: Final = _required("over", Id(), "What it lies over: a dialog, a problem, a reading, `facts` or `wording`.")
_LANGUAGE: Final = Field("language", Language(), "A translation: texts only. Without it, an organisation's own change.")
_DIGEST: Final = Field(
    "digest", Text(200, markup=False), "The original's, so that a change of it is noticed. `unstuck check` writes it."
)
_OFF: Final = Field("off", OneOf(("yes",)), "Takes the step out, wherever it is borrowed.")
_AFTER: Final = Field("after", Id(), "For a new step: the step that it follows.")
_ANSWER: Final = Field("answer", Id(), "For a question: its answer for everybody. Nobody is asked.")

STEP_TEXTS: Final = (
    "title",
    "aliases",
    "why",
    "changes",
    "risk",
    "confirm",
    "undo",
    "do",
    "worked-if",
    "nothing-there",
    "ask",
    "options",
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
    """The texts of a record, as a translation gives them."""
    return (*_optional(record, names), _DIGEST)


def _changes(record: Record, without: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields of a record, as an organisation changes them."""
    return _optional(record, tuple(each.name for each in record.fields if each.name not in without))


_ANY_STEP: Final = Record("a step", (*STEP.fields, HANDING_OVER.fields[-1]))

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
        _required(
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
        _required("facts", MapOf(Id(), Record("a translated fact", _texts(FACT, FACT_TEXTS))), "Fact by id."),
    ),
)
OVER_WORDING: Final = Record(
    "an overlay of the bot's own sentences",
    (
        _OVER,
        _LANGUAGE,
        _required(
            "texts",
            MapOf(Text(120, markup=False), Quote(2000)),
            "Sentence by its path in the bot's own files: `sayings.picture.title`.",
        ),
    ),
)
