"""Whoever is refused reads what was wrong and what to send; of a token only that it isn't good."""

import re
from pathlib import Path

import pytest

import bot.channel
from bot.channel.refusals import refusal

ROOM = Path(bot.channel.__file__).parent
REASONS = sorted(
    set(re.findall(r'(?:Request|Caller)Refused\(4\d\d, "([a-z-]+)"', (ROOM / "endpoint.py").read_text("utf-8")))
)


@pytest.mark.parametrize("reason", [*REASONS, "service-host", "tenant"])
def test_every_reason_has_a_sentence_of_its_own(reason: str) -> None:
    told = refusal(reason)["error"]
    assert told["code"] == reason
    assert told["message"][0].isupper()
    assert told["message"].endswith(".")
    assert "\n" not in told["message"]


def test_the_field_is_named() -> None:
    assert refusal("not-an-activity", "from.id")["error"]["message"].endswith("Look at `from.id`.")


@pytest.mark.parametrize("reason", ["malformed", "algorithm", "unknown-key", "service-url", "no-token"])
def test_of_a_bad_token_no_more_is_told_than_that_it_is_bad(reason: str) -> None:
    told = refusal(reason)["error"]
    assert told["code"] == "caller"
    assert reason not in told["message"]
    assert "Authorization: Bearer" in told["message"]


def test_there_are_reasons_to_try() -> None:
    assert len(REASONS) >= 9
