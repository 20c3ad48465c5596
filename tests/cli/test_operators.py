"""`unstuck package`: a file that can be uploaded, or a word about what is missing."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

APP_ID = "00000000-0000-0000-0000-000000000000"


def packaged(*options: str, **settings: str) -> Result:
    return CliRunner(env=settings).invoke(main, ["package", *options])


def test_the_settings_are_enough_to_make_the_app(tmp_path: Path) -> None:
    app = tmp_path / "app.zip"
    result = packaged("--output", str(app), UNSTUCK_APP_ID=APP_ID, UNSTUCK_PUBLIC_URL="https://help.contoso.com/")
    assert result.exit_code == 0, result.output
    assert str(app) in result.output
    with zipfile.ZipFile(app) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
    assert manifest["bots"][0]["botId"] == APP_ID
    assert manifest["developer"]["websiteUrl"] == "https://help.contoso.com/about"


def test_options_win_over_the_settings(tmp_path: Path) -> None:
    app = tmp_path / "app.zip"
    options = ("--output", str(app), "--public-url", "https://other.example.com", "--developer", "Contoso")
    assert packaged(*options, UNSTUCK_APP_ID=APP_ID, UNSTUCK_PUBLIC_URL="https://help.contoso.com").exit_code == 0
    with zipfile.ZipFile(app) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
    assert (manifest["validDomains"], manifest["developer"]["name"]) == (["other.example.com"], "Contoso")


def test_what_is_missing_is_told_by_its_name_and_nothing_is_written(tmp_path: Path) -> None:
    app = tmp_path / "app.zip"
    result = packaged("--output", str(app))
    assert result.exit_code == 1
    assert "UNSTUCK_APP_ID=" in result.output
    assert "UNSTUCK_PUBLIC_URL=" in result.output
    assert not app.exists()


@pytest.mark.parametrize("name", ["nowhere/app.zip", "."])
def test_a_place_where_nothing_can_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    settings = {"UNSTUCK_APP_ID": APP_ID, "UNSTUCK_PUBLIC_URL": "https://help.contoso.com"}
    result = packaged("--output", str(tmp_path / name), **settings)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
