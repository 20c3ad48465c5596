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


def required(name: str, shape: Shape, doc: str) -> Field:
    """A field that has to be there."""
    return Field(name, shape, doc, required=True)


# --- knowledge/ ------------------------------------------------------------------------------------------------------

SOURCE: Final = Record(
    "a source",
    (
        required("title", Text(200, markup=False), "What the page is called."),
        required("url", Url(), "Its address, https only."),
        required("says", Text(400), "What it says about this problem, in your own words."),
    ),
)

PROBLEM: Final = Record(
    "a problem",
    (
        required("id", Id(), "A promise: links and statistics hang on it."),
        required("product", Text(30, markup=False), "What it goes wrong in: `OneDrive`. Code and product are the key."),
        Field("codes", CODES, "Error codes, as anybody writes them. Without codes it is a scenario."),
        required("label", BUTTON, "The button: what a person would say (`Files won't open`)."),
        required("title", Text(60), "What is wrong, in one short sentence."),
        required("impact", Text(160), "What it means for the person. Say first what is safe."),
        required("cause", Text(200), "Why it happens, without jargon."),
        required("fix", Text(160), "What helps, in one sentence."),
        required("dialog", Id(), "The dialog that it leads to."),
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
        required("sources", ListOf(SOURCE), "Where it is written."),
        required("reviewed", Day(), "When somebody last compared it with its sources."),
    ),
)

KNOWN_CODE: Final = Record(
    "a known code",
    (
        required("codes", CODES, "The codes that mean this."),
        required("says", Text(160), "What it means, in one sentence."),
        required("who", OneOf(("you", "it")), "Who can help: `you` for the person, `it` for IT."),
        required("source", Text(500, markup=False), "Where it is written."),
        Field("problem", Id(), "The scenario that it is a sign of: its dialog is offered."),
    ),
)

KNOWN: Final = Record(
    "a file of known codes",
    (
        required("product", Text(30, markup=False), "The product that shows these codes."),
        required("known", ListOf(KNOWN_CODE, most=5000), "Codes that are known and have no dialog yet."),
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
    (required("concepts", MapOf(Id(), CONCEPT, most=20_000), "Ideas, and how people write them in each language."),),
)

# --- dialogs/ --------------------------------------------------------------------------------------------------------

FACT: Final = Record(
    "a fact",
    (
        required("name", Text(50, markup=False), "What the note and `This step isn't for you` call it."),
        Field("ask", Text(120), "The question. Without it, only a reading, a problem or a word can tell."),
        Field("how", Text(200), "How to find out."),
        required("options", MapOf(Id(), BUTTON, most=5, least=2), "Value and button. `I'm not sure` is always there."),
        Field("known-from", OneOf(("client",)), "The desktop app tells it: `windows` or `mac`."),
    ),
)

FACTS: Final = Record(
    "the file of facts",
    (required("facts", MapOf(Id(), FACT), "What is asked once, whatever the dialog."),),
)

CHECK: Final = Record(
    "a check",
    (
        required("ask", Text(120), "Is the problem gone? A question about what the person came for."),
        required("how", Text(200), "How to see it."),
    ),
)

_STEP_ID: Final = required("id", Id(), "A promise: links hang on it. Once among all steps of the list.")
_STEP_TITLE: Final = required("title", Text(60), "What the person does, not what is wrong.")
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
        Field("why", Text(200), 'Why it helps; also the answer to "why?", where there is no `explain`.'),
        Field("explain", Text(300), 'More, for who asks "why?" or "how does it work?": what the card doesn\'t say.'),
        required("minutes", Whole(1, 60), "Minutes of handwork, without the waiting."),
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
        required("who", OneOf(("it",)), "Only IT can do it: noted, never shown."),
        _WHEN,
        required("do", Block(10, 240), "What IT does, one action a line, in a block: `do: |`."),
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
        required("when", CONDITION, "For whom the walk ends here."),
        Field("say", Text(200), "What the person is told, above the note."),
        required("handoff", Text(300), "What IT is told."),
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
        required("use", Reference(), "`dialog#step` for one step, `dialog` for all of its steps."),
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
        required("name", Text(200, markup=False), "What it promises, as a sentence."),
        Field("language", Language(), "The language of the talk; without it, English."),
        Field("given", FACT_VALUES, "Facts that are known from the start."),
        Field("now", Moment(), "When it begins."),
        required("talk", ListOf(TURN), "What is said and done, turn by turn."),
    ),
)

DIALOG: Final = Record(
    "a dialog",
    (
        required("id", Id(), "A promise: links, open sessions and statistics hang on it."),
        required("title", Text(60), "What the person gets done."),
        required("intro", Text(240), "What comes, and what is safe."),
        required("check", CHECK, "Asked after every step that does something."),
        required("steps", ListOf(ENTRY, most=25), "The list, safest and quickest first."),
        Field("handoff", Text(300), "What IT is told when all was tried. True for every way through."),
        Field("then", Id(), "The dialog to go on with when all was tried, instead of `handoff`."),
        required("reviewed", Day(), "When somebody last walked it and compared it with its sources."),
        Field("tests", ListOf(TEST), "Talks that have to go this way."),
    ),
)

READING_FIELD: Final = Record(
    "a field of a reading",
    (
        required(
            "field", OneOrMany(Text(100, markup=False)), "Its name in the pasted text; several for other languages."
        ),
        Field("which", OneOf(("any", "all")), "Where a text repeats the name: which of them must fit. Else the first."),
    ),
    others=(Id(), OneOrMany(Quote(200))),
)

CONCLUSION: Final = Record(
    "a conclusion",
    (
        required("id", Id(), "Its name in tests and statistics."),
        Field("when", CONDITION, "When it speaks: our words and facts. The first that holds speaks."),
        required("say", Text(200), "What the person is told."),
        Field("handoff", Text(300), "What IT is told, if the person wants that."),
        Field("again", Text(200), "What to paste instead."),
        Field("code-in", Id(), "One of our words: the code in it counts as if it had been written."),
    ),
)

READING_TEST: Final = Record(
    "a test of a reading",
    (
        required("sample", Text(200, markup=False), "A path below `samples/`."),
        Field("now", Moment(), "When it was pasted."),
        Field("facts", MapOf(Id(), Id(), least=0), "Facts that it sets."),
        Field("concludes", Id(), "The conclusion that speaks."),
    ),
)

READING: Final = Record(
    "a reading",
    (
        required("id", Id(), "Its name: `paste: <id>` waits for it."),
        required("title", Text(60), "What is pasted."),
        required("fields", MapOf(Id(), READING_FIELD, most=100), "Our words: where each stands, and what it can be."),
        Field(
            "derive",
            ListOf(
                Record(
                    "a line of `derive`",
                    (
                        required("when", CONDITION, "Our words and facts."),
                        required("sets", FACT_VALUES, "The facts that are known then."),
                    ),
                )
            ),
            "Every line that holds sets facts; what is set once stays.",
        ),
        Field("conclude", ListOf(CONCLUSION), "The first that holds speaks."),
        required("reviewed", Day(), "When somebody last compared it with real texts."),
        Field("tests", ListOf(READING_TEST), "Samples, and what they tell."),
    ),
)

MOVED: Final = MapOf(Reference(), Reference(), least=0)
CONVERSATIONS: Final = Record("a file of conversations", (required("tests", ListOf(TEST), "Whole talks."),))
