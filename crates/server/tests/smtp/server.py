"""A mail server for the tests: TLS, a login, and a line of JSON for each message that it takes.

server.py PORT {starttls|tls|plain} CERTIFICATE KEY

The first line that it prints is {"port": …}. It knows one login, and refuses what goes to nobody@… for good and to later@… for now.
"""

import asyncio
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOGIN = LoginPassword(b"keystead", b"correct horse")


def say(**members):
    print(json.dumps(members), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return f"550 5.1.1 <{address}>: no such user here"
        if address.startswith("later@"):
            return f"451 4.3.0 <{address}>: come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        say(
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            tls=session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
            connection=session.peer[1],
            login=session.authenticated,
            head={name: str(value) for name, value in message.items()},
            plain=plain.get_content().replace("\r\n", "\n"),
            html=html.get_content().replace("\r\n", "\n"),
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data == LOGIN, handled=data == LOGIN)


async def main(port, security, certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    settings = {"hostname": "localhost"}
    if security == "starttls":
        settings.update(tls_context=context, require_starttls=True)
    if security != "plain":
        settings.update(authenticator=authenticate, auth_required=True, auth_require_tls=security == "starttls")
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **settings), "127.0.0.1", port, ssl=context if security == "tls" else None
    )
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), *sys.argv[2:]))
