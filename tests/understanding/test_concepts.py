"""Signatures: what starts a dialog without a code, what doesn't, and what is denied."""

import pytest

from bot.understanding import build_index, understand
from bot.understanding.model import CHECK, About, Code, Concept, KnownKey, ProblemKeys
from tests.understanding.shipped import NOW, lexicon, read

CONCEPTS = [
    Concept("drive", {"any": ("drive",)}),
    Concept("sign-in", {"en": ("sign in",), "de": ("anmelden",)}),
    Concept("trouble", {"en": ("error", "fails", "can't")}),
    Concept("password", {"en": ("password",)}),
    Concept("changed", {"en": ("changed",)}),
    Concept("file", {"en": ("file",)}),
    Concept("scanner", {"en": ("scanner",)}),
    Concept("printer", {"en": ("printer",)}, stops=True),
    Concept("how-to", {"en": ("how do i",)}, stops=True),
    Concept("how-to-fix", {"en": ("how do i fix",)}),
    Concept("drive-hint", {"en": ("red cloud",)}),
    Concept("my-mac", {"en": ("mac",)}, sets={"platform": "mac"}),
]


def problem(
    name: str, *signatures: tuple[str, ...], codes: tuple[str, ...] = (), **more: tuple[str, ...]
) -> ProblemKeys:
    return ProblemKeys(
        id=name,
        product=more.get("product", ("Drive",))[0],
        label=name,
        codes=tuple(Code(code) for code in codes),
        signatures=signatures,
        unless=more.get("unless", ()),
        phrases=more.get("phrases", ()),
    )


SIGN_IN = problem("sign-in", ("drive", "sign-in", "trouble"), codes=("0x80001111",))
FILES = problem("files", ("drive", "file", "trouble"), codes=("0x80002222",))
PASSWORD = problem("password", ("drive", "password", "changed"), unless=("scanner",))
SCANNER = problem("scanner", ("drive", "scanner"))
ALL = [SIGN_IN, FILES, PASSWORD, SCANNER]
INDEX = build_index(ALL, [KnownKey(Code("0x80003333"), "Drive")], CONCEPTS, (), (), lexicon())


def label(text: str) -> str:
    return understand(text, INDEX, CHECK, NOW).label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drive sign in fails", "sign-in"),
        ("it fails when I sign in to the drive", "sign-in"),
        ("drive kann mich nicht anmelden", "sign-in"),
        ("drive sign in", "ambiguous"),
        ("sign in fails", "answer-no"),
        ("I changed my password, the drive fails", "password"),
        ("drive, password changed, scanner", "scanner"),
        ("drive sign in fails on the printer", "ambiguous"),
        ("printer sign in", "out-of-scope"),
        ("how do i sign in to the drive", "out-of-scope"),
        ("how do i fix drive sign in error", "sign-in"),
        ("red cloud", "ambiguous"),
        ("0x80001111", "sign-in"),
        ("0x80001111 since I changed my password", "password"),
        ("0x80001111 since I changed my password, or the scanner", "scanner"),
        ("0x80003333 since I changed my password", "other-known-code"),
        ("0x80001112", "near-code"),
        ("drive sign in fails 0x80001112", "near-code"),
        ("0x80001111 vs 0x80002222", "compare"),
        ("0x80001111 and 0x80002222", "ambiguous"),
        ("not 0x80001111 but 0x80002222", "files"),
        ("not 0x80001111", "ambiguous"),
    ],
)
def test_codes_and_signatures_decide_in_their_order(text: str, expected: str) -> None:
    assert label(text) == expected


def test_concepts_that_are_far_apart_are_of_two_stories() -> None:
    assert (
        label("drive sign in is fine. " + "the weather is nice today and so on. " * 12 + "the lamp fails") != "sign-in"
    )


def test_two_problems_in_one_message_are_asked_about_both() -> None:
    both = [problem("one", ("drive", "scanner")), problem("two", ("drive", "password"))]
    found = understand("drive, scanner, password", build_index(both, (), CONCEPTS, (), (), lexicon()), CHECK, NOW)
    assert found.about is About.AMBIGUOUS
    assert {match.problem for match in found.problems} == {"one", "two"}
    assert [suggestion.score for suggestion in found.suggestions[:2]] == [100.0, 100.0]


def test_the_more_telling_signature_goes_before_one_that_is_part_of_it() -> None:
    two = [problem("one", ("drive", "scanner")), problem("two", ("drive", "scanner", "password"))]
    found = understand("drive, scanner, password", build_index(two, (), CONCEPTS, (), (), lexicon()), CHECK, NOW)
    assert found.label == "two"
    assert found.problems[0].why == "signature drive + scanner + password"


def test_one_code_of_two_products_is_asked_about_unless_a_product_is_named() -> None:
    other = Concept("box", {"any": ("box",)})
    two = [SIGN_IN, problem("box-problem", ("box", "trouble"), codes=("0x80001111",), product=("Box",))]
    index = build_index(two, (), [*CONCEPTS, other], (), (), lexicon())
    assert understand("0x80001111", index, CHECK, NOW).about is About.PRODUCTS
    assert understand("0x80001111 in the box", index, CHECK, NOW).label == "box-problem"


@pytest.mark.parametrize(
    "text",
    [
        "drive sign in fails, it's not about my password which was never changed",
        "drive sign in fails, I haven't changed my password",
        "drive sign in fails. No scanner here",
        "drive sign in fails, it has nothing to do with the scanner",
    ],
)
def test_what_is_denied_starts_nothing(text: str) -> None:
    assert label(text) == "sign-in"


def test_a_fact_is_set_by_what_is_stated_and_not_by_what_is_asked_or_denied() -> None:
    assert understand("I'm on a mac", INDEX, CHECK, NOW).facts == {"platform": "mac"}
    assert understand("is this a mac?", INDEX, CHECK, NOW).facts == {}
    assert understand("it's not a mac", INDEX, CHECK, NOW).facts == {}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("I'm on a Mac", {"platform": "mac"}),
        ("it's my own laptop", {"managed": "no"}),
        ("das ist mein eigener Laptop", {"managed": "no"}),
        ("company laptop here", {"managed": "yes"}),
        ("syncing only allowed on company PCs", {}),
        ("OneDrive stopped, I changed my password", {"password-changed": "yes"}),
    ],
)
def test_the_shipped_words_set_facts(text: str, facts: dict[str, str]) -> None:
    assert read(text).facts == facts


def test_suggestions_are_ranked_at_most_four_and_in_any_language() -> None:
    found = read("OneDrive: irgendwas mit Dateien in der Wolke")
    assert found.about is About.AMBIGUOUS
    assert 0 < len(found.suggestions) <= 4
    assert found.suggestions[0].problem == "onedrive-0x8007016a"
    scores = [suggestion.score for suggestion in found.suggestions]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text", ["onedrvie sign in fails", "OneDrive siganture anmelden schlägt fehl", "the antivirsu blocks OneDrive"]
)
def test_a_slip_in_a_long_word_is_mended(text: str) -> None:
    assert read(text).label in ("onedrive-0x8004def7", "security-software")
