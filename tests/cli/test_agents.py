"""`unstuck link`: what an agent pastes into a chat or a ticket."""

from click.testing import CliRunner, Result

from bot.cli import main

APP_ID = "00000000-0000-0000-0000-000000000000"
SETTINGS = {"UNSTUCK_APP_ID": APP_ID, "UNSTUCK_PUBLIC_URL": "https://help.contoso.com/"}


def linked(*arguments: str, **settings: str) -> Result:
    return CliRunner(env=settings).invoke(main, ["link", *arguments])


def test_a_step_has_a_page_a_chat_and_a_text() -> None:
    result = linked("onedrive-sign-in#reset", **SETTINGS)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "page  https://help.contoso.com/go/onedrive-sign-in/reset",
        f"chat  https://teams.microsoft.com/l/chat/0/0?users=28%3A{APP_ID}&message=start%20onedrive-sign-in%23reset",
        "text  start onedrive-sign-in#reset",
    ]


def test_a_dialog_lists_its_steps_that_can_be_sent() -> None:
    lines = linked("onedrive-sign-in", **SETTINGS).output.splitlines()
    assert lines[2] == "text  start onedrive-sign-in"
    assert "start onedrive-sign-in#reset  (Reset OneDrive)" in lines
    assert not [line for line in lines if "account-and-licence" in line], "a step of IT isn't sent to anybody"


def test_what_is_not_set_is_named_and_the_rest_is_there() -> None:
    lines = linked("onedrive-sign-in#reset").output.splitlines()
    assert lines == [
        "page  -  (set UNSTUCK_PUBLIC_URL to have it)",
        "chat  -  (set UNSTUCK_APP_ID to have it)",
        "text  start onedrive-sign-in#reset",
    ]


def test_a_pasted_text_and_a_moved_name_are_followed() -> None:
    assert "text  start onedrive-sign-in#reset" in linked("start OneDrive-Sign-In#Reset").output
    assert "text  start onedrive-cloud-files" in linked("onedrive-files").output


def test_a_name_that_nobody_knows_is_one_line_with_what_is_nearest() -> None:
    result = linked("onedrive-signin#reset")
    assert result.exit_code == 1
    assert "There is no onedrive-signin#reset. Perhaps: onedrive-sign-in#reset" in result.output
    assert "Traceback" not in result.output


def test_settings_that_cant_be_used_are_told() -> None:
    result = linked("onedrive-sign-in", UNSTUCK_PUBLIC_URL="ftp://x")
    assert result.exit_code == 1
    assert "UNSTUCK_PUBLIC_URL" in result.output


def test_of_a_step_that_is_one_letter_off_the_one_that_was_meant_is_named_first() -> None:
    assert "Perhaps: onedrive-sign-in#reset" in linked("onedrive-sign-in#rest").output
