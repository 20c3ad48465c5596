"""What the compose box gets: over HTTP as Teams asks, and as cards that work where the bot isn't."""

import json
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft7Validator

from bot.channel.activity import Pasted, Searching
from bot.channel.extension import Extension
from bot.channel.finding import Finding
from tests.channel.directory import APP_ID
from tests.channel.wired import wired
from tests.e2e.house import House, house, shipped_shelf

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OURS = "https://help.contoso.com"
RESET = f"{OURS}/go/onedrive-sign-in/reset"
CARD_SCHEMA = json.loads((Path(__file__).parents[1] / "schemas/adaptive-card-1.5.schema.json").read_text("utf-8"))


def extension(public_url: str | None = OURS, app_id: str | None = APP_ID) -> Extension:
    return Extension(Finding(shipped_shelf().edition), app_id, public_url, lambda: NOW)


def cards(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["content"] for each in body["composeExtension"]["attachments"]]


def lines(body: dict[str, Any]) -> list[str]:
    """The line that each card would write."""
    urls = [card["actions"][0]["url"] for card in cards(body)]
    return [url.partition("message=")[2].replace("%20", " ").replace("%23", "#") for url in urls]


@pytest.fixture
async def public(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, public_url=OURS) as running:
        yield running


async def ask(bot: House, name: str, **value: Any) -> dict[str, Any]:
    body = wired(name, serviceUrl=bot.service.url)
    body["value"] |= value
    status, answer = await bot.teams.post(body)
    assert status == 200
    told: dict[str, Any] = answer["composeExtension"]
    return told


async def test_a_search_over_http_gives_cards_with_a_preview(public: House) -> None:
    told = await ask(public, "extension-query")
    (found,) = told["attachments"]
    assert told["attachmentLayout"] == "list"
    assert found["content"]["version"] == "1.3"
    assert found["preview"]["contentType"] == "application/vnd.microsoft.card.thumbnail"
    assert found["content"]["actions"] == [
        {"type": "Action.OpenUrl", "title": "Open in Unstuck", "url": f"{OURS}/go/onedrive-sign-in"}
    ]


async def test_a_search_without_a_result_is_a_kind_line(public: House) -> None:
    told = await ask(public, "extension-query", parameters=[{"name": "q", "value": "how to bake bread"}])
    assert told["type"] == "message"
    assert told["text"].startswith("I found nothing for that.")


@pytest.mark.parametrize("name", ["extension-query-link", "extension-anonymous-query-link"])
async def test_a_pasted_link_of_ours_becomes_a_card_also_where_nobody_is_named(public: House, name: str) -> None:
    told = await ask(public, name)
    (found,) = told["attachments"]
    assert found["preview"]["content"] == {"title": "Reset OneDrive", "text": "Unstuck, about 5 minutes"}
    assert told["suggestedActions"]["actions"][0]["type"] == "setCachePolicy"


@pytest.mark.parametrize("name", ["extension-query-link", "extension-anonymous-query-link"])
async def test_a_link_of_somebody_else_becomes_nothing(public: House, name: str) -> None:
    assert (await ask(public, name, url="https://help.contoso.com.example.com/go/onedrive-sign-in"))[
        "attachments"
    ] == []


ODD: list[Any] = [None, [], "x", {"parameters": "x"}, {"parameters": [1, {"name": 2}], "queryOptions": [3]}]


@pytest.mark.parametrize("value", ODD)
async def test_odd_values_are_answered_as_an_empty_search(public: House, value: Any) -> None:
    status, answer = await public.teams.post(wired("extension-query", serviceUrl=public.service.url, value=value))
    assert (status, answer["composeExtension"]["type"]) == (200, "result")


def test_the_card_of_a_step_is_as_small_as_a_card_for_strangers_must_be() -> None:
    (card,) = cards(extension().unfurl(Pasted(RESET, "en")))
    assert card == {
        "type": "AdaptiveCard",
        "version": "1.3",
        "lang": "en",
        "body": [
            {"type": "TextBlock", "text": "Unstuck, about 5 minutes", "wrap": True, "isSubtle": True},
            {
                "type": "TextBlock",
                "text": "Reset OneDrive",
                "wrap": True,
                "size": "Large",
                "weight": "Bolder",
                "spacing": "None",
            },
            {"type": "TextBlock", "text": "Part of: Get OneDrive signed in again", "wrap": True},
            {
                "type": "TextBlock",
                "text": "Your own chat with Unstuck opens with a line ready. Nothing starts until you send it.",
                "wrap": True,
            },
        ],
        "actions": [
            {
                "type": "Action.OpenUrl",
                "title": "Open in Unstuck",
                "url": f"https://teams.microsoft.com/l/chat/0/0?users=28%3A{APP_ID}"
                "&message=start%20onedrive-sign-in%23reset",
            }
        ],
    }


def test_every_dialog_and_step_has_a_valid_card_that_only_opens_an_address() -> None:
    content = shipped_shelf().edition().content
    validator = Draft7Validator(CARD_SCHEMA)
    for dialog in content.dialogs.values():
        for step in [None, *(item.step.id for item in dialog.items)]:
            url = "/".join(filter(None, (OURS, "go", dialog.id, step)))
            (card,) = cards(extension().unfurl(Pasted(url, "en")))
            assert list(validator.iter_errors(card)) == []
            assert {action["type"] for action in card["actions"]} == {"Action.OpenUrl"}
            assert {element["type"] for element in card["body"]} == {"TextBlock"}


def test_what_an_author_wrote_is_shown_and_not_read_as_markdown() -> None:
    edition = shipped_shelf().edition()
    dialog = replace(edition.content.dialogs["onedrive-sign-in"], title="[x](https://example.com) *y*")
    odd = replace(edition, content=replace(edition.content, dialogs={dialog.id: dialog}))
    made = Extension(Finding(lambda: odd), APP_ID, OURS, lambda: NOW)
    (card,) = cards(made.unfurl(Pasted(f"{OURS}/go/onedrive-sign-in", "en")))
    assert card["body"][1]["text"] == r"\[x\](https://example.com) \*y\*"


@pytest.mark.parametrize(
    "url",
    [
        f"{OURS}/go/onedrive-sign-in/reset?utm=1#x",
        f"{OURS}:443/go/onedrive-sign-in/reset/",
        "https://HELP.contoso.com/go/onedrive-sign-in/reset",
        f"{OURS}/go/{quote('onedrive-sign-in')}/reset",
    ],
)
def test_an_address_of_ours_is_one_however_it_is_written(url: str) -> None:
    assert lines(extension().unfurl(Pasted(url, "en"))) == ["start onedrive-sign-in#reset"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://help.contoso.com/go/onedrive-sign-in/reset",
        "https://help.contoso.com:8443/go/onedrive-sign-in/reset",
        "https://help.contoso.com@example.com/go/onedrive-sign-in/reset",
        "https://x@help.contoso.com/go/onedrive-sign-in/reset",
        "https://example.com/https://help.contoso.com/go/onedrive-sign-in/reset",
        f"{OURS}/about",
        f"{OURS}/go/",
        f"{OURS}/go/nothing",
        f"{OURS}/go/onedrive-sign-in/reset/more",
        f"{OURS}/go/../go/onedrive-sign-in",
        "https://[broken/go/onedrive-sign-in",
        "https://help.contoso.com:port/go/onedrive-sign-in",
        f"{OURS}/go/" + "x" * 5000,
    ],
)
def test_every_other_address_becomes_nothing(url: str) -> None:
    assert cards(extension().unfurl(Pasted(url, "en"))) == []
    assert cards(extension(public_url=None).unfurl(Pasted(url, "en"))) == []


def test_pages_under_a_path_of_their_own_are_ours_too() -> None:
    behind = extension(public_url=f"{OURS}/unstuck")
    assert len(cards(behind.unfurl(Pasted(f"{OURS}/unstuck/go/onedrive-sign-in", "en")))) == 1
    assert cards(behind.unfurl(Pasted(f"{OURS}/go/onedrive-sign-in", "en"))) == []


def test_a_link_that_moved_unfurls_as_what_it_means_now() -> None:
    old, new = next(iter(shipped_shelf().edition().content.moved.items()))
    url = f"{OURS}/go/{old.replace('#', '/')}"
    assert lines(extension().unfurl(Pasted(url, "en"))) == [f"start {new}"]


def test_results_come_in_pages_and_none_twice() -> None:
    made = extension()
    everything = lines(made.search(Searching("onedrive", "en", 0, 25)))
    assert len(everything) > 6
    pages = [lines(made.search(Searching("onedrive", "en", skip, 3))) for skip in range(0, len(everything) + 3, 3)]
    assert [line for page in pages for line in page] == everything
    assert pages[-1] == []
    assert len(set(everything)) == len(everything)


def test_without_teams_and_without_an_address_the_card_says_what_to_write() -> None:
    (card,) = cards(extension(public_url=None, app_id=None).search(Searching("8004def7", "en")))
    assert "actions" not in card
    assert card["body"][-1]["text"] == "Or write this to Unstuck: **start onedrive-sign-in**"


def test_a_search_takes_a_small_part_of_the_time_that_teams_gives() -> None:
    made = extension()
    made.search(Searching("", "en"))
    took = []
    for text in ("8004def7", "reset", "onedrive", "credental manager", "x" * 100_000, "sign in " * 5_000, ""):
        start = time.perf_counter()
        made.search(Searching(text, "en"))
        took.append(time.perf_counter() - start)
    assert statistics.median(took) < 0.3
