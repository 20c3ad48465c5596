"""What looks like a password is cut out, and the word itself never is."""

import pytest

from bot.understanding.passwords import CUT
from tests.understanding.shipped import read


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("my password is Hunter2!x", "Hunter2!x"),
        ("pw: geheim", "geheim"),
        ("Passwort: Sommer2024!", "Sommer2024!"),
        ("hier ist mein Passwort Sommer2024!", "Sommer2024!"),
        ("password for OneDrive: abc123XY", "abc123XY"),
        ("mot de passe : Soleil42", "Soleil42"),
        ("hasło: Zima2024", "Zima2024"),
        ("contraseña es Perro99!", "Perro99!"),
        ("a senha é gato123", "gato123"),
        ("my pin is 4711", "4711"),
        ("I changed my password to Berlin2026", "Berlin2026"),
        ("0x8004def7, pw=Qwert!99 thanks", "Qwert!99"),
        ("kennwort lautet Blume7", "Blume7"),
    ],
)
def test_a_password_is_told_and_stands_in_no_field(text: str, secret: str) -> None:
    understood = read(text)
    assert understood.secret
    assert CUT in understood.text
    assert secret not in repr(understood)


@pytest.mark.parametrize(
    "text",
    [
        "password",
        "my password is wrong",
        "password: wrong",
        "password is not working",
        "the password expired yesterday",
        "password reset 2 weeks ago",
        "Passwort ist falsch",
        "changed my password, Windows11 PC",
        "password was changed 24/11/2026",
        "password 0x8004def7",
        "my password is 90 days old",
        "Password: required field",
        "new password and OneDrive stopped",
        "the password of jane@contoso.com doesn't work",
        "mot de passe oublié",
        "hasło nie działa",
    ],
)
def test_the_plain_word_is_no_password(text: str) -> None:
    understood = read(text)
    assert not understood.secret
    assert CUT not in understood.text


def test_the_rest_of_the_message_is_understood_all_the_same() -> None:
    understood = read("password:hunter2 and OneDrive says 0x8004def7")
    assert understood.label == "onedrive-0x8004def7"
