from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel.pages import find
from tests.channel.directory import APP_ID
from tests.e2e.house import House, house, shipped_shelf

CONTENT = shipped_shelf().edition().content


async def page(bot: House, path: str, language: str = "en") -> tuple[int, str]:
    async with bot.session.get(bot.url + path, headers={"Accept-Language": language}) as response:
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        return response.status, await response.text()


async def test_the_button_opens_the_own_chat_with_the_line_in_the_box(tmp_path: Path) -> None:
    options = {"app_id": APP_ID, "app_secret": "s", "openid_metadata": "http://127.0.0.1:1/"}
    async with house(tmp_path, **options) as bot:
        status, html = await page(bot, "/go/onedrive-sign-in/reset")
    assert status == 200
    assert (
        f'href="https://teams.microsoft.com/l/chat/0/0?users=28%3A{APP_ID}'
        '&amp;message=start%20onedrive-sign-in%23reset"' in html
    )
    assert CONTENT.steps["onedrive-sign-in#reset"].title in html


async def test_without_teams_the_page_says_what_to_write(bot: House) -> None:
    status, html = await page(bot, "/go/onedrive-sign-in")
    assert status == 200
    assert "<code>start onedrive-sign-in</code>" in html
    assert "teams.microsoft.com" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/go/nothing",
        "/go/onedrive-sign-in/nothing",
        "/go/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/go/onedrive-sign-in/..",
    ],
)
async def test_a_link_that_nobody_knows_is_a_kind_404_without_an_echo(bot: House, path: str) -> None:
    async with bot.session.get(bot.url + path) as response:
        html = await response.text()
        assert response.status == 404
    assert "<script" not in html


async def test_a_language_that_nobody_speaks_is_answered_in_english(bot: House) -> None:
    for language in ("zz", "", "*", "de-AT,de;q=0.9", "<b>", "x" * 4000):
        assert (await page(bot, "/go/onedrive-sign-in", language))[0] == 200


def test_an_id_that_moved_is_followed() -> None:
    moved = replace(
        CONTENT,
        moved={
            "old-sign-in": "onedrive-sign-in",
            "onedrive-sign-in#wipe": "onedrive-sign-in#reset",
            "old-sign-in#gone": "onedrive-sign-in#reset",
        },
    )
    for dialog, step, expected in (
        ("old-sign-in", None, None),
        ("old-sign-in", "reset", "onedrive-sign-in#reset"),
        ("old-sign-in", "gone", "onedrive-sign-in#reset"),
        ("onedrive-sign-in", "wipe", "onedrive-sign-in#reset"),
    ):
        found = find(moved, dialog, step)
        assert found is not None
        assert found[0].id == "onedrive-sign-in"
        assert (found[1].key if found[1] else None) == expected


def test_a_borrowed_step_is_found_in_the_dialog_that_borrows_it() -> None:
    borrowed = [
        (dialog.id, item.step)
        for dialog in CONTENT.dialogs.values()
        for item in dialog.items
        if item.step.dialog != dialog.id
    ]
    for dialog, step in borrowed:
        found = find(CONTENT, dialog, step.id)
        assert found is not None
        assert (found[0].id, found[1]) == (dialog, step)
    assert borrowed
