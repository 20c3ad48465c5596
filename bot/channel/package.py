"""The Teams app: what an admin uploads, so that people find the bot in Teams. A zip of a manifest and its pictures.

The texts stand in `app/<language>.json`, in the form that Teams reads for every language but the first; the commands
that the compose box offers are words that the bot understands. The compose box also searches dialogs and steps, and a
pasted link of ours becomes a card. The manifest is of version 1.25.
"""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from bot.channel.activity import QUERY, SEND
from bot.channel.icons import COLOUR, color_icon, outline_icon
from bot.channel.pages import ABOUT

SCHEMA: Final = "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
LANGUAGES: Final = ("en", "de")
"""The first one stands in the manifest itself."""
MAX_DEVELOPER: Final = 32
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SCOPES: Final = (("personal",), ("team", "groupChat"))
"""Where each list of commands is offered. Elsewhere than in their own chat people are only shown the way there."""
_SEARCH: Final = "composeExtensions[0].commands[0]"
_SEND: Final = "composeExtensions[0].commands[1]"
_MADE: Final = (1980, 1, 1, 0, 0, 0)
"""The same settings make the same file, to the byte."""


class CannotPackage(Exception):
    """`str()` is a line for each thing that is missing, with what to set."""


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What an organisation says about its app. Addresses start with `https://`."""

    app_id: str
    public_url: str
    version: str
    developer: str
    website: str
    privacy: str
    terms: str


def app_facts(
    app_id: str | None,
    public_url: str | None,
    version: str,
    *,
    developer: str,
    website: str | None = None,
    privacy: str | None = None,
    terms: str | None = None,
) -> AppFacts:
    """The facts, where they are enough. Raises `CannotPackage` with all that is missing."""
    faults = []
    if app_id is None or not _GUID.fullmatch(app_id):
        works = "00000000-0000-0000-0000-000000000000"
        faults.append(f"UNSTUCK_APP_ID: it is the app registration's id, such as UNSTUCK_APP_ID={works}")
    if public_url is None or not _is_https(public_url):
        works = "https://help.contoso.com"
        faults.append(f"UNSTUCK_PUBLIC_URL: people reach the bot's pages there, such as UNSTUCK_PUBLIC_URL={works}")
    if not 0 < len(developer) <= MAX_DEVELOPER:
        faults.append(f"--developer: Teams takes a name of at most {MAX_DEVELOPER} characters.")
    given = {"--website": website, "--privacy": privacy, "--terms": terms}
    faults += [f"{name}: it must start with https://" for name, url in given.items() if url and not _is_https(url)]
    if faults or app_id is None or public_url is None:
        raise CannotPackage("\n".join(faults))
    about = public_url + ABOUT
    return AppFacts(app_id.lower(), public_url, version, developer, website or about, privacy or about, terms or about)


def app_package(facts: AppFacts) -> bytes:
    """The zip that is uploaded."""
    held = {
        "manifest.json": _json(manifest(facts)),
        "color.png": color_icon(),
        "outline.png": outline_icon(),
        **{f"{language}.json": _json(_localized(language)) for language in LANGUAGES[1:]},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in held.items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, content)
    return made.getvalue()


def manifest(facts: AppFacts) -> dict[str, Any]:
    texts = app_texts(LANGUAGES[0])
    domain = urlsplit(facts.public_url).hostname
    return {
        "$schema": SCHEMA,
        "manifestVersion": "1.25",
        "version": facts.version,
        "id": facts.app_id,
        "developer": {
            "name": facts.developer,
            "websiteUrl": facts.website,
            "privacyUrl": facts.privacy,
            "termsOfUseUrl": facts.terms,
        },
        "name": {"short": texts["name.short"], "full": texts["name.full"]},
        "description": {"short": texts["description.short"], "full": texts["description.full"]},
        "localizationInfo": {
            "defaultLanguageTag": LANGUAGES[0],
            "additionalLanguages": [
                {"languageTag": language, "file": f"{language}.json"} for language in LANGUAGES[1:]
            ],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#" + bytes(COLOUR).hex().upper(),
        "bots": [
            {
                "botId": facts.app_id,
                "scopes": [scope for scopes in _SCOPES for scope in scopes],
                "isNotificationOnly": False,
                # It can't read files, so the compose box doesn't offer to send any.
                "supportsFiles": False,
                "commandLists": [
                    {"scopes": list(scopes), "commands": _commands(texts, number)}
                    for number, scopes in enumerate(_SCOPES)
                ],
            }
        ],
        "composeExtensions": [
            {
                "botId": facts.app_id,
                "commands": [
                    {
                        "id": "search",
                        "type": "query",
                        "title": texts[f"{_SEARCH}.title"],
                        "description": texts[f"{_SEARCH}.description"],
                        "initialRun": True,
                        "context": ["compose", "commandBox"],
                        "parameters": [
                            {
                                "name": QUERY,
                                "inputType": "text",
                                "title": texts[f"{_SEARCH}.parameters[0].title"],
                                "description": texts[f"{_SEARCH}.parameters[0].description"],
                            }
                        ],
                    },
                    {
                        # Everybody sees it; who may send is looked up when it is opened, and once more when it sends.
                        "id": SEND,
                        "type": "action",
                        "title": texts[f"{_SEND}.title"],
                        "description": texts[f"{_SEND}.description"],
                        "context": ["compose", "message"],
                        "fetchTask": True,
                    },
                ],
                "messageHandlers": [
                    {"type": "link", "value": {"domains": [domain], "supportsAnonymizedPayloads": True}},
                ],
            }
        ],
        "defaultInstallScope": "personal",
        "validDomains": [domain],
    }


def app_texts(language: str) -> dict[str, str]:
    """The texts of a language, by their place in the manifest."""
    texts: dict[str, str] = json.loads((files("bot.channel") / "app" / f"{language}.json").read_text("utf-8"))
    return texts


def _commands(texts: dict[str, str], number: int) -> list[dict[str, str]]:
    start = f"bots[0].commandLists[{number}].commands"
    count = sum(key.startswith(start) and key.endswith(".title") for key in texts)
    return [{name: texts[f"{start}[{index}].{name}"] for name in ("title", "description")} for index in range(count)]


def _localized(language: str) -> dict[str, str]:
    return {"$schema": SCHEMA.replace("schema.json", "Localization.schema.json"), **app_texts(language)}


def _is_https(url: str) -> bool:
    return url.startswith("https://") and bool(urlsplit(url).hostname)


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
