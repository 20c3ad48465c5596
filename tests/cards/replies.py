"""One reply of every kind, as the engine would make it: what the tests draw."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.content.diagnostic import Place
from bot.content.model import Check, Fact, Instruction, Problem, Step
from bot.engine.replies import (
    AskFact,
    Bare,
    Choose,
    Compare,
    Explain,
    ForIT,
    Gate,
    HandoffNote,
    Offer,
    Preview,
    ReadingRead,
    Reply,
    Safe,
    Say,
    ShowStep,
    Slip,
    Start,
    Tried,
)
from bot.understanding.model import Code, ReadingSpec
from bot.wording import Wording

PLACE: Final = Place("example.yaml", 1, 1)
DEF7: Final = Code("0x8004def7")
O16A: Final = Code("0x8007016a")


def problem(id: str, label: str, title: str, *codes: Code) -> Problem:
    return Problem(
        id=id,
        product="OneDrive",
        codes=codes,
        label=label,
        title=title,
        impact="OneDrive can't sign you in, so nothing syncs. **Your files are safe.**",
        cause="A full or suspended account, a confused sync app, or old sign-in data.",
        fix="Check the account and its storage, then sign in afresh.",
        dialog=f"{id}-dialog",
        facts={},
        signatures=(),
        unless=(),
        symptoms=(),
        sources=(),
        reviewed=date(2026, 11, 24),
        place=PLACE,
    )


SIGN_IN: Final = problem("sign-in", "OneDrive won't sign in", "OneDrive won't accept your account", DEF7)
FILES: Final = problem("cloud-files", "Files won't open", "Files that are only in the cloud won't open", O16A)
PASSWORD: Final = problem("password", "New password", "OneDrive still uses your old password")

CHECK: Final = Check(
    "Is OneDrive syncing now?",
    "Click the blue cloud by the clock. No cloud? Look behind the small arrow there. **Up to date** means yes. "
    "**Not signed in**, or a red sign, means no.",
)
RESET: Final = Step(
    key="onedrive-sign-in#reset",
    dialog="onedrive-sign-in",
    id="reset",
    kind="do",
    title="Reset OneDrive",
    why="This clears what OneDrive remembers about syncing. Your files stay.",
    minutes=5,
    settles=timedelta(minutes=5),
    restart="maybe",
    changes="A personal OneDrive on this PC is disconnected too. OneDrive then checks all files again.",
    risk="OneDrive forgets which folders you chose.",
    confirm="I can choose my folders again.",
    undo="None, but no file is lost. You sign in again and choose your folders.",
    do=(
        Instruction("Press **Windows key + R**. A small window opens."),
        Instruction(r"Type `%localappdata%\Microsoft\OneDrive\onedrive.exe /reset` and press **Enter**."),
        Instruction(r"Windows can't find it? Use `C:\Program Files\Microsoft OneDrive\onedrive.exe /reset`"),
        Instruction(
            "The cloud by the clock goes away and comes back. Not back? Type `OneDrive` in the **Start** menu."
        ),
    ),
    worked_if="The cloud by the clock comes back.",
    nothing_there="There is no OneDrive",
)
CLOUD: Final = Step(
    key="example-files#cloud-icon",
    dialog="example-files",
    id="cloud-icon",
    kind="ask",
    title="Look for OneDrive's cloud by the clock",
    why="Without a cloud there, OneDrive isn't running.",
    minutes=1,
    do=(Instruction("Look at the right end of the taskbar, also behind **^**. The blue one is for work."),),
    ask="What do you see?",
    options={"gone": "There is no blue cloud", "blue": "It's blue"},
)
READ: Final = Step(
    key="example-files#read-dsregcmd",
    dialog="example-files",
    id="read-dsregcmd",
    kind="paste",
    title="Let Windows tell how this PC is signed in",
    minutes=3,
    do=(
        Instruction("Press the **Windows key**, type `cmd`, press **Enter**. Not as administrator."),
        Instruction("Type `dsregcmd /status`, press **Enter**, copy everything and paste it here."),
    ),
    paste="dsregcmd",
)
MANAGED: Final = Fact(
    id="managed",
    name="IT manages this PC",
    ask="Did your company set up this PC?",
    how="If the PC was given to you by your company, it's yes.",
    options={"yes": "Yes", "no": "No, it's my own PC"},
    known_from_client=False,
    known=None,
    place=PLACE,
)
NOTE: Final = HandoffNote(
    problem="sign-in",
    title="OneDrive 0x8004def7, won't accept your account",
    codes=("0x8004def7",),
    product="OneDrive",
    tried=(
        Tried(1, "Open OneDrive in the browser", "option", "It works", says="It works"),
        Tried(4, "Quit and start OneDrive", "broken", early=True, says="no change, checked early"),
        Tried(6, "Reset OneDrive", "cant", "not allowed", says="not possible, not allowed"),
        Tried(0, "Unlink this PC", "told", says="done before"),
        Tried(
            9, "Let Windows tell how this PC is signed in", "reading", "The **PC** is fine", says="The **PC** is fine"
        ),
        Tried(10, "Sign in again", "open", says="shown, no answer yet"),
    ),
    facts=(("IT manages this PC", "Yes"),),
    read=(("How the PC belongs to the company", "Joined to Entra"), ("Sign-in pass", "no")),
    for_it=(ForIT("onedrive-sign-in#licence", "Check the account and its licence", ("Look in the admin center.",)),),
    says=("OneDrive was reset, and it still doesn't sign in.",),
    words="I need the files for a meeting at 3 *now* <b>please</b>",
    untried=("Restart the **PC**", "Update OneDrive"),
    other_cases=(7, 0),
)
READING: Final = ReadingSpec("dsregcmd", "The output of dsregcmd /status", (), (), ())


def buttons(wording: Wording, *verbs: str, menu: tuple[str, ...] = (), primary: str = "") -> tuple[Offer, ...]:
    """Offers with the wording's titles."""
    values = {"step": 5, "code": "0x8004dff7"}
    return tuple(
        Offer(
            verb,
            wording.button(verb, **values),
            secondary=verb in menu,
            primary=verb == primary,
            words=wording.button_words(verb),
        )
        for verb in (*verbs, *menu)
    )


def picks(*problems: Problem) -> tuple[Offer, ...]:
    return tuple(Offer(f"pick:{each.id}", each.label, words=(each.title,)) for each in problems)


MENU: Final = ("explain", "safe", "skip", "back", "restart", "stop")


def every_reply(wording: Wording) -> Mapping[str, Reply]:
    """One of each kind, and the sides that a kind has."""

    def offered(*verbs: str, menu: tuple[str, ...] = (), primary: str = "") -> tuple[Offer, ...]:
        return buttons(wording, *verbs, menu=menu, primary=primary)

    check = offered("fixed", "broken", "nothing-there", "unsure", "cant", "person", menu=("copy", *MENU))
    options = (*(Offer(f"pick:{key}", title) for key, title in CLOUD.options.items()), *offered("unsure", "person"))
    step = ShowStep(RESET, 6, 8, CHECK, check, confirmed=True)
    start = Start(SIGN_IN, (DEF7,), 8, 31, ("Unlink this PC",), offered("start", "not-it", "person", primary="start"))
    return {
        "greeting": Choose("greeting", (SIGN_IN, FILES), None, (*picks(SIGN_IN, FILES), *offered("person", "help"))),
        "start": start,
        "start with a banner": replace(
            start, banner="Since 9:40 many people can't sign in. Please don't reset anything."
        ),
        "start of a scenario": replace(start, problem=FILES, codes=(), steps=1, minutes=1, left_out=()),
        "switch": replace(
            start, problem=FILES, codes=(O16A,), switching=True, stay_at=5, offers=offered("switch", "stay", "person")
        ),
        "switch without a code": replace(start, codes=(), switching=True, offers=offered("switch", "stay-here")),
        "did you mean": Choose(
            "did-you-mean",
            (SIGN_IN, FILES, PASSWORD),
            None,
            (*picks(SIGN_IN, FILES, PASSWORD), *offered("none", "person")),
        ),
        "both": Choose("both", (SIGN_IN, FILES), None, (*picks(SIGN_IN, FILES), *offered("neither", "person"))),
        "products": Choose(
            "products",
            (SIGN_IN,),
            Code("53003"),
            (*picks(SIGN_IN), *offered("none", "person")),
            (("Outlook", "A company rule blocks the sign-in."),),
        ),
        "slip": Slip(Code("0x8004dff7"), DEF7, 8, SIGN_IN, offered("code", "keep", "cant-see", "person")),
        "slip of length": Slip(Code("0x8004dff"), DEF7, 8, SIGN_IN, offered("code", "keep", "cant-see", "person")),
        "compare": Compare((SIGN_IN, FILES), (DEF7, O16A), (*picks(SIGN_IN, FILES), *offered("neither", "person"))),
        "step": step,
        "step in a part": replace(
            step,
            part="Get OneDrive signed in again",
            intro="First we look at the account.",
            lead="sent-by",
            lead_values={"name": "Dana **Novak**"},
        ),
        "step once more": replace(step, round=True, number=1, total=2, lead="once-more"),
        "step after a restart": replace(step, lead="welcome-restart"),
        "question": ShowStep(CLOUD, 1, 4, None, options),
        "paste": ShowStep(READ, 3, 4, None, offered("cant", "go-on-without", "person", menu=("copy", *MENU))),
        "gate": Gate(RESET, 6, 8, offered("confirm", "refuse", "person", menu=MENU)),
        "fact": AskFact(
            MANAGED,
            7,
            (
                *(Offer(f"pick:{key}", title) for key, title in MANAGED.options.items()),
                *offered("unsure", "person", menu=("back", "restart", "stop")),
            ),
        ),
        "reading": ReadingRead(
            READING,
            (("How the PC belongs to the company", "Not joined"),),
            "This is your own PC with a work account added.",
            "",
            offered("go-on", "wrong", "person", primary="go-on"),
        ),
        "reading again": ReadingRead(
            READING, (), "That's only a part.", "Please paste all of it.", offered("cant", "person")
        ),
        "explain": Explain("What is Credential Manager?", "Windows keeps sign-ins there.", offered("where", "person")),
        "safe": Safe(replace(RESET, risk=None, confirm=None), 6, offered("where", "person")),
        "safe only if": Safe(RESET, 6, offered("where", "person")),
        "bare": Bare("dsregcmd /status"),
        "note": Preview(NOTE, offered("send", "not-send", "back-to-steps", primary="send")),
        "empty note": Preview(HandoffNote(None, "", (), "", (), (), (), (), ()), offered("send", "not-send")),
        **{f"say {key}": said(wording, key) for key in wording.sayings},
    }


def said(wording: Wording, key: str) -> Say:
    """A saying with something in every place."""
    saying = wording.sayings[key]
    known: dict[str, str | Code] = {"code": DEF7, "link": "https://help.example.com/go/a/b", "name": "Dana <Novak>"}
    values: dict[str, str | int | Code] = {place: known.get(place, f"*{place}") for place in saying.places}
    values |= {place: 2 for place in saying.places if place in ("number", "total", "count", "case")}
    return Say(
        key,
        values,
        buttons(wording, "go-on", "person", primary="go-on"),
        typed="**0x8004** <b>" if key == "unknown-link" else "",
        box="Open the file from File Explorer." if saying.box else "",
        lines=("Reset **OneDrive**", "Unlink this PC") if saying.list or key == "leftover" else (),
    )
