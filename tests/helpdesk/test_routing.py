"""The operator's file says which case goes where; a fault in it is told with its place."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.helpdesk.cases import CaseDesk
from bot.helpdesk.destinations import JsonLines, Webhook
from bot.helpdesk.mail import Mail
from bot.helpdesk.routing import CannotRoute, Plan, ToFile, ToMail, ToWebhook, read_plan, unmet
from bot.settings import load_settings
from tests.e2e.house import shipped_shelf
from tests.helpdesk.test_destinations import CASE, NOTE, OneCase

WEBHOOK = "https://tickets.contoso.com/unstuck"
SETTINGS: dict[str, Any] = {
    "handoff_webhook": WEBHOOK,
    "handoff_mail_to": "helpdesk@contoso.com, night@contoso.com",
    "handoff_mail_from": "unstuck@contoso.com",
    "smtp_url": "smtp://u:p@mail.contoso.com",
}
FILE = """\
destinations:
  network: {mail: [network@contoso.com]}
  tickets: {webhook: https://other.contoso.com/cases, secret-file: SECRET}
  archive: {file: /var/lib/unstuck/archive.jsonl}
routes:
  - {dialog: onedrive-network, to: [network]}
  - {product: onedrive, problem: [onedrive-0x8004def7, password-change], to: [tickets, mail]}
  - {product: Teams, to: archive}
otherwise: [webhook]
"""


def plan(folder: Path, text: str = FILE, **changes: Any) -> Plan:
    secret = folder / "secret"
    secret.write_text("whsec_bm9ib2R5IGtub3dz\n", "utf-8")
    file = folder / "routes.yaml"
    file.write_text(text.replace("SECRET", str(secret)), "utf-8")
    return read_plan(load_settings(SETTINGS | {"handoff_routes": file} | changes))


def faults(folder: Path, text: str, **changes: Any) -> list[str]:
    with pytest.raises(CannotRoute) as cannot:
        plan(folder, text, **changes)
    return [fault.replace(f"{folder}/", "") for fault in cannot.value.faults]


def test_a_route_for_what_the_content_does_not_have_is_told_with_its_place_and_what_is_meant(tmp_path: Path) -> None:
    content = replace(shipped_shelf().edition().content, moved={"onedrive-login": "onedrive-sign-in"})
    text = """routes:
  - {dialog: onedrive-sign-inn, to: [webhook]}
  - {product: [OneDrive, Fax], problem: ONEDRIVE-0X8004DEF7, to: [webhook]}
  - {dialog: onedrive-login, to: [webhook]}
otherwise: [webhook]
"""
    slip, fax, moved = (line.replace(f"{tmp_path}/", "") for line in unmet(plan(tmp_path, text), content))
    assert slip == (
        "routes.yaml:2:5: the content has no dialog 'onedrive-sign-inn', so no case fits it. Is it 'onedrive-sign-in'?"
    )
    assert fax.startswith("routes.yaml:3:5: the content has no product 'fax', so no case fits it. There is ")
    assert moved.endswith("Is it 'onedrive-sign-in'?")


def test_the_first_route_that_fits_decides(tmp_path: Path) -> None:
    made = plan(tmp_path)
    note = replace(NOTE, product="OneDrive", dialog="onedrive-sign-in", problem="onedrive-0x8004def7")
    assert made.route(note) == ("tickets", "mail")
    assert made.route(replace(note, dialog="onedrive-network")) == ("network",)
    assert made.route(replace(note, problem="something-else")) == ("webhook",)
    assert made.route(replace(note, product="teams")) == ("archive",)
    assert made.route(replace(note, product="", dialog=None, problem=None)) == ("webhook",)


def test_the_destinations_are_those_of_the_settings_and_of_the_file(tmp_path: Path) -> None:
    made = plan(tmp_path)
    assert made.destinations == {
        "webhook": ToWebhook(WEBHOOK, ""),
        "mail": ToMail(("helpdesk@contoso.com", "night@contoso.com")),
        "network": ToMail(("network@contoso.com",)),
        "tickets": ToWebhook("https://other.contoso.com/cases", "whsec_bm9ib2R5IGtub3dz"),
        "archive": ToFile(Path("/var/lib/unstuck/archive.jsonl")),
    }
    assert "bm9ib2R5" not in repr(made), "a secret isn't shown"


async def test_each_destination_is_made_as_what_it_is(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        made = plan(tmp_path).make(session)
    kinds = {name: type(each) for name, each in made.items()}
    assert kinds == {"webhook": Webhook, "mail": Mail, "network": Mail, "tickets": Webhook, "archive": JsonLines}


async def test_without_a_file_a_case_goes_everywhere() -> None:
    made = read_plan(load_settings(SETTINGS))
    assert made.route(NOTE) is None
    async with aiohttp.ClientSession() as session:
        desk = CaseDesk(OneCase(), made.make(session), route=made.route)
    assert list(await desk.route(CASE.number)) == ["webhook", "mail"]


def test_nothing_set_is_nothing_wrong() -> None:
    assert read_plan(load_settings({})) == Plan({})


def test_the_channel_can_be_named_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "routes.yaml").write_text("otherwise: [channel]\n", "utf-8")
    settings = {"handoff_routes": tmp_path / "routes.yaml"}
    with_channel = load_settings({**settings, "helpdesk_channel": "19:desk@thread.tacv2"})
    assert read_plan(with_channel).route(NOTE) == ("channel",)
    with pytest.raises(CannotRoute, match="there is no destination 'channel'"):
        read_plan(load_settings(settings))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("otherwise: [fax]\n", "routes.yaml:1:13: there is no destination 'fax'; there is mail, webhook."),
        ("routes: []\n", "routes.yaml:1:1: write where all other cases go, such as otherwise: [webhook]."),
        ("otherwise: []\n", "routes.yaml:1:12: write at least one destination."),
        (
            "otherwise: mail\nroute: []\n",
            "routes.yaml:2:1: 'route' isn't a field here; there is destinations, routes, otherwise.",
        ),
        (
            "routes:\n  - {to: [mail]}\notherwise: [mail]\n",
            "routes.yaml:2:5: a route says what it is for: product, dialog or problem.",
        ),
        ("routes:\n  - {product: x}\notherwise: [mail]\n", "routes.yaml:2:5: a route says where it leads: to."),
        (
            "destinations:\n  a: {mail: [nobody]}\notherwise: [mail]\n",
            "routes.yaml:2:14: 'nobody' isn't a mail address.",
        ),
        (
            "destinations:\n  a: {webhook: http://tickets.contoso.com}\notherwise: [mail]\n",
            "routes.yaml:2:16: a webhook is an address that starts with https://, or one of this computer.",
        ),
        (
            "destinations:\n  a: {webhook: https://contoso.com, secret-file: /nowhere/at/all}\notherwise: [mail]\n",
            "routes.yaml:2:50: /nowhere/at/all can't be read: No such file or directory.",
        ),
        ("destinations:\n  a: {fax: x}\notherwise: [mail]\n", "routes.yaml:2:6: write one of mail, webhook and file."),
        (
            "destinations:\n  mail: {file: x}\notherwise: [mail]\n",
            "routes.yaml:2:9: 'mail' can't be a name: letters, digits and dashes, but not "
            "webhook, file, mail, channel.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    assert told in faults(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "routes:\n  - {to: [fax]}\nx: y\n", helpdesk_hours="always")) == 5


def test_a_mail_in_the_file_needs_a_server(tmp_path: Path) -> None:
    text = "destinations:\n  a: {mail: [a@contoso.com]}\notherwise: [webhook]\n"
    told = faults(tmp_path, text, handoff_mail_to="", handoff_mail_from=None, smtp_url=None)
    assert told == ["routes.yaml:2:6: mails need UNSTUCK_SMTP_URL and UNSTUCK_HANDOFF_MAIL_FROM."]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a: [", b"&x y", b""])
def test_what_isnt_a_list_of_routes_is_told_and_nothing_breaks(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "routes.yaml"
    file.write_bytes(raw)
    with pytest.raises(CannotRoute):
        read_plan(load_settings({"handoff_routes": file}))


def test_the_example_of_the_documents_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operators.md").read_text("utf-8")
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "otherwise" in block)
    hours = re.findall(r'UNSTUCK_HELPDESK_HOURS="([^"]+)"', page)[0]
    made = plan(tmp_path, example.replace("/run/secrets/tickets", "SECRET"), helpdesk_hours=hours)
    assert made.route(replace(NOTE, dialog="onedrive-network")) == ("network",)
    assert len(made.hours) == 2
