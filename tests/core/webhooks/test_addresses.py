"""Where a webhook may not lead: inside, by whatever name or notation; and over TLS only to whom the host's name is."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.webhooks import sending
from core.webhooks.addresses import AddressRefused, is_allowed, resolved
from core.webhooks.sending import send
from households.models import Application
from tests.core.webhooks.conftest import MakeWebhook, Receiver, served
from tests.core.webhooks.test_send import fresh, waiting


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_what_lies_inside_is_refused(inside: str, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = []

    assert not is_allowed(ip_address(inside))


@pytest.mark.parametrize("outside", ["1.1.1.1", "114.114.114.114", "2400:3200::1"])
def test_what_lies_outside_is_allowed(outside: str) -> None:
    assert is_allowed(ip_address(outside))


def test_a_network_that_the_operator_names_is_allowed(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("10.1.0.0/16")]

    assert is_allowed(ip_address("10.1.2.3"))
    assert not is_allowed(ip_address("10.2.2.3"))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://127.0.0.1/", "网址指向内部网络"),
        ("https://localhost/", "网址指向内部网络"),
        ("https://2130706433/", "网址指向内部网络"),
        ("https://0x7f.1/", "网址指向内部网络"),
        ("https://[::1]/", "网址指向内部网络"),
        ("https://[::ffff:10.0.0.1]/", "网址指向内部网络"),
        ("http://1.1.1.1/", "应以 https:// 开头"),
        ("ftp://1.1.1.1/", "应以 https:// 开头"),
        ("https://", "应以 https:// 开头"),
        ("1.1.1.1", "应以 https:// 开头"),
        ("https://me:secret@1.1.1.1/", "不能写用户名和口令"),
        ("https://1.1.1.1/#x", "不能有 #"),
        ("https://1.1.1.1/a b", "不能有 #、空格"),
        ("https://1.1.1.1:99999/", "网址写得不对"),
        ("https://[::1/", "网址写得不对"),
        ("https://no-such-host.invalid/", "找不到主机"),
    ],
)
def test_an_address_that_leads_nowhere_or_inside_is_refused(address: str, sentence: str, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = []

    with pytest.raises(AddressRefused, match=sentence):
        resolved(address)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """The name `hooks.example` leads there, in turn; the last answer is given for ever."""
    ask, left = socket.getaddrinfo, list(answers)

    def lead(host: Any, port: Any, *args: Any, **rest: Any) -> Any:
        if host != "hooks.example":
            return ask(host, port, *args, **rest)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in left.pop(0)] if left else []

    monkeypatch.setattr(socket, "getaddrinfo", lead)


def test_a_name_that_leads_inside_too_is_refused(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = []
    answering(monkeypatch, ["1.1.1.1", "10.0.0.1"])

    with pytest.raises(AddressRefused, match="网址指向内部网络"):
        resolved("https://hooks.example/")


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    receiver: Receiver, webhook: MakeWebhook, record: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere when it is asked again is not asked again."""
    port = receiver.address.split(":")[2].split("/")[0]
    made = webhook(address=f"http://hooks.example:{port}/")
    waiting(made, record)
    answering(monkeypatch, ["127.0.0.1"], ["169.254.169.254"])

    send(made.pk)

    [(_, headers, _)] = receiver.got
    assert headers["host"] == f"hooks.example:{port}"


# Over TLS


def certificate(name: str, folder: Path) -> Path:
    """Self-signed, for one host; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Listens as `localhost` with a certificate of another name or its own, trusted or not."""
    name, trusted = request.param
    path = certificate(name, tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    sending._trust.cache_clear()
    made = Receiver()
    server = served(made)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    made.address = f"https://localhost:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
    sending._trust.cache_clear()


@pytest.mark.parametrize("secure", [("localhost", True)], indirect=True)
def test_a_host_with_its_own_certificate_is_told(secure: Receiver, webhook: MakeWebhook, record: Application) -> None:
    made = webhook(address=secure.address)
    delivery = waiting(made, record)

    send(made.pk)

    assert len(secure.got) == 1
    assert fresh(delivery).status == 204


@pytest.mark.parametrize("secure", [("localhost", False), ("other.example", True)], indirect=True)
def test_a_host_that_cannot_prove_its_name_is_told_nothing(
    secure: Receiver, webhook: MakeWebhook, record: Application
) -> None:
    made = webhook(address=secure.address)
    delivery = waiting(made, record)

    send(made.pk)

    assert secure.got == []
    assert fresh(delivery).result == "对方的证书不可信，或与网址不符。"
