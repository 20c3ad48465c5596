import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import Finding, examine
from tests.channel.directory import APP_ID, Directory, directory


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
