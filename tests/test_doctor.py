import contextlib
import os
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor import Finding, examine
from bot.server import CannotStart, listening, parts
from bot.settings import BadSettings, load_settings
from bot.store import open_store
from bot.store.migrate import migrate, migrations
from tests.channel.directory import APP_ID, Directory, directory
from tests.databases import execute
from tests.e2e.house import shipped_shelf
from tests.store.test_contract import NOTE, turn


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("UNSTUCK_"):
            monkeypatch.delenv(name)


@pytest.fixture
async def login() -> AsyncIterator[Directory]:
    async with directory() as service:
        yield service


async def found(folder: Path, **options: Any) -> dict[str, Finding]:
    given = {"database": f"sqlite:///{folder}/x.sqlite3", "port": 0} | options
    return {finding.about: finding async for finding in examine(given)}


def problems(findings: dict[str, Finding]) -> list[str]:
    return [about for about, finding in findings.items() if finding.level == "problem"]


async def test_a_fresh_installation_has_no_problem_and_is_told_what_is_not_set(tmp_path: Path) -> None:
    findings = await found(tmp_path)
    assert problems(findings) == []
    assert findings["UNSTUCK_APP_ID"].level == "advice"
    assert findings["UNSTUCK_HANDOFF_WEBHOOK"].level == "advice"


async def test_every_setting_that_cannot_work_is_told(tmp_path: Path) -> None:
    findings = await found(tmp_path, port="many", cloud="sky")
    assert problems(findings) == ["UNSTUCK_PORT", "UNSTUCK_CLOUD"]


async def test_a_misspelt_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PROT", "80")
    assert (await found(tmp_path))["UNSTUCK_PROT"].level == "advice"


async def test_faulty_content_and_a_file_that_is_no_database_are_told_together(tmp_path: Path) -> None:
    content = tmp_path / "content" / "dialogs" / "own"
    content.mkdir(parents=True)
    (content / "a.yaml").write_text("id: [\n", encoding="utf-8")
    (tmp_path / "notes").write_text("shopping list\n" * 500, encoding="utf-8")
    findings = await found(tmp_path, content=(tmp_path / "content",), database=str(tmp_path / "notes"))
    assert problems(findings) == ["content", "UNSTUCK_DATABASE"]


async def refused_by_a_start(**options: Any) -> str:
    """What `unstuck run` says with the same settings; empty: it starts."""
    try:
        settings = load_settings(options)
        async with parts(settings, shipped_shelf()) as made, listening(made.app, settings):
            return ""
    except (CannotStart, BadSettings) as cannot:
        return str(cannot)


def damaged(folder: Path) -> dict[str, Any]:
    (folder / "x.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)
    return {}


def junk_version(folder: Path) -> dict[str, Any]:
    open_store(f"sqlite:///{folder}/x.sqlite3").close()
    execute(f"sqlite:///{folder}/x.sqlite3", "UPDATE meta SET value = 'junk' WHERE key = 'schema'")
    return {}


def of_before(folder: Path) -> dict[str, Any]:
    with contextlib.closing(sqlite3.connect(folder / "x.sqlite3")) as db, db:
        migrate(db, "t", {1: migrations()[1]})
    return {}


def nowhere_to_make_it(folder: Path) -> dict[str, Any]:
    (folder / "file").write_text("", encoding="utf-8")
    return {"database": f"sqlite:///{folder}/file/x.sqlite3"}


def written(folder: Path, routes: str) -> Path:
    file = folder / "routes.yaml"
    file.write_text(routes + "\n", encoding="utf-8")
    return file


CASES: dict[str, tuple[bool, Callable[[Path], dict[str, Any]]]] = {
    "nothing is there yet": (True, lambda folder: {}),
    "a file of cases that isn't there yet": (True, lambda folder: {"handoff_file": folder / "cases.jsonl"}),
    "a database of an older version": (True, of_before),
    "a damaged database": (False, damaged),
    "tables of no version": (False, junk_version),
    "no place for a database": (False, nowhere_to_make_it),
    "no folder for the file of cases": (False, lambda folder: {"handoff_file": folder / "nowhere" / "cases.jsonl"}),
    "a folder as the file of cases": (False, lambda folder: {"handoff_file": folder}),
    "a webhook that isn't encrypted": (False, lambda folder: {"handoff_webhook": "http://tickets.contoso.com/u"}),
    "a webhook on this computer": (True, lambda folder: {"handoff_webhook": "http://127.0.0.1:9/u"}),
    "a secret that is no base64": (
        False,
        lambda folder: {"handoff_webhook": "https://tickets.contoso.com/u", "handoff_secret": "whsec_not base64"},
    ),
    "routes that lead nowhere": (False, lambda folder: {"handoff_routes": written(folder, "otherwise: [fax]")}),
    "routes that lead to a file": (
        True,
        lambda folder: {
            "handoff_routes": written(folder, "otherwise: [file]"),
            "handoff_file": folder / "cases.jsonl",
        },
    ),
    "hours that can't be read": (False, lambda folder: {"helpdesk_hours": "always"}),
    "holidays that can't be read": (
        False,
        lambda folder: {"helpdesk_hours": "Mon 08:00-12:00 UTC", "helpdesk_holidays": "Christmas"},
    ),
    "holidays without hours": (False, lambda folder: {"helpdesk_holidays": "2026-12-25"}),
    "an address of another computer": (
        False,
        lambda folder: {"host": "192.0.2.1", "app_id": "00000000-0000-0000-0000-000000000001", "app_secret": "s"},
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_what_a_start_refuses_is_a_problem_and_what_it_takes_is_none_and_no_file_is_left(
    tmp_path: Path, case: str
) -> None:
    starts, prepare = CASES[case]
    options = {"database": f"sqlite:///{tmp_path}/x.sqlite3", "port": 0} | prepare(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    about = [finding.about async for finding in examine(options) if finding.level == "problem"]
    assert sorted(tmp_path.rglob("*")) == before
    assert (about == []) is starts or "host" in options, about
    refusal = await refused_by_a_start(**options)
    assert (refusal == "") is starts
    assert "\n" not in refusal


async def test_a_bot_that_listens_already_is_fine_and_another_program_there_is_a_problem(tmp_path: Path) -> None:
    options = {"database": f"sqlite:///{tmp_path}/x.sqlite3", "port": 0}
    settings = load_settings(options)
    async with parts(settings, shipped_shelf()) as made, listening(made.app, settings) as port:
        findings = {finding.about: finding async for finding in examine(options | {"port": port})}
        assert findings[f"127.0.0.1:{port}"].level == "fine"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        other.close()
        async with TestServer(web.Application(), port=port):
            findings = {finding.about: finding async for finding in examine(options | {"port": port})}
            assert findings[f"127.0.0.1:{port}"].level == "problem"
            assert "--port" in findings[f"127.0.0.1:{port}"].says


async def test_cases_that_wait_too_long_are_told(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/x.sqlite3")
    await store.commit(turn("a:1", case="open", note=NOTE))
    store.close()
    assert "1 wait to be delivered" in (await found(tmp_path))["cases"].says


async def test_a_channel_that_nothing_came_from_yet_is_told_until_something_does(tmp_path: Path) -> None:
    desk = "19:desk@thread.tacv2"
    store = open_store(f"sqlite:///{tmp_path}/x.sqlite3")
    findings = await found(tmp_path, helpdesk_channel=desk)
    assert "Add the app to its team" in findings["UNSTUCK_HELPDESK_CHANNEL"].says
    assert "UNSTUCK_HANDOFF_WEBHOOK" not in findings
    await store.remember_channel(desk, f"msteams|contoso|{desk}")
    store.close()
    assert "UNSTUCK_HELPDESK_CHANNEL" not in await found(tmp_path, helpdesk_channel=desk)


def teams_options(login: Directory) -> dict[str, Any]:
    return {
        "app_id": APP_ID,
        "app_secret": "s",
        "app_tenant": "contoso",
        "openid_metadata": login.metadata_url,
        "login_url": login.url,
    }


async def test_a_complete_installation_can_fetch_keys_and_a_token(tmp_path: Path, login: Directory) -> None:
    findings = await found(tmp_path, **teams_options(login))
    assert problems(findings) == []
    assert findings["keys of callers"].level == findings["own token"].level == "fine"


async def test_a_login_service_out_of_reach_is_a_problem(tmp_path: Path, login: Directory) -> None:
    login.down = True
    assert problems(await found(tmp_path, **teams_options(login))) == ["keys of callers", "own token"]


async def test_in_china_the_hosts_must_be_named(tmp_path: Path, login: Directory) -> None:
    findings = await found(tmp_path, **teams_options(login), cloud="china")
    assert problems(findings) == ["UNSTUCK_SERVICE_HOSTS"]
