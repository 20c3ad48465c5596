"""A case reaches a real mail server, nobody's words break it, and what goes wrong is told as what it is."""

import asyncio
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as CRLF
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.delivery import Busy, Doubtful, NotSent, Refused, SendFailed
from bot.engine.replies import CameBy
from bot.helpdesk.cases import Case, CaseMessage, message
from bot.helpdesk.mail import SUBJECT, Mail, SmtpServer, mail, smtp_server
from tests.helpdesk.postbox import HOST, PASSWORD, USER, Postbox, certificate, postbox
from tests.helpdesk.test_destinations import CASE, NOTE

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
FROM = "unstuck@contoso.com"
TO = ("helpdesk@contoso.com", "night@contoso.com")
ODD = (
    "<script>alert(1)</script> & **bold** `x` [a](https://example.com)\r\n"
    "Bcc: all@contoso.com\n\n.\nQUIT\u202e\x00 ende"
)


def through(box: Postbox, to: tuple[str, ...] = TO) -> Mail:
    return Mail(SmtpServer(HOST, box.port, "none"), FROM, to, clock=lambda: NOW)


def told(case: Case = CASE, what: str = "opened", id: str = "case-1001-5") -> CaseMessage:
    return message(case, what, id)


def bodies(made: EmailMessage) -> tuple[str, str]:
    """The plain part and the HTML part."""
    found = [made.get_body((kind,)) for kind in ("plain", "html")]
    texts = [part.get_content() for part in found if part is not None]
    return str(texts[0]).replace("\r\n", "\n"), str(texts[1])


async def test_a_case_arrives_as_text_and_html_with_the_whole_story() -> None:
    async with postbox() as box:
        await through(box).send(told())
    (made,) = box.got
    assert box.envelopes == [(FROM, list(TO))]
    assert made["Subject"] == "Case 1001: OneDrive 0x8004def7"
    assert made["To"] == "helpdesk@contoso.com, night@contoso.com"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["Date"] == "Tue, 24 Nov 2026 09:05:00 +0000"
    assert made.get_content_type() == "multipart/alternative"
    for body in bodies(made):
        for words in (
            "Aylin Demir",
            "I need it at 3",
            "Quit OneDrive",
            "Check the licence",
            "Look it up.",
        ):
            assert words in body
        for words in ("Reconnect the account.", "Whose PC: company", "Joined: yes", "start onedrive-sign-in#reset"):
            assert words in body


async def test_what_was_typed_is_text_and_never_markup_header_or_command() -> None:
    odd = replace(CASE, name=ODD, note=replace(NOTE, words=ODD, title=ODD), words=(ODD,))
    async with postbox() as box:
        await through(box).send(told(odd))
    (made,) = box.got
    plain, html = bodies(made)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; **bold** `x` [a](https://example.com)" in html
    assert "| Bcc: all@contoso.com\n| .\n| QUIT ende" in plain
    assert "\u202e" not in plain
    assert "\x00" not in plain
    assert made["Bcc"] is None
    assert "\n" not in str(made["Subject"])
    assert box.envelopes == [(FROM, list(TO))]


@pytest.mark.parametrize(
    "title", ["x" * 5000, "\u00e4\u5b57" * 300, "", "a\r\nBcc: b@contoso.com", "\ud83d\ude00" * 50]
)
def test_no_title_breaks_the_headers(title: str) -> None:
    made = mail(told(replace(CASE, note=replace(NOTE, title=title))), FROM, TO, NOW)
    assert len(str(made["Subject"])) <= SUBJECT
    raw = made.as_bytes(policy=CRLF)
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    assert head.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_mails_of_a_case_are_one_thread_and_each_has_one_name() -> None:
    opened = mail(told(), FROM, TO, NOW)
    again = mail(told(), FROM, TO, NOW.replace(hour=12))
    added = mail(told(what="added", id="case-1001-9"), FROM, TO, NOW)
    other = mail(told(replace(CASE, created=NOW)), FROM, TO, NOW)
    assert opened["Message-ID"] == again["Message-ID"]
    assert opened["References"] is None
    assert added["References"] == added["In-Reply-To"] == opened["Message-ID"]
    assert added["Subject"] == f"Re: {opened['Subject']}"
    assert len({opened["Message-ID"], added["Message-ID"], other["Message-ID"]}) == 3
    assert str(opened["Message-ID"]).endswith("@contoso.com>")


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("opened", "asks for you"),
        ("added", "added something"),
        ("withdrawn", "took the case back"),
        ("solved", "works now"),
        ("taken", "has taken the case"),
        ("given_back", "was given back"),
        ("closed", "closed the case"),
    ],
)
def test_each_kind_of_news_begins_with_what_it_is(what: str, says: str) -> None:
    assert says in bodies(mail(told(what=what), FROM, TO, NOW))[0].partition("\n")[0]


ANSWERS: list[tuple[str, str, type[SendFailed]]] = [
    ("MAIL", "451 4.3.0 later", Busy),
    ("MAIL", "550 5.7.1 not you", Refused),
    ("RCPT", "450 4.2.1 greylisted", Busy),
    ("RCPT", "550 5.1.1 nobody", Refused),
    ("DATA", "452 4.3.1 full", Busy),
    ("DATA", "554 5.7.1 spam", Refused),
]


@pytest.mark.parametrize(("command", "answer", "failure"), ANSWERS)
async def test_each_answer_is_told_as_what_it_is(command: str, answer: str, failure: type[SendFailed]) -> None:
    async with postbox() as box:
        box.answers[command] = answer
        with pytest.raises(failure) as raised:
            await through(box).send(told())
    assert str(raised.value) == f"status {answer[:3]}", "the server's words may name an address"
    assert box.got == []


async def test_a_server_that_takes_it_and_says_nothing_may_have_it() -> None:
    async with postbox() as box:
        box.hangs_up = True
        with pytest.raises(Doubtful):
            await through(box).send(told())


async def test_an_address_that_is_wrong_doesnt_keep_the_case_from_the_others() -> None:
    async with postbox() as box:
        box.answers[TO[0]] = "550 5.1.1 nobody"
        await through(box).send(told())
    assert box.envelopes == [(FROM, [TO[1]])]


async def test_an_address_that_isnt_taken_just_now_keeps_it_back_so_that_nobody_gets_it_twice() -> None:
    async with postbox() as box:
        box.answers[TO[1]] = "450 4.2.1 greylisted"
        with pytest.raises(Busy):
            await through(box).send(told())
        box.answers.clear()
        await through(box).send(told())
    assert len(box.got) == 1


async def test_a_server_that_isnt_there_surely_got_nothing() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotSent):
        await Mail(SmtpServer(HOST, port, "none"), FROM, TO).send(told())


async def test_a_server_that_greets_with_rubbish_surely_got_nothing() -> None:
    async def rubbish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(rubbish, HOST, 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises((NotSent, Busy)):
            await Mail(SmtpServer(HOST, port, "none"), FROM, TO).send(told())


@pytest.mark.parametrize("how", ["started", "at-once"])
async def test_it_is_encrypted_and_signed_in(how: str, tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    given = {"starttls": server} if how == "started" else {"tls": server}
    async with postbox(signs_in=True, **given) as box:
        scheme = "smtp" if how == "started" else "smtps"
        url = f"{scheme}://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@localhost:{box.port}"
        at = replace(smtp_server(url), tls="started" if how == "started" else "at-once")
        await Mail(at, FROM, TO, clock=lambda: NOW, tls=client).send(told())
    assert box.signed_in == [True]
    assert box.encrypted == [True]


async def test_a_wrong_password_is_refused_and_stands_in_no_message(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    async with postbox(starttls=server, signs_in=True) as box:
        at = SmtpServer("localhost", box.port, "started", USER, "wrong-word")
        with pytest.raises(Refused) as raised:
            await Mail(at, FROM, TO, tls=client).send(told())
    assert "wrong-word" not in f"{raised.value} {at}"


async def test_without_encryption_nothing_is_sent_elsewhere() -> None:
    async with postbox() as box:
        with pytest.raises(NotSent):
            await Mail(SmtpServer(HOST, box.port, "started"), FROM, TO).send(told())
    assert box.got == []


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path)
    async with postbox(starttls=server) as box:
        with pytest.raises(NotSent):
            await Mail(SmtpServer("localhost", box.port, "started"), FROM, TO, tls=ssl.create_default_context()).send(
                told()
            )
    assert box.got == []


def test_a_solved_case_says_what_did_it_and_that_step_is_told_as_fixed() -> None:
    fixed = replace(NOTE.tried[0], result="fixed", early=False, says="fixed it")
    case = replace(CASE, state="closed", fixed_by="onedrive-sign-in#quit", solved=replace(NOTE, tried=(fixed,)))
    plain, html = bodies(mail(told(case, "solved"), FROM, TO, NOW))
    assert "The person says that it works now: step 1, Quit OneDrive, did it." in plain
    assert "Step 1, Quit OneDrive: fixed it" in plain
    assert "no change" not in html
    assert "did it" not in bodies(mail(told(replace(case, fixed_by="person"), "solved"), FROM, TO, NOW))[0]


def test_the_mail_says_who_sent_the_link_and_reads_no_markup_in_the_name() -> None:
    made = mail(told(replace(CASE, note=replace(NOTE, link=CameBy("Dana <b>Novak</b>")))), FROM, TO, NOW)
    assert "Came by a link\n| Dana <b>Novak</b>" in bodies(made)[0]
    assert "Dana <b>" not in bodies(made)[1]
