"""Codes: every spelling of one reads back as it, and nothing else is read as a code."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import codes_in, normalise_code
from bot.understanding.codes import CodeKeys, code_keys
from bot.understanding.model import Code
from tests.understanding.shipped import index, read

SIGN_IN, FILES = Code("0x8004def7"), Code("0x8007016a")
KEYS = code_keys([SIGN_IN, FILES], [Code("0x80070005"), Code("0x8004def0"), Code("AADSTS50126"), Code("1001")], {})


def read_codes(text: str, keys: CodeKeys = KEYS) -> list[str]:
    return [str(found.code) for found in codes_in(text, keys)[0]]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0x8004DEF7", "0x8004def7"),
        ("8004def7", "0x8004def7"),
        ("0X8004DEF7", "0x8004def7"),
        ("-2147164425", "0x8004def7"),
        ("\u22122147164425", "0x8004def7"),
        ("2147802871", "0x8004def7"),
        ("-2,147,164,425", "0x8004def7"),
        ("ox8004 def7", "0x8004def7"),
        ("0x8004-DEF7", "0x8004def7"),
        ("0x 8004def7", "0x8004def7"),
        ("0x8OO4def7", "0x8004def7"),
        ("0x8007Ol6a", "0x8007016a"),
        ("x8004def7", "0x8004def7"),
        ("0xC000006D", "0xc000006d"),
        ("CAA50021", "0xcaa50021"),
        ("0xCAA20003", "0xcaa20003"),
        ("AADSTS50126", "AADSTS50126"),
        ("aadsts 50126", "AADSTS50126"),
        ("AADSTS500133", "AADSTS500133"),
        ("[1001]", "1001"),
        ("53003", "53003"),
        ("FSLogix_unsupported_environment", "FSLogix_unsupported_environment"),
    ],
)
def test_every_spelling_of_an_author_is_the_same_code(typed: str, code: str) -> None:
    assert normalise_code(typed) == Code(code)


@pytest.mark.parametrize(
    "typed", ["", "hello", "0x8004def", "0x80004def7", "0x00000001", "12", "1.2.3.4", "0x8004def7 x"]
)
def test_what_is_of_no_known_family_is_no_code_for_an_author(typed: str) -> None:
    assert normalise_code(typed) is None


@pytest.mark.parametrize(
    "text",
    [
        "Exception from HRESULT: 0x8004DEF7",
        "hr=0x8004def7,",
        '{"hresult":-2147164425}',
        "https://contoso.com/error?code=0x8004DEF7&lang=en",
        "error0x8004def7when I sign in",
        "(0x8004def7)",
        "0x8004def7.",
        "code_0x8004def7_",
        "0x8004def7is what it says",
        "8004 def7",
        "8004-DEF7",
        "0x80 04 de f7",
    ],
)
def test_a_code_is_found_inside_other_text(text: str) -> None:
    assert read_codes(text) == ["0x8004def7"]


@pytest.mark.parametrize(
    "text",
    [
        "8004def7-0000-1111-2222-333344445555",
        "sha 8004def7aa8004def7aa8004def7aa8004def7aa",
        "commit 8004dea",
        "#8004def7",
        "192.168.10.25",
        "10.0.22631.3007",
        "2026-11-24 12:00",
        "+49 170 1234567",
        "1234567890",
        "8004deadbeef",
        "a8004def7",
        "jane8004def7@contoso.com",
        "KB5001234",
        "C:\\8004def7",
    ],
    ids=str,
)
def test_guids_hashes_colours_addresses_and_dates_are_no_codes(text: str) -> None:
    assert read_codes(text) == []


@pytest.mark.parametrize("text", ["my order is 80070005", "call 80070005", "ticket 2147802871", "Telefon 80070005"])
def test_a_bare_number_behind_a_word_for_another_number_is_no_code(text: str) -> None:
    assert read(text).codes == ()


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("0x8004dfe7", 8),
        ("0x8004def", 10),
        ("0x80004def7", 6),
        ("0x8004def77", 11),
        ("0xb004def7", 3),
        ("0x8004def8", 10),
    ],
    ids=["swap", "drop", "add", "add at the end", "change of a look-alike", "change"],
)
def test_one_slip_from_a_code_with_a_dialog_is_near_and_says_where(typed: str, position: int) -> None:
    near = KEYS.near(Code(typed))
    assert near is not None
    assert (near.known, near.position) == (SIGN_IN, position)


@pytest.mark.parametrize("typed", ["0x8004def0", "0x8004def7", "0x80070005", "0x8004dea1"])
def test_a_code_that_is_known_or_two_slips_away_is_not_near(typed: str) -> None:
    assert KEYS.near(Code(typed)) is None


def test_what_follows_a_code_that_lost_a_digit_is_not_taken_for_it() -> None:
    assert read_codes("0x8004def a few times") == ["0x8004def"]
    assert read_codes("0x800716a it says") == ["0x800716a"]


def test_a_number_of_aadsts_is_taken_whole() -> None:
    assert read_codes("AADSTS500133: not AADSTS50013") == ["AADSTS500133", "AADSTS50013"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("error 362 when I copy a file", ["0x8007016a"]),
        ("Fehler 362 beim Öffnen der Datei", ["0x8007016a"]),
        ("room 362 has no file cabinet", []),
        ("error 362", []),
        ("error 404 on the page when opening a file", []),
        ("OneDrive error 404 opening a file", ["0x80070194"]),
        ("error 1001 when I sign in to Teams", ["1001"]),
        ("room 1001", []),
        ("[1001] Outlook sign in", ["1001"]),
    ],
)
def test_a_short_number_is_a_code_only_beside_the_right_words(text: str, codes: list[str]) -> None:
    assert [str(code) for code in read(text).codes] == codes


def test_a_short_number_beside_error_alone_is_asked_about() -> None:
    assert read("error 53003").label == "ambiguous"


def test_codes_deep_in_a_long_paste_are_found() -> None:
    paste = "2026-11-24 12:00:00 INFO nothing to see here\n" * 500 + "hr=0x8004DEF7 AADSTS50126 -2147024534\n"
    assert [str(code) for code in read(paste).codes] == ["0x8004def7", "AADSTS50126", "0x8007016a"]


@given(st.integers(0x80000000, 0x8FFFFFFF), st.sampled_from(["0x", "0X", "ox", "Ox", "0x "]), st.booleans())
def test_any_hresult_with_its_mark_reads_back(value: int, mark: str, upper: bool) -> None:
    digits = f"{value:08X}" if upper else f"{value:08x}"
    found = read_codes(f"it says {mark}{digits}, what now")
    assert found == [f"0x{value:08x}"]


@given(st.integers(0x80000000, 0x802FFFFF))
def test_any_hresult_as_a_signed_decimal_reads_back(value: int) -> None:
    assert read_codes(f"err={value - (1 << 32)}") == [f"0x{value:08x}"]


HEX = sorted(code for code in index().codes.with_dialog if code.text.startswith("0x"))


@given(st.sampled_from(HEX), st.sampled_from([" ", "-"]), st.integers(1, 7))
def test_a_code_with_a_gap_anywhere_reads_back(code: Code, gap: str, at: int) -> None:
    digits = code.text[2:]
    assert str(code) in read_codes(f"code 0x{digits[:at]}{gap}{digits[at:]}", index().codes)


@given(st.sampled_from(sorted(index().codes.with_dialog | index().codes.known)), st.data())
def test_full_width_and_invisible_characters_change_nothing(code: Code, data: st.DataObject) -> None:
    if not code.text.startswith("0x"):
        return
    at = data.draw(st.integers(0, len(code.text)))
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code.text)
    assert read(f"{code.text[:at]}\u200b{code.text[at:]}").codes == (code,)
    assert read(wide).codes == (code,)


@given(st.text(string.digits, min_size=1, max_size=6))
def test_no_short_number_alone_is_a_code(number: str) -> None:
    assert read(number).codes == ()


@given(st.uuids(), st.ip_addresses(), st.dates())
def test_no_guid_address_or_date_is_a_code(guid: object, address: object, day: object) -> None:
    for each in (guid, address, day):
        assert read_codes(f"see {each} please") == []


@given(st.text(max_size=200))
def test_codes_are_found_where_they_stand(text: str) -> None:
    for found in codes_in(text, KEYS)[0]:
        assert 0 <= found.start < found.end <= len(text)


ALL_HEX = sorted(code for code in index().codes.with_dialog | index().codes.known if code.text.startswith("0x"))
AADSTS = sorted(code for code in index().codes.with_dialog | index().codes.known if code.text.startswith("AADSTS"))
AROUND = (
    "{}",
    "error {}",
    "Fehler {}.",
    "({})",
    "[{}]",
    '"{}"',
    "HRESULT: {}",
    "Exception from HRESULT: {}",
    "System.IO.IOException (HRESULT={})",
    '{{"level": "error", "hr": "{}"}}',
    "https://example.com/help?code={}&lang=en",
    "2026-11-24T12:00:01.123Z ERROR OneDrive.exe hr={} sync",
    "C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe failed with {}",
    "one,two,{},three",
    "what is this:{}?",
    "I got {}, then nothing",
)
SPELLINGS = (
    str,
    str.upper,
    lambda text: text[2:],
    lambda text: text[2:].upper(),
    lambda text: "0X" + text[2:].upper(),
    lambda text: str(int(text, 16) - (1 << 32)),
    lambda text: str(int(text, 16)),
    lambda text: "".join(chr(ord(each) + 0xFEE0) for each in text),
    lambda text: "0x" + text[2:].replace("0", "o"),
    lambda text: f"{text[:6]}\u00ad{text[6:]}",
)


@given(st.sampled_from(ALL_HEX), st.sampled_from(SPELLINGS), st.sampled_from(AROUND))
def test_every_spelling_of_every_code_reads_back_wherever_it_stands(
    code: Code, spell: Callable[[str], str], around: str
) -> None:
    assert read(around.format(spell(code.text))).codes == (code,)


@given(st.sampled_from(AADSTS), st.sampled_from([str, str.lower, lambda text: text.replace("STS", "STS ")]))
def test_every_sign_in_code_reads_back_whole(code: Code, spell: Callable[[str], str]) -> None:
    assert read(f"it says {spell(code.text)}: something").codes == (code,)


@given(st.sampled_from(HEX), st.sampled_from(SPELLINGS))
def test_a_code_in_a_forwarded_mail_reads_back(code: Code, spell: Callable[[str], str]) -> None:
    mail = f"From: Jane\nSent: Monday\nSubject: help\n\nMy OneDrive shows {spell(code.text)}.\nJane"
    assert read(mail).codes == (code,)
    assert read(f"please see below\n\n{mail}").codes == (code,)
    assert read(f"thanks, that helped\n\n{mail}").codes == ()


@given(
    st.one_of(
        st.integers(0, 10**7).map(lambda number: f"order no. {number:07d}"),
        st.integers(10**8, 10**10).map(lambda number: f"call me at +49 {number}"),
        st.integers(0, 9999).map(lambda number: f"+1 (555) 010-{number:04d}"),
        st.dates().map(lambda day: f"since {day:%d.%m.%Y}"),
        st.times().map(lambda time: f"at {time:%H:%M:%S}"),
        st.ip_addresses().map(lambda address: f"my address is {address}"),
        st.uuids().map(lambda each: f"id {{{each}}}"),
        st.binary(min_size=16, max_size=32).map(lambda each: f"sha {each.hex()}"),
        st.binary(min_size=3, max_size=3).map(lambda each: f"the colour #{each.hex()}"),
        st.tuples(*[st.integers(0, 99)] * 3).map(lambda each: "version {}.{}.{}".format(*each)),
        st.binary(min_size=4, max_size=4).map(lambda each: f"commit 7{each.hex()[1:]}"),
        st.integers(1, 999).map(lambda number: f"room {number}, {number} EUR, {number} %"),
    )
)
def test_no_number_of_another_kind_is_a_code(text: str) -> None:
    assert read(text).codes == ()
