"""The app that an admin uploads is one that Teams takes."""

import io
import json
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from bot.channel.activity import QUERY
from bot.channel.icons import COLOUR, color_icon, outline_icon
from bot.channel.package import LANGUAGES, AppFacts, CannotPackage, app_facts, app_package, app_texts, manifest
from bot.understanding import understand
from bot.understanding.model import CHECK
from bot.wording import load_wordings
from tests.channel.directory import APP_ID
from tests.e2e.house import House, shipped_shelf

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas/teams-manifest-1.25.schema.json").read_text("utf-8"))
Pixel = tuple[int, ...]


def facts(**changes: Any) -> AppFacts:
    given: dict[str, Any] = {"app_id": APP_ID, "public_url": "https://help.contoso.com", "version": "1.2.3"}
    return app_facts(**given | {"developer": "Contoso IT"} | changes)


def faults(made: dict[str, Any]) -> list[str]:
    checker = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(made)]


def opened(package: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package))


def pixels(picture: bytes) -> list[list[Pixel]]:
    """The rows of a PNG that uses no filter; its checksums are right."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        name, held = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", picture[at + 8 + length : at + 12 + length])
        assert checksum == zlib.crc32(name + held)
        chunks[name] = held
        at += 12 + length
    assert at == len(picture)
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    size = {2: 3, 6: 4}[kind]
    lines = zlib.decompress(chunks[b"IDAT"])
    assert (depth, len(lines)) == (8, height * (1 + width * size))
    rows = [lines[y * (1 + width * size) :][: 1 + width * size] for y in range(height)]
    assert {row[0] for row in rows} == {0}
    return [[tuple(row[1 + x * size :][:size]) for x in range(width)] for row in rows]


def test_the_manifest_is_valid_against_its_schema() -> None:
    assert faults(manifest(facts())) == []
    assert faults(manifest(facts(website="https://contoso.com/a", privacy="https://contoso.com/b"))) == []


def test_the_schema_finds_what_is_wrong() -> None:
    assert faults(manifest(facts()) | {"id": "x", "accentColor": "blue"}) != []


def test_the_zip_holds_the_manifest_and_its_pictures_at_its_root_and_nothing_unnamed() -> None:
    with opened(app_package(facts())) as zipped:
        assert zipped.testzip() is None
        made = json.loads(zipped.read("manifest.json"))
        languages = [each["file"] for each in made["localizationInfo"]["additionalLanguages"]]
        assert set(zipped.namelist()) == {"manifest.json", *made["icons"].values(), *languages}
        assert made == manifest(facts())


def test_the_same_settings_make_the_same_file() -> None:
    assert app_package(facts()) == app_package(facts())


def test_the_bot_is_the_registered_one_in_every_scope_and_its_domain_is_ours() -> None:
    made = manifest(facts(app_id=APP_ID.replace("0", "A"), public_url="https://help.contoso.com:8443/unstuck"))
    (bot,) = made["bots"]
    assert made["id"] == bot["botId"] == APP_ID.replace("0", "a")
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert made["validDomains"] == ["help.contoso.com"]
    assert made["developer"]["privacyUrl"] == "https://help.contoso.com:8443/unstuck/about"


def test_each_scope_has_one_list_of_few_commands() -> None:
    (bot,) = manifest(facts())["bots"]
    scopes = [scope for commands in bot["commandLists"] for scope in commands["scopes"]]
    assert sorted(scopes) == sorted(bot["scopes"])
    assert all(0 < len(commands["commands"]) <= 10 for commands in bot["commandLists"])


def test_the_compose_box_searches_and_our_links_become_cards() -> None:
    made = manifest(facts(public_url="https://help.contoso.com:8443/unstuck"))
    (extension,) = made["composeExtensions"]
    command, send = extension["commands"]
    assert (send["id"], send["type"], send["fetchTask"], send["context"]) == (
        "send",
        "action",
        True,
        ["compose", "message"],
    )
    assert extension["botId"] == APP_ID
    assert (command["type"], command["initialRun"]) == ("query", True)
    assert [parameter["name"] for parameter in command["parameters"]] == [QUERY]
    (handler,) = extension["messageHandlers"]
    assert handler == {"type": "link", "value": {"domains": ["help.contoso.com"], "supportsAnonymizedPayloads": True}}
    assert set(handler["value"]["domains"]) <= set(made["validDomains"])


def test_the_app_speaks_the_languages_of_the_bot() -> None:
    assert set(LANGUAGES) == set(load_wordings().languages)
    assert {frozenset(app_texts(language)) for language in LANGUAGES} == {frozenset(app_texts("en"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_is_offered_is_understood(language: str) -> None:
    texts = app_texts(language)
    for name, words in texts.items():
        if name.startswith("bots") and name.endswith(".title"):
            assert understand(words, shipped_shelf().edition().index, CHECK, datetime.now(UTC)).commands, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_as_short_as_teams_wants_them(language: str) -> None:
    texts = app_texts(language)
    limits = {"name.short": 30, "name.full": 100, "description.short": 80, "description.full": 4000}
    limits |= {name: 128 for name in texts if name.startswith("compose") and name.endswith(".description")}
    assert {name: len(texts[name]) for name, limit in limits.items() if len(texts[name]) > limit} == {}
    assert all(len(words) <= 32 for name, words in texts.items() if name.endswith(".title"))


def test_the_colour_icon_is_a_full_square_with_its_sign_in_the_middle() -> None:
    rows = pixels(color_icon())
    assert (len(rows), len(rows[0]), len(rows[0][0])) == (192, 192, 3)
    sign = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if pixel != COLOUR]
    assert all(48 <= x < 144 and 48 <= y < 144 for x, y in sign)
    assert {min(x for x, _ in sign), min(y for _, y in sign)} <= {48, 49}
    assert (255, 255, 255) in {pixel for row in rows for pixel in row}


def test_the_outline_icon_is_white_and_transparent_and_nothing_else() -> None:
    rows = pixels(outline_icon())
    assert (len(rows), len(rows[0])) == (32, 32)
    assert {pixel for row in rows for pixel in row} == {(255, 255, 255, 255), (255, 255, 255, 0)}


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(CannotPackage) as cannot:
        facts(app_id="unstuck", public_url="http://127.0.0.1:3978", developer="x" * 33, terms="ftp://contoso.com")
    told = str(cannot.value)
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "UNSTUCK_APP_ID",
        "UNSTUCK_PUBLIC_URL",
        "--developer",
        "--terms",
    ]


async def test_the_page_that_the_app_names_is_there(bot: House) -> None:
    async with bot.session.get(f"{bot.url}/about") as response:
        assert response.status == 200
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "180 days" in await response.text()
