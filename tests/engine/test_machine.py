"""Whatever people press, type, paste and wait, in any order: what always holds."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.cards.draw import draw
from bot.engine import advance, offers
from bot.engine.cases import is_about
from bot.engine.facts import mark_of
from bot.engine.inputs import Due, Input, Joined, Opened, Pressed, Said, Told
from bot.engine.model import AtStep, Session, Waiting
from bot.engine.outcome import EventName
from tests.engine.person import Person, lamp_edition

TEXTS = (
    "0x80fe0001",
    "now it says 0x80fe0123",
    "0x80fe0002",
    "0x80fe0999",
    "my lamp is dark since the storm",
    "yes",
    "no",
    "not sure",
    "can't",
    "back",
    "skip",
    "start over",
    "stop",
    "where was I",
    "why",
    "is this safe",
    "person",
    "send",
    "don't send",
    "it works now",
    "blorb",
    "I already changed the bulb",
    "it is on my desk",
    "FuseState : IN\nLampPlace : FLOOR",
    "FuseState : OUT\nLampPlace : DESK",
    "LampPlace : DESK\nLampPlace : DESK",
    "start lamp-on#new-bulb",
    "start lamp-steady",
    "hi",
    "",
    "???",
    "add: I need it at three",
    "withdraw it",
    "I have to restart my PC",
    "done",
    "how long will this take",
)
COMES_BACK = ("back", "start over", "start lamp", "yes")
"""What may show an answered step again: going back, a link, the round of skipped steps."""


class Anything(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.person = Person()
        self.given: list[tuple[Input, object]] = []
        self.before = self.person.session
        self.what = ""
        self.number = 0
        self.sent = 0
        """How many notes were sent and didn't arrive yet."""
        self.cases: set[int] = set()
        """The numbers of the cases that the helpdesk has open."""

    @initialize(text=st.sampled_from((*TEXTS[:5], "hi")))
    def begins(self, text: str) -> None:
        self.says(text)
        if self.person.cards and self.person.cards[-1][1][0].verb == "start":
            self.hand_in(Pressed("start", self.person.cards[-1][0]), "start")

    def hand_in(self, given: Input, what: str) -> None:
        self.before, self.what = self.person.session, what
        self.given.append((given, self.person.now))
        self.person.hands_in(given)
        about = self.person.last.case_of
        match self.person.last.case:
            case "open":
                self.sent += 1
            case "withdraw" | "solved" if about is not None and about.number:
                self.cases.remove(about.number)
            case "withdraw" | "solved":
                self.sent -= 1
            case _:
                pass

    @rule(text=st.sampled_from(TEXTS))
    def says(self, text: str) -> None:
        self.hand_in(Said(text), text)

    @rule(choice=st.integers(min_value=0, max_value=20))
    def presses_the_newest_card(self, choice: int) -> None:
        if self.person.cards:
            ref, choices = self.person.cards[-1]
            self.hand_in(Pressed(choices[choice % len(choices)].verb, ref), choices[choice % len(choices)].verb)

    @rule(card=st.integers(min_value=0, max_value=50), choice=st.integers(min_value=0, max_value=20))
    def presses_an_older_card(self, card: int, choice: int) -> None:
        if self.person.cards:
            ref, choices = self.person.cards[card % len(self.person.cards)]
            self.hand_in(Pressed(choices[choice % len(choices)].verb, ref), choices[choice % len(choices)].verb)

    @rule(minutes=st.sampled_from((1, 11, 60 * 30)))
    def waits(self, minutes: int) -> None:
        self.before, self.what = self.person.session, "wait"
        timers = dict(self.person.timers)
        self.person.waits(minutes=minutes)
        self.given += [
            (Due(each), self.person.now)
            for each, due in sorted(timers.items(), key=lambda at: at[1])
            if due <= self.person.now
        ]

    @precondition(lambda self: self.sent > 0)
    @rule()
    def a_note_arrives(self) -> None:
        self.sent -= 1
        self.number += 1
        self.cases.add(self.number)
        self.hand_in(Told("case-arrived", {"number": str(self.number)}), "told")

    @precondition(lambda self: bool(self.cases))
    @rule(what=st.sampled_from(("case-taken", "case-closed")), which=st.integers(min_value=0, max_value=9))
    def the_helpdesk_does_something(self, what: str, which: int) -> None:
        number = sorted(self.cases)[which % len(self.cases)]
        self.hand_in(Told(what, {"number": str(number), "by": "Dana"}), "told")
        if what == "case-closed":
            self.cases.remove(number)

    @rule()
    def joins(self) -> None:
        self.hand_in(Joined(), "join")

    @rule()
    def opens_a_link(self) -> None:
        self.hand_in(Opened("lamp-on", "floor-lamp"), "start lamp-on#floor-lamp")

    # --- what always holds ---

    @invariant()
    def there_is_always_a_way_out(self) -> None:
        session, edition = self.person.session, self.person.edition
        verbs = {each.verb for each in offers(edition.content, edition.wordings.in_language("en"), session)}
        assert verbs & {"person", "send", "yes-restart", "add", "back-again", "held", "see-note", "hand-over"}

    @invariant()
    def a_risk_is_never_shown_unconfirmed(self) -> None:
        match self.person.session.open:
            case AtStep(step=step, confirmed=confirmed):
                assert confirmed or self.person.edition.content.steps[step].risk is None

    @invariant()
    def a_tried_step_comes_back_only_when_asked_for(self) -> None:
        at, session = self.person.session.open, self.person.session
        if not isinstance(at, AtStep) or at == self.before.open or self.what.startswith(COMES_BACK):
            return
        mark = mark_of(session, at.step)
        in_round = bool(session.walks) and session.walks[0].in_round
        asked_back = self.what.split(":")[0] in (
            "back-to",
            "confirm",
            "where",
            "stay",
            "no-restart",
            "go-on",
            "try",
            "switch",
        )
        assert mark is None or in_round or asked_back or at == self.before.under or self.before.open.kind == "at-gate"

    @invariant()
    def every_answer_on_the_trail_is_an_event_too(self) -> None:
        session = self.person.session
        if self.before.trail != session.trail[: len(self.before.trail)]:
            return
        told = {each.step for each in self.person.last.events} | {
            each.value.split("=")[0] for each in self.person.last.events if each.name is EventName.FACT_ANSWERED
        }
        for mark in session.trail[len(self.before.trail) :]:
            elsewhere = mark.kind == "reading" and EventName.READING_READ in {
                each.name for each in self.person.last.events
            }
            assert mark.what in told or elsewhere

    @invariant()
    def plain_text_names_every_choice(self) -> None:
        wording = self.person.edition.wordings.in_language("en")
        for reply in self.person.last.replies:
            text = draw(reply, wording, None).text.lower()
            for offer in getattr(reply, "offers", ()):
                assert any(word.lower() in text for word in (offer.title, *offer.words)), (offer, text)

    @invariant()
    def every_turn_of_a_person_is_answered(self) -> None:
        if self.what in ("", "wait", "join"):
            return
        assert self.person.last.replies or self.person.last.case == "open", "a sent note is answered when it arrived"

    @invariant()
    def the_helpdesk_and_the_person_know_the_same_cases(self) -> None:
        open_cases = self.person.session.cases
        assert {case.number for case in open_cases if case.number} == self.cases
        assert sum(not case.number for case in open_cases) == self.sent

    @invariant()
    def there_is_one_case_a_problem(self) -> None:
        for walk in self.person.session.walks:
            assert sum(is_about(case, walk) for case in self.person.session.cases) <= 1

    @invariant()
    def what_the_helpdesk_does_disturbs_no_question(self) -> None:
        if self.what == "told" and not isinstance(self.before.open, Waiting):
            assert self.person.session.open == self.before.open
            assert self.person.last.keeps_card

    @invariant()
    def a_note_claims_no_code_that_was_not_written(self) -> None:
        note = self.person.last.note
        assert note is None or set(note.codes) <= {code for text in TEXTS for code in text.split()}

    def teardown(self) -> None:
        """Replayed inputs give the same session."""
        session = Session()
        for given, now in self.given:
            session = advance(lamp_edition(), session, given, now).session  # type: ignore[arg-type]
        assert replace(session, touched=0) == replace(self.person.session, touched=0)


Anything.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnything = Anything.TestCase
