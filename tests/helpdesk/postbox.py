"""A real mail server, on a free port of this computer, that keeps what it was given."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "unstuck@contoso.com", "p@ss: word/%"


@dataclass
class Postbox:
    """What it got, and what it answers: `answers` by command (`RCPT` for all, or by address), in the server's words."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)
    hangs_up: bool = False
    """Takes the mail, and says nothing."""

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.answers.get(address, self.answers.get("RCPT", "250 OK"))
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            made = message_from_bytes(envelope.content, policy=default)
            assert isinstance(made, EmailMessage)
            self.got.append(made)
            self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
            transport = server.transport
            self.encrypted.append(transport is not None and transport.get_extra_info("sslcontext") is not None)
            self.signed_in.append(bool(session.authenticated))
        if self.hangs_up and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return answer


def _check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for this computer: the server's context, and that of a client who believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "localhost.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))


@asynccontextmanager
async def postbox(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, signs_in: bool = False
) -> AsyncIterator[Postbox]:
    """The server, running. `starttls`: mail is taken after STARTTLS only. `tls`: encrypted from the first byte.
    `signs_in`: mail is taken from `USER` only."""
    box = Postbox()
    options: dict[str, Any] = {"hostname": HOST, "loop": asyncio.get_running_loop()}
    if starttls is not None:
        options |= {"tls_context": starttls, "require_starttls": True}
    if signs_in:
        options |= {"authenticator": _check, "auth_required": True, "auth_require_tls": tls is None}

    def made() -> SMTP:
        with warnings.catch_warnings():
            # It takes encryption from the first byte for none, and warns of passwords then.
            warnings.simplefilter("ignore")
            return SMTP(box, **options)

    server = await asyncio.get_running_loop().create_server(made, HOST, 0, ssl=tls)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
