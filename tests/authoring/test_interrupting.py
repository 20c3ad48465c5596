"""The walker's guards see what they guard: each of them is shown the fault that it is there for."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.authoring.interrupting import faults, instructions_in, unconfirmed
from bot.engine.model import AtStep, Noting, Session, Walk
from bot.engine.outcome import Outcome
from bot.engine.replies import Bare
from tests.engine.person import Person, lamp_edition
from tests.engine.test_advance import at_switch

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_at_a_step_every_interruption_is_answered_and_comes_back() -> None:
    assert list(faults(lamp_edition(), at_switch().session, NOW)) == []


def test_a_risk_that_nobody_confirmed_is_seen_in_whatever_reply_shows_it() -> None:
    at_risk = Session(
        open=AtStep("lamp-on#new-bulb", 3, 5, 0), walks=(Walk("lamp-on", "lamp-dark", step="lamp-on#new-bulb"),)
    )
    assert list(instructions_in((Bare("press"),), at_risk)) == ["lamp-on#new-bulb"]
    shown = Outcome(at_risk, replies=(Bare("press"),))
    assert list(unconfirmed(lamp_edition(), at_risk, shown)) == ["the risk of lamp-on#new-bulb wasn't confirmed"]
    confirmed = replace(at_risk, open=AtStep("lamp-on#new-bulb", 3, 5, 0, confirmed=True))
    assert list(unconfirmed(lamp_edition(), confirmed, shown)) == []


def test_a_question_that_is_lost_is_seen() -> None:
    nowhere = replace(Person().session, open=Noting("asked"))
    assert ("stop", "after stop there is no way back to what was open (noting)") in list(
        faults(lamp_edition(), nowhere, NOW)
    )
