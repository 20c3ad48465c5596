import re
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

import pytest
from yarl import URL

from bot.channel.finding import find
from bot.channel.pages import browser_language
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
    assert "<p>Write this to me in Teams: <code>start onedrive-sign-in</code></p>" in html
    assert re.search(r"At most \d+ small steps, about \d+ min", html)
    assert "teams.microsoft.com" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/go",
        "/go/",
        "/go/nothing",
        "/go/nothing/at/all",
        "/go/nothing//",
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
    for language in ("zz", "", "*", "zz-AT,zz;q=0.9", "<b>", "x" * 4000):
        status, html = await page(bot, "/go/onedrive-sign-in", language)
        assert status == 200
        assert '<html lang="en" dir="ltr">' in html


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9", "de"),
        ("ja, pl;q=0.7, de;q=0.8, en;q=0.5", "de"),
        ("en, de", "en"),
        ("de;q=0, en", "en"),
        ("de;q=much, en;q=0.1", "en"),
        ("ja,zz", "en"),
        (", ".join(["zz"] * 30 + ["de"]), "en"),
        ("", "en"),
    ],
)
def test_the_first_language_of_the_browser_that_is_spoken_is_taken(header: str, language: str) -> None:
    edition = shipped_shelf().edition()
    both = replace(edition, content=replace(CONTENT, translations={"de": CONTENT}))
    alone = replace(edition, content=replace(CONTENT, translations={}))
    assert browser_language(header, both) == language
    assert browser_language(header, alone) == "en"


async def test_the_page_says_who_a_step_is_for_and_what_can_hurt_and_shows_no_instructions(bot: House) -> None:
    step = CONTENT.steps["onedrive-sign-in#reset"]
    _, html = await page(bot, "/go/onedrive-sign-in/reset")
    assert "Who this step is for" in html
    assert 'Which device it is: "On a Windows PC"' in unescape(html)
    assert escape("Part of: " + CONTENT.dialogs["onedrive-sign-in"].title) in html
    assert f"About {step.minutes} minutes" in html
    assert all(escape(line.text) not in html for line in step.do)

    risky = next(step for step in CONTENT.steps.values() if step.risk and step.dialog == "onedrive-sign-in")
    _, html = await page(bot, f"/go/{risky.dialog}/{risky.id}")
    assert "<strong>Careful:</strong>" in html
    assert "I ask you about that before I show the step." in html


async def test_each_link_of_the_content_has_a_page_with_nothing_but_our_markup(bot: House) -> None:
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "strong", "code", "ul", "li"}
    for dialog in CONTENT.dialogs.values():
        for item in dialog.items:
            status, html = await page(bot, f"/go/{dialog.id}/{item.step.id}")
            assert status == 200
            assert set(re.findall(r"</?([a-z0-9]+)", html)) <= allowed
            assert "**" not in html
            assert "`" not in html


async def test_a_step_of_it_says_so(bot: House) -> None:
    step = next(step for step in CONTENT.steps.values() if step.kind == "it")
    _, html = await page(bot, f"/go/{step.dialog}/{step.id}")
    assert "This step is for IT." in html


async def test_without_the_app_the_page_says_how_to_add_it(tmp_path: Path) -> None:
    options = {"app_id": APP_ID, "app_secret": "s", "openid_metadata": "http://127.0.0.1:1/"}
    async with house(tmp_path, **options) as bot:
        _, html = await page(bot, "/go/onedrive-sign-in")
    assert "No Unstuck in your Teams?" in html
    assert f'href="https://teams.microsoft.com/l/app/{APP_ID}"' in html


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/go/onedrive-signin", "onedrive-sign-in"),
        ("/go/onedrive-sign-in/resett", "../onedrive-sign-in/reset"),
        ("/go/sign-in/reset", "../onedrive-sign-in/reset"),
        ("/go/onedrive-sign-in/rest", "../onedrive-sign-in/reset"),
        ("/go/onedrive-sign-in/reset/more", "../../onedrive-sign-in/reset"),
        ("/go/onedrive-sign-in/reset/more/and/more", "../../../../onedrive-sign-in/reset"),
    ],
)
async def test_a_link_that_leads_nowhere_lists_what_is_nearest(bot: House, path: str, nearest: str) -> None:
    status, html = await page(bot, path)
    assert status == 404
    first = re.findall(r'<li><a href="([^"]+)">', html)[0]
    assert first == nearest
    assert (await page(bot, str(URL(path).join(URL(first)))))[0] == 200


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
        assert (found[1].step.key if found[1] else None) == expected


def test_a_borrowed_step_is_found_in_the_dialog_that_borrows_it() -> None:
    borrowed = [
        (dialog.id, item.step)
        for dialog in CONTENT.dialogs.values()
        for item in dialog.items
        if item.step.dialog != dialog.id and f"{dialog.id}#{item.step.id}" not in CONTENT.moved
    ]
    for dialog, step in borrowed:
        found = find(CONTENT, dialog, step.id)
        assert found is not None
        assert found[0].id == dialog
        assert found[1] is not None
        assert found[1].step == step
    assert borrowed


@pytest.mark.parametrize(
    "path",
    ["/go/OneDrive-Sign-In", "/go/ONEDRIVE-SIGN-IN/Reset", "/go/onedrive-sign-in/", "/go/onedrive-sign-in/reset/"],
)
async def test_a_link_may_be_written_in_any_letters_and_end_in_a_slash(bot: House, path: str) -> None:
    assert (await page(bot, path))[0] == 200


async def test_the_page_of_a_step_that_hands_over_is_called_after_that(bot: House) -> None:
    _, html = await page(bot, "/go/onedrive-sign-in/phone")
    assert "<h1>A person from the helpdesk goes on</h1>" in html
    assert '"On a phone or tablet" or "In the browser only"' in unescape(html)
    assert escape("Part of: " + CONTENT.dialogs["onedrive-sign-in"].title) in html


async def test_no_page_is_part_of_its_own_title(bot: House) -> None:
    for dialog in CONTENT.dialogs.values():
        for item in dialog.items:
            _, html = await page(bot, f"/go/{dialog.id}/{item.step.id}")
            title = re.findall("<h1>(.*?)</h1>", html)[0]
            assert f"Part of: {title}<" not in html
