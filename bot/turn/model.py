"""The nouns of a turn: what a channel hands in, what it is answered, what the store keeps; and the Store protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.engine.inputs import Joined, Opened, Said, Told
from bot.engine.model import OpenCase, Session
from bot.engine.outcome import Banner, CaseAction, Event, Gap, Timer
from bot.engine.replies import HandoffNote
from bot.understanding.model import Understanding

Json = dict[str, Any]

# --- what a channel hands in -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is: (tenant, id). `id` is the aadObjectId where there is one, else the channel's own id."""

    tenant: str
    id: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class TokenPressed:
    """A button as it comes from outside: a card token, a verb, and input fields. Everything else is looked up."""

    token: str
    verb: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that came in.

    `conv`: `channel|tenant|conversation`. `keys`: what makes it one turn however often it comes (`a:<activity id>`,
    `b:<card token>:<verb>`, `t:<timer>@<due in epoch ms>`, `m:<conv>/<seq>`). `address`: where to answer, as the
    channel wants it back. `client`: facts that the client told (`platform`: `windows`).
    """

    conv: str
    person: Person
    address: Json
    input: Said | TokenPressed | Opened | Joined | Told | Literal["due"]
    keys: tuple[str, ...]
    client: Mapping[str, str] = field(default_factory=dict)
    timer: str = ""
    """The timer's id, when `input` is `due`."""
    reply_to: str = ""
    """The activity that a press says it came from. Not to be trusted alone."""
    named: tuple[Person, ...] = ()
    """People who were mentioned in it, as the directory knows them."""
    of_helpdesk: bool | None = False
    """Whoever acts was looked up and belongs to the helpdesk. None: that can't be found out now."""
    sees_answer: bool = True
    """Their client shows what they are answered. Else it has to be posted."""

    @property
    def kind(self) -> str:
        """`said`, `pressed`, `opened`, `joined`, `told` or `due`: for counting."""
        match self.input:
            case "due":
                return "due"
            case TokenPressed():
                return "pressed"
            case given:
                return type(given).__name__.lower()

    @property
    def from_person(self) -> bool:
        """The person did something; else time passed, or something happened elsewhere."""
        return not (self.input == "due" or isinstance(self.input, Told))

    @property
    def fired(self) -> tuple[str, int] | None:
        """The timer and when it was due (epoch ms), as its key says it."""
        if self.input != "due":
            return None
        timer, _, due = self.keys[0].removeprefix("t:").rpartition("@")
        return timer, int(due)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press is answered with: the card that takes the pressed one's place. Empty: nothing to show."""

    card: Json | None = None
    text: str = ""
    """The same in plain words."""
    duplicate: bool = False
    """This had been answered already; the answer is the first one's."""
    understood: Understanding | None = field(default=None, repr=False, compare=False)
    """What was read in a message, for the author's view. Not kept."""


# --- what the store keeps --------------------------------------------------------------------------------------------

DeliveryKind = Literal["post", "update", "delete", "handoff", "input"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox, before it has its number.

    `post`: `{"card", "text", "summary"}`, with `"token"` where the card has buttons, `{"text"}` for a plain message, or
    `{"token"}`: that card once more; with `"thread"`: below that message of a channel. `update`: `{"token"}`: its
    message becomes what the card looks like now. `delete`: `{"id"}`. `handoff`: `{"case", "what"}`, with `"key"`
    where the case is opened. `input`: `{"conv",
    "what", "values"}`: a `Told` for that conversation.
    """

    kind: DeliveryKind
    body: Json


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card that was shown, by its token: what its buttons mean. `sent_id`: the channel's id of the message."""

    token: str
    conv: str
    body: Json
    """`{"revision", "step", "number", "case", "subject", "offers": {verb: title}, "card": <adaptive json>}`."""
    sent_id: str | None = None
    frozen: bool = False
    lost: bool = False
    """It couldn't be delivered."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a turn starts from. `answered`: one of the keys was seen before; `answer` is what was answered then."""

    session: Session | None
    version: int
    answered: bool
    answer: Json | None
    card: ShownCard | None
    """The card of the pressed token, if it belongs to this conversation."""
    open_cards: tuple[ShownCard, ...] = ()
    """The cards of this conversation with buttons that aren't frozen, the newest last."""
    banner: Banner | None = None
    damaged: bool = False
    """There is a session, and it can't be read."""
    copied: bool = False
    """The press came from a message that nobody remembers sending: a second copy of the pressed card."""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What a turn in the helpdesk's channel changes of somebody's case, unless somebody was faster (`version`).

    `card`: the token of the card that shows it there. `fixed_by`, `how`: as they were said when it was closed.
    """

    number: int
    version: int
    """The version that was read."""
    state: Literal["waiting", "delivered", "taken", "closed", "withdrawn"]
    card: str | None
    taken: datetime | None = None
    taken_by: str | None = None
    taken_name: str | None = None
    closed: datetime | None = None
    closed_by: str | None = None
    closed_name: str | None = None
    fixed_by: str | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class BannerChange:
    """The operator's banner is put up; without a text it is taken down. `products`: only these; empty: every one."""

    text: str
    products: tuple[str, ...] = ()
    set_by: str = ""
    """Who did it, by directory id."""
    of: int = 0
    """Taken down only if it is the one that stands since then, epoch ms; 0: whichever stands."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything that one turn writes, in one transaction."""

    conv: str
    person: Person
    address: Json
    keys: tuple[str, ...]
    version: int
    """The version that was read; the new one is +1."""
    session: Session
    content: str
    """The digest of the content that computed it."""
    at: datetime
    answer: Json | None = None
    events: tuple[Event, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    timers: tuple[Timer, ...] = ()
    cancel: tuple[str, ...] = ()
    cards: tuple[ShownCard, ...] = ()
    """New cards, and those that were frozen (by token)."""
    gaps: tuple[Gap, ...] = ()
    note: HandoffNote | None = None
    case: CaseAction | None = None
    case_of: OpenCase | None = None
    """Which case it is, also where it is opened. None: the newest."""
    fixed_by: str = ""
    """The step that solved it, where somebody said so."""
    case_change: CaseChange | None = None
    """A case of another conversation, changed by the helpdesk."""
    banner: BannerChange | None = None
    from_person: bool = True
    """The person did something: what couldn't be sent to them is tried again."""
    damaged: bool = False
    """The session that this one replaces couldn't be read: it is put aside."""
    fired: tuple[str, int] | None = None
    """The timer (id, due in epoch ms) that this turn is about. Not there any more: `AlreadyAnswered`."""


class LostRace(Exception):
    """Somebody else committed a turn of this conversation meanwhile: load and compute again."""


class AlreadyAnswered(Exception):
    """One of the keys was committed meanwhile: load, and give the stored answer."""


class StoreUnavailable(Exception):
    """The database can't be reached or written now. The caller answers 503; the sender comes again."""


class Helpdesk(Protocol):
    """Where the helpdesk works on cases: a conversation that no person walks through steps in."""

    def takes(self, conv: str) -> bool:
        """It is the helpdesk's conversation."""
        ...

    async def take(self, arrival: Arrival, now: datetime) -> Answer:
        """One turn there. Raises `StoreUnavailable`."""
        ...


class Store(Protocol):
    """What a turn needs of a database: a whole transaction a call."""

    async def load(self, conv: str, keys: tuple[str, ...], token: str | None, reply_to: str = "") -> Loaded: ...

    async def commit(self, commit: Commit) -> None:
        """Write it all, or raise `LostRace`, `AlreadyAnswered` or `StoreUnavailable` and write nothing."""
        ...

    async def enqueue(self, conv: str, key: str, delivery: Delivery, at: datetime) -> None:
        """Put one row more into the outbox, without a turn. Nothing if the key is known already."""
        ...
