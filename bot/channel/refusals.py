"""What somebody is told whose request was refused: what was wrong, and what to send. One sentence for each reason.

A caller with a bad token isn't told which part of it is bad; the log says it.
"""

from collections.abc import Mapping
from typing import Any, Final

_NOT_CHECKED: Final = (
    "The caller couldn't be checked. Send one header `Authorization: Bearer <token>` with a token that the Bot "
    "Framework made for this bot; the bot's log says what was wrong with this one."
)
_SAYS: Final[Mapping[str, str]] = {
    "content-type": "The body isn't declared as JSON. Send `Content-Type: application/json`, in UTF-8.",
    "content-encoding": "The body is compressed. Send it as it is, without `Content-Encoding`.",
    "too-large": "The body is too large. Send at most 256 KB.",
    "too-many": "This person sends too fast. Send it again after as many seconds as `Retry-After` says.",
    "body-never-ends": "The body didn't arrive within five seconds. Send all of it at once.",
    "body-broken": "The body ended before its declared length. Send it again.",
    "not-json": "The body isn't JSON. Send one JSON object, in UTF-8.",
    "not-an-activity": "This isn't an activity of the Bot Framework: a field is missing or not of its kind.",
    "not-this-computer": "Without an app id only this computer is answered. Call it as http://127.0.0.1 or localhost.",
    "service-host": "This bot may not answer at the activity's `serviceUrl`. An operator can list its host in "
    "UNSTUCK_SERVICE_HOSTS.",
    "tenant": "People of this tenant may not use this bot. An operator can list it in UNSTUCK_TENANTS.",
}


def refusal(reason: str, field: str = "") -> dict[str, Any]:
    """The body of the answer. `field`: of the activity, where it is about one."""
    told = {"code": reason if reason in _SAYS else "caller", "message": _SAYS.get(reason, _NOT_CHECKED)}
    if field:
        told |= {"message": f"{told['message']} Look at `{field}`.", "field": field}
    return {"error": told}
