"""The image, the compose file and the unit name things that are there, and run as nobody in particular."""

import configparser
import fnmatch
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.lazy import COMMANDS
from bot.server import SHUTDOWN_S
from bot.settings import PREFIX, Settings, load_settings
from tests.deploy.dockerfile import DEPLOY, ROOT, copied, instructions

NAMES = {PREFIX + name.upper() for name in Settings.model_fields}
APP_ID = "00000000-0000-0000-0000-000000000000"


def settings_named_in(text: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text))


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.iterdir() if path.is_file()))
def test_every_setting_that_is_named_is_one(file: str) -> None:
    assert settings_named_in((DEPLOY / file).read_text("utf-8")) - NAMES == set()


# --- the image -------------------------------------------------------------------------------------------------------


def test_everything_that_is_copied_is_there_and_is_sent_to_the_builder() -> None:
    sent = [line[1:].rstrip("/") for line in ignore_lines() if line.startswith("!")]
    assert copied()
    for path in copied():
        assert (ROOT / path).exists(), path
        assert path in sent, path


def ignore_lines() -> list[str]:
    return [
        line for line in (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines() if line[:1] not in "#"
    ]


def test_nothing_else_is_sent_to_the_builder() -> None:
    assert ignore_lines()[0] == "*"
    for secret in ("unstuck.sqlite3", "deploy/unstuck.env", ".git/config", "tests/postgres.py"):
        assert not any(fnmatch.fnmatch(secret, line[1:].rstrip("/") + "*") for line in ignore_lines() if line[0] == "!")


def test_it_runs_as_nobody_from_a_second_stage() -> None:
    stages = [rest for name, rest in instructions() if name == "FROM"]
    assert len(stages) == 2
    last = instructions()[[name for name, _ in instructions()].index("FROM", 1) :]
    assert ("USER", "10001") in last
    after_user = [name for name, _ in last[[name for name, _ in last].index("USER") :]]
    assert "RUN" not in after_user


def test_its_python_is_one_that_the_program_runs_on_and_the_lock_was_made_for() -> None:
    least = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert least == ">=3.11"
    versions = {re.match(r"python:3\.(\d+)-slim", rest) for name, rest in instructions() if name == "FROM"}
    assert {int(found[1]) for found in versions if found} <= {11, 12, 13}
    assert None not in versions


def test_packages_are_installed_from_the_lock_with_their_hashes() -> None:
    installs = [
        part for name, rest in instructions() if name == "RUN" for part in rest.split("&&") if " install " in part
    ]
    pips = [part for part in installs if "/pip " in part]
    assert len(pips) == 2
    assert all("--require-hashes -r requirements.txt" in part or "--no-deps --no-index" in part for part in pips)


def test_its_health_is_asked_where_the_bot_answers() -> None:
    (check,) = (rest for name, rest in instructions() if name == "HEALTHCHECK")
    environment = dict(
        re.findall(r"(UNSTUCK_\w+)=(\S+)", " ".join(rest for name, rest in instructions() if name == "ENV"))
    )
    assert f":{environment['UNSTUCK_PORT']}/readyz" in check
    settings = load_settings(
        {"app_id": APP_ID, "app_secret": "s"}
        | {name.removeprefix(PREFIX).lower(): value for name, value in environment.items()}
    )
    assert settings.host == "0.0.0.0"


def test_it_starts_a_command_that_exists() -> None:
    last = dict(instructions())
    assert last["ENTRYPOINT"] == '["unstuck"]'
    assert yaml.safe_load(last["CMD"])[0] in COMMANDS


# --- compose ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{(\w+):\?[^}]*\}", r"value-of-\1", text))
    return found


def bots(compose: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in compose["services"].items() if name.startswith("bot")}


def test_two_bots_share_one_database(compose: dict[str, Any]) -> None:
    databases = {service["environment"]["UNSTUCK_DATABASE"] for service in bots(compose).values()}
    assert len(bots(compose)) == 2
    (database,) = databases
    postgres = compose["services"]["postgres"]["environment"]
    assert database == (
        f"postgresql://{postgres['POSTGRES_USER']}:{postgres['POSTGRES_PASSWORD']}@postgres/{postgres['POSTGRES_DB']}"
    )


def test_what_is_built_and_read_beside_it_is_there(compose: dict[str, Any]) -> None:
    for service in bots(compose).values():
        context = (DEPLOY / service["build"]["context"]).resolve()
        assert context == ROOT
        assert (context / service["build"]["dockerfile"]).is_file()
        assert (DEPLOY / f"{service['env_file']}.example").is_file()


def test_its_settings_and_those_of_the_example_start_a_bot(compose: dict[str, Any]) -> None:
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / "unstuck.env.example").read_text("utf-8").splitlines()
        if line[0] != "#"
    )
    for service in bots(compose).values():
        given = example | service["environment"]
        settings = load_settings({name.removeprefix(PREFIX).lower(): value for name, value in given.items()})
        assert settings.is_open_to_teams
        assert settings.tenants == (example["UNSTUCK_APP_TENANT"],)


def test_nothing_listens_to_the_world_and_no_bot_can_more_than_it_must(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
    for service in bots(compose).values():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"]
        assert "no-new-privileges:true" in service["security_opt"]
    ports = [port for service in bots(compose).values() for port in service["ports"]]
    assert len(set(ports)) == len(ports)


# --- systemd ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unit() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / "unstuck.service", "utf-8")
    return parser


def test_the_unit_starts_a_command_that_exists_as_nobody(unit: configparser.RawConfigParser) -> None:
    service = unit["Service"]
    program, command = service["ExecStart"].split()
    assert Path(program).name == "unstuck"
    assert command in COMMANDS
    assert (service["DynamicUser"], service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "yes", "strict")
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def test_the_unit_keeps_its_database_where_it_may_write(unit: configparser.RawConfigParser) -> None:
    lines = (DEPLOY / "unstuck.service").read_text("utf-8").splitlines()
    environment = dict(
        line.removeprefix("Environment=").split("=", 1) for line in lines if line.startswith("Environment=")
    )
    assert environment["UNSTUCK_DATABASE"] == f"sqlite:////var/lib/{unit['Service']['StateDirectory']}/unstuck.sqlite3"
    assert load_settings({"host": environment["UNSTUCK_HOST"], "port": environment["UNSTUCK_PORT"]}).port == 3978


def test_a_stop_may_take_as_long_as_the_program_needs(
    unit: configparser.RawConfigParser, compose: dict[str, Any]
) -> None:
    assert int(unit["Service"]["TimeoutStopSec"]) > SHUTDOWN_S
    assert all(int(service["stop_grace_period"].rstrip("s")) > SHUTDOWN_S for service in bots(compose).values())
