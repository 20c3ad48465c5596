"""A case as a mail: plain text and HTML from one note, over SMTP.

- What a person typed is text, whatever it holds: nothing of it becomes markup or a header. A header is one line.
- A mail has the same `Message-ID` however often it is sent, and those of a case refer to its first one, so that a mail
  program shows them as one thread.
- Without encryption it goes to this computer only.
- Surely not sent is all that goes wrong before the server was given the last line; in doubt is only silence after it.
  One address that is refused for good doesn't keep the case from the others; one that isn't taken just now does, so
  that nobody gets it twice.
"""

import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.cards.html import marked
from bot.cards.runs import bare, shown_name
from bot.delivery import Busy, Doubtful, NotSent, Refused, SendFailed
from bot.helpdesk.cases import CaseMessage
from bot.log import log
from bot.settings import is_loopback
from bot.turn import now_utc

TIMEOUT_S: Final = 15.0
SUBJECT: Final = 120
"""Characters of a subject. Longer ones are cut: mail programs show less."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`tls`: `at-once` from the first byte, `started` by STARTTLS, or `none`."""

    host: str
    port: int
    tls: Literal["at-once", "started", "none"]
    user: str = ""
    password: str = field(default="", repr=False)


def smtp_server(url: str) -> SmtpServer:
    """The server of an address that was checked. User and password stand in it percent-encoded.

    >>> smtp_server("smtp://me:p%40ss@mail.contoso.com")
    SmtpServer(host='mail.contoso.com', port=587, tls='started', user='me')
    >>> smtp_server("smtps://mail.contoso.com").port
    465
    >>> smtp_server("smtp://127.0.0.1:25").tls
    'none'
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    tls: Literal["at-once", "started", "none"] = "none" if is_loopback(host) else "started"
    if parts.scheme == "smtps":
        tls = "at-once"
    port = parts.port or (465 if tls == "at-once" else 587)
    return SmtpServer(host, port, tls, unquote(parts.username or ""), unquote(parts.password or ""))


class Mail:
    """Mails a case. `tls`: which certificates are believed, those of this computer where nothing else is said."""

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        to: Sequence[str],
        *,
        clock: Callable[[], datetime] = now_utc,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._to = tuple(to)
        self._clock = clock
        self._tls = tls or ssl.create_default_context()

    async def send(self, message: CaseMessage) -> None:
        made = mail(message, self._sender, self._to, self._clock()).as_bytes(policy=SMTP)
        server = self._server
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "at-once",
            start_tls=False,
            tls_context=self._tls,
            timeout=TIMEOUT_S,
        )
        try:
            await self._begin(smtp)
            await self._address(smtp)
        except aiosmtplib.SMTPResponseException as answer:
            smtp.close()
            raise _failure(answer.code) from answer
        except (OSError, ValueError, aiosmtplib.SMTPException) as error:
            smtp.close()
            raise NotSent(type(error).__name__) from error
        except SendFailed:
            smtp.close()
            raise
        await _submit(smtp, made)

    async def _begin(self, smtp: aiosmtplib.SMTP) -> None:
        """Connect, encrypt and sign in."""
        await smtp.connect()
        if self._server.tls == "started":
            await smtp.starttls(tls_context=self._tls)
        if self._server.user:
            await smtp.login(self._server.user, self._server.password)

    async def _address(self, smtp: aiosmtplib.SMTP) -> None:
        """Say from whom it is and to whom it goes."""
        await smtp.mail(self._sender)
        refused: list[int] = []
        for to in self._to:
            try:
                await smtp.rcpt(to)
            except aiosmtplib.SMTPRecipientRefused as answer:
                if answer.code < 500:
                    raise
                refused.append(answer.code)
        if len(refused) == len(self._to):
            raise _failure(refused[0])
        for code in refused:
            log.error("mail.refused", status=code, hint="One of the addresses that cases go to is wrong.")


async def _submit(smtp: aiosmtplib.SMTP, made: bytes) -> None:
    try:
        await smtp.data(made)
    except aiosmtplib.SMTPResponseException as answer:
        raise _failure(answer.code) from answer
    except (OSError, aiosmtplib.SMTPException) as error:
        raise Doubtful("no answer") from error
    finally:
        smtp.close()


def _failure(code: int) -> SendFailed:
    """What a server's answer means. Its words stay out of the log: they may name an address."""
    return Refused(f"status {code}") if code >= 500 else Busy(f"status {code}")


# --- the mail itself -------------------------------------------------------------------------------------------------


def mail(message: CaseMessage, sender: str, to: Sequence[str], at: datetime) -> EmailMessage:
    """The mail of a case's message, with a plain and an HTML part."""
    data = message.data
    opened = message.type == "case.opened"
    made = EmailMessage()
    made["Subject"] = _subject(data, again=not opened)
    made["From"] = f"Unstuck <{sender}>"
    made["To"] = ", ".join(to)
    made["Date"] = format_datetime(at)
    domain = sender.rpartition("@")[2]
    first = _id(f"case-{data['number']}.opened", data, domain)
    made["Message-ID"] = first if opened else _id(message.id, data, domain)
    if not opened:
        made["In-Reply-To"] = first
        made["References"] = first
    # So that no out-of-office answer comes back.
    made["Auto-Submitted"] = "auto-generated"
    parts = tuple(_parts(message))
    made.set_content(_plain(parts))
    made.add_alternative(_html(parts), subtype="html")
    return made


def _id(name: str, data: dict[str, Any], domain: str) -> str:
    """The time of the case keeps apart two installations that both count from 1001."""
    return f"<{name}.{int(datetime.fromisoformat(data['created']).timestamp())}@{domain}>"


def _subject(data: dict[str, Any], *, again: bool) -> str:
    title = bare(data["problem"]["title"])
    subject = shown_name(f"Case {data['number']}: {title}" if title else f"Case {data['number']}")
    subject = subject if len(subject) <= SUBJECT else subject[: SUBJECT - 1].rstrip() + "…"
    return f"Re: {subject}" if again else subject


@dataclass(frozen=True, slots=True)
class _Part:
    """`lines` are markup of authors or of ours; `typed` is what somebody wrote; `title` stands above them."""

    title: str = ""
    lines: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    bullets: bool = True


_OPENINGS: Final = {
    "case.opened": "Somebody couldn't be helped by the steps, and asks for you.",
    "case.added": "The person added something to the case.",
    "case.withdrawn": "The person took the case back. Nothing has to be done.",
    "case.solved": "The person says that it works now. Nothing has to be done.",
    "case.taken": "Somebody of the helpdesk has taken the case. It isn't yours to take any more.",
    "case.given_back": "The case was given back, and waits for somebody.",
    "case.closed": "The helpdesk closed the case. Nothing has to be done.",
}
_FIXED: Final = {"it": "Something IT did", "no": "It isn't fixed", "person": ""}


def _parts(message: CaseMessage) -> Iterable[_Part]:
    data = message.data
    yield _Part(lines=(_opening(message),), bullets=False)
    yield from _of_the_helpdesk(message)
    yield _Part("Person", typed=(data["person"]["name"], data["person"]["id"]))
    yield _Part("In their words", typed=tuple(data["words"]))
    yield _Part("Problem", (shown_name(data["problem"]["title"]),), bullets=False)
    if data["link"] is not None:
        yield _Part("Came by a link", typed=(data["link"]["sent_by"] or "Who sent it isn't known",))
    yield _Part("Tried", tuple(_tried(each) for each in data["tried"]))
    yield _Part("Not tried", tuple(_untried(each, data["passed_over"]) for each in data["untried"]))
    yield _Part("About the PC", tuple(f"{each['name']}: {each['value']}" for each in data["facts"]))
    yield _Part("Read from the PC", tuple(f"{each['name']}: {each['value']}" for each in data["read"]))
    for todo in data["for_it"]:
        yield _Part(f"Yours to do: {todo['title']}", tuple(todo["lines"]))
    yield _Part("Good to know", tuple(data["says"]))
    yield _Part("Other cases of this person", tuple(f"Case {number}" for number in data["other_cases"]))
    if data["step"] or data["dialog"]:
        yield _Part("To send them back there", (f"`start {data['step'] or data['dialog']}`",), bullets=False)


def _of_the_helpdesk(message: CaseMessage) -> Iterable[_Part]:
    """Who has the case, or closed it, and with what."""
    data = message.data
    match message.type:
        case "case.taken" if data["taken_by"] is not None:
            yield _Part("Taken by", typed=(data["taken_by"]["name"],))
        case "case.closed":
            did_it, fixed_by = data["fixed_by_step"], data["fixed_by"] or ""
            yield _Part("Closed by", typed=(data["closed_by"]["name"],) if data["closed_by"] is not None else ())
            fixed = _capital(_step(did_it)) if did_it is not None else _FIXED.get(fixed_by, f"`{fixed_by}`")
            yield _Part("What fixed it", (fixed,) if fixed else (), bullets=False)
            yield _Part("What they did", typed=(data["how"],) if data["how"] else ())


def _opening(message: CaseMessage) -> str:
    did_it = message.data["fixed_by_step"]
    if message.type == "case.solved" and did_it is not None:
        return f"The person says that it works now: {_step(did_it)}, did it. Nothing has to be done."
    return _OPENINGS.get(message.type, f"Case {message.data['number']} has changed.")


def _step(step: dict[str, Any]) -> str:
    return f"step {step['number']}, {step['title']}" if step["number"] else str(step["title"])


def _tried(tried: dict[str, Any]) -> str:
    what = _capital(_step(tried))
    return f"{what}: **{tried['says']}**" if tried["says"] else what


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}" if text else text


def _untried(title: str, passed_over: Sequence[str]) -> str:
    return f"{title} (passed over by a link)" if title in passed_over else title


def _plain(parts: Iterable[_Part]) -> str:
    """The text part. What somebody typed stands behind a bar, line by line."""
    told: list[str] = []
    for part in parts:
        lines = [f"- {bare(line)}" if part.bullets else bare(line) for line in part.lines]
        lines += [f"| {line}" for text in part.typed for line in _shown(text)]
        if lines:
            told.append("\n".join([*([bare(part.title)] if part.title else []), *lines]))
    return "\n\n".join(told) + "\n"


def _html(parts: Iterable[_Part]) -> str:
    told: list[str] = []
    for part in parts:
        lines = [marked(line) for line in part.lines]
        typed = ["<br>".join(escape(line) for line in _shown(text)) for text in part.typed]
        if part.title and (lines or typed):
            told.append(f"<h2>{marked(part.title)}</h2>")
        if lines and part.bullets:
            told.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            told += [f"<p>{line}</p>" for line in lines]
        told += [f"<blockquote>{text}</blockquote>" for text in typed if text]
    head = '<meta charset="utf-8"><style>h2{font-size:1em;margin:1em 0 .2em}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(told)}</body></html>\n'


def _shown(text: str) -> Iterable[str]:
    """What somebody typed, line by line, without characters that can't be seen."""
    return (line for each in text.splitlines() if (line := shown_name(each)))
