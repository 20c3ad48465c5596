"""Pasted outputs: recognised as they come, read field by field, and forgotten."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import read_pasted
from bot.understanding.model import (
    Code,
    Conclusion,
    Derivation,
    Expects,
    ReadingField,
    ReadingResult,
    ReadingSpec,
    Situation,
)
from tests.understanding.shipped import NOW, ROOT, content, read

SAMPLES = ROOT / "tests" / "samples"
SPEC = ReadingSpec(
    id="example",
    title="An example",
    fields=(
        ReadingField("joined", ("AzureAdJoined", "Entra verbunden"), {"yes": ("YES",), "no": ("NO",)}),
        ReadingField("device", ("DeviceAuthStatus",), {"ok": ("SUCCESS",), "disabled": ("*disabled or deleted*",)}),
        ReadingField("updated", ("AzureAdPrtUpdateTime",), {"fresh": ("under 4h",), "old": ("over 4h",)}),
        ReadingField("address", ("IPv4 Address",), {"own": ("169.254.*",), "any": ("*",)}, which="all"),
        ReadingField("adapter", ("Adapter",), {"on": ("on",), "off": ("*",)}, which="any"),
        ReadingField("server", ("Server Error Description",), {"aadsts": ("*AADSTS*",)}),
    ),
    derive=(
        Derivation({"joined": ("yes",)}, {"join": "entra", "managed": "yes"}),
        Derivation({"joined": ("no", "unknown")}, {"join": "none"}),
        Derivation(
            {"join": ("entra",), "device": ("disabled",)}, {"join": "never, the first one stays", "state": "bad"}
        ),
    ),
    conclude=(
        Conclusion("code", {"server": ("aadsts",)}, "Windows was told why.", code_in="server"),
        Conclusion("disabled", {"device": ("disabled",)}, "It was disabled."),
        Conclusion("old", {"updated": ("old",)}, "It is old."),
        Conclusion("rest", {}, "Thanks."),
    ),
)


def pasted(text: str, now: datetime = NOW) -> ReadingResult | None:
    return read_pasted(text, [SPEC], now)


def test_two_fields_make_a_reading_and_one_doesnt() -> None:
    assert pasted("AzureAdJoined : YES\nDeviceAuthStatus : SUCCESS") is not None
    assert pasted("AzureAdJoined : YES and AzureAdJoined : NO") is None
    assert pasted("I typed AzureAdJoined and DeviceAuthStatus") is None


@pytest.mark.parametrize(
    "text",
    [
        "AzureAdJoined : YES\nDeviceAuthStatus : SUCCESS",
        "        azureadjoined:YES\n   DeviceAuthStatus   :   SUCCESS   ",
        "AzureAdJoined . . . . : YES\r\nDeviceAuthStatus. . : SUCCESS",
        "AzureAdJoined : YES EnterpriseJoined : NO DeviceAuthStatus : SUCCESS Other : x",
        "**AzureAdJoined** : YES\n`DeviceAuthStatus : SUCCESS`",
        "Entra verbunden : YES\nDeviceAuthStatus : SUCCESS",
        "| AzureAdJoined : YES |\n| DeviceAuthStatus : SUCCESS |",
    ],
    ids=["plain", "indented", "dots", "one line", "markup", "other language", "table"],
)
def test_it_is_read_as_it_comes(text: str) -> None:
    result = pasted(text)
    assert result is not None
    assert result.facts == {"join": "entra", "managed": "yes"}
    assert result.concludes == "rest"


def test_a_value_that_was_cut_in_two_is_put_together() -> None:
    result = pasted("AzureAdJoined : YES\nDeviceAuthStatus : FAILED. Device is either\n   disabled or deleted\nX : y")
    assert result is not None
    assert result.concludes == "disabled"


def test_what_is_set_once_stays_and_all_lines_that_hold_set() -> None:
    result = pasted("AzureAdJoined : YES\nDeviceAuthStatus : disabled or deleted")
    assert result is not None
    assert result.facts == {"join": "entra", "managed": "yes", "state": "bad"}


def test_a_field_that_is_missing_or_has_another_value_is_unknown() -> None:
    result = pasted("AzureAdJoined : MAYBE\nDeviceAuthStatus : SUCCESS")
    assert result is not None
    assert result.facts == {"join": "none"}


@pytest.mark.parametrize(
    ("now", "concludes"),
    [
        (datetime(2026, 11, 24, 12, 59, tzinfo=UTC), "rest"),
        (datetime(2026, 11, 24, 13, 1, tzinfo=UTC), "old"),
        (datetime(2026, 11, 24, 14, 1, tzinfo=timezone(timedelta(hours=1))), "old"),
        (datetime(2026, 11, 24, 12, 59), "rest"),
    ],
)
def test_a_time_is_compared_with_now_in_utc(now: datetime, concludes: str) -> None:
    text = "AzureAdJoined : YES\nAzureAdPrtUpdateTime : 2026-11-24 09:00:00.000 UTC"
    result = pasted(text, now)
    assert result is not None
    assert result.concludes == concludes


def test_which_says_how_several_occurrences_count() -> None:
    spec = ReadingSpec(
        id="network",
        title="Network",
        fields=SPEC.fields,
        derive=(
            Derivation({"address": ("own",)}, {"network": "fails"}),
            Derivation({"adapter": ("on",)}, {"adapter-on": "yes"}),
        ),
        conclude=(),
    )
    one = "IPv4 Address. . . : 169.254.1.1\nAdapter : off\nAdapter : on"
    two = f"{one}\nIPv4 Address. . . : 10.0.0.1"
    first, second = read_pasted(one, [spec], NOW), read_pasted(two, [spec], NOW)
    assert first is not None
    assert first.facts == {"network": "fails", "adapter-on": "yes"}
    assert second is not None
    assert second.facts == {"adapter-on": "yes"}


def test_the_code_in_the_named_field_counts_and_others_dont() -> None:
    result = pasted(
        "AzureAdJoined : YES 0x801c001d\nServer Error Description : AADSTS50126: Error validating credentials"
    )
    assert result is not None
    assert result.codes == (Code("AADSTS50126"),)


def test_codes_and_words_of_a_paste_are_not_the_persons_own() -> None:
    text = (
        "here it is: AzureAdJoined : NO\nDomainJoined : YES\nClient ErrorCode : 0x801c001d\nAD Test : FAIL [0x80070005]"
    )
    understood = read(text)
    assert understood.reading is not None
    assert understood.codes == ()
    assert understood.answer is None


@pytest.mark.parametrize(
    ("reading", "number"),
    [(name, number) for name, tests in content().reading_tests.items() for number in range(len(tests))],
)
def test_the_shipped_samples_read_as_their_authors_say(reading: str, number: int) -> None:
    sample = content().reading_tests[reading][number]
    text = (SAMPLES / sample.sample).read_text("utf-8")
    moment = datetime.fromisoformat(sample.now) if sample.now else NOW
    result = read_pasted(text, content().readings.values(), moment)
    assert result is not None
    assert result.id == reading
    assert result.concludes == sample.concludes
    assert {name: result.facts.get(name) for name in sample.facts} == dict(sample.facts)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    pasted(text)
    pasted(f"AzureAdJoined : {text}\nDeviceAuthStatus : {text}\nAzureAdPrtUpdateTime : {text}")


@pytest.mark.parametrize(
    "text", ["AzureAdJoined : YES", "it says AzureAdJoined : YES", "`DomainJoined : NO`", "AzureAdPrt : NO"]
)
@pytest.mark.parametrize("expects", ["question", "check", "nothing"])
def test_one_line_is_a_part_of_the_output_and_answers_nothing(text: str, expects: Expects) -> None:
    understood = read(text, Situation(expects))
    assert understood.reading is not None
    assert understood.reading.concludes in ("part", "no-sign-in-part")
    assert understood.answer is None
    assert understood.picked is None


def test_a_name_of_a_field_alone_is_no_reading() -> None:
    assert read("AzureAdJoined: what is that").reading is None
    assert read("User Context: I don't know, the printer on the second floor shows this today").reading is None
