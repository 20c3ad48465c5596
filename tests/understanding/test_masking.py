"""What a gap may keep of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import mask
from bot.understanding.masking import LONGEST


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to jane.miller@contoso.com", "write to <mail>"),
        ("my name is Jane Miller and it fails", "my name is <name> and it fails"),
        ("Hi Karen, OneDrive fails", "Hi <name>, OneDrive fails"),
        ("mein Kollege Peter Müller sagt nein", "mein Kollege <name> sagt nein"),
        ("Je m'appelle Marie Dupont", "Je m'appelle <name>"),
        ("CONTOSO\\jane can't open it", "<account> can't open it"),
        ("C:\\Users\\jane\\OneDrive is empty", "<path> is empty"),
        ("\\\\server\\share is gone", "<path> is gone"),
        ("call +49 170 1234567", "call <number>"),
        ("order 123456", "order <number>"),
        ("see https://contoso.sharepoint.com/x?y=1", "see <link>"),
        ("device 8004def7-0000-1111-2222-333344445555", "device <id>"),
        ("@Anna please", "<name> please"),
        ("hunter2!Xy9", "<secret>"),
        ("it is Sommer2024! again", "it is <secret> again"),
    ],
)
def test_what_names_somebody_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "OneDrive says 0x8004ffff",
        "the File Explorer and Credential Manager are broken",
        "it fails since Monday",
        "AADSTS500133 again",
        "error 362",
    ],
)
def test_codes_and_products_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=1500))
def test_any_text_can_be_masked_and_is_cut(text: str) -> None:
    assert len(mask(text)) <= LONGEST
