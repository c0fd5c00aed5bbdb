"""The way to ORCID: what the environment says about proxies and certificates counts."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer

from orcid_sync.orcid.connections import Connections

RECORD = "http://orcid.invalid/v3.0/record"


@pytest.fixture
def connections() -> Iterator[Connections]:
    made = Connections(2, 2)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy"])
@pytest.mark.parametrize("scheme", ["http://", ""])
def test_the_proxy_of_the_environment_is_asked(
    httpserver: HTTPServer,
    connections: Connections,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    scheme: str,
) -> None:
    httpserver.expect_request("/v3.0/record").respond_with_data("through the proxy")
    monkeypatch.setenv(variable, f"{scheme}127.0.0.1:{httpserver.port}")

    assert connections.request("GET", RECORD, {}, None).data == b"through the proxy"
    assert httpserver.log[0][0].host == "orcid.invalid"


def test_name_and_password_of_a_proxy_are_sent_to_it(
    httpserver: HTTPServer, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/v3.0/record").respond_with_data("")
    monkeypatch.setenv("http_proxy", f"http://office:p%40ss@127.0.0.1:{httpserver.port}")

    connections.request("GET", RECORD, {}, None)

    assert httpserver.log[0][0].headers["Proxy-Authorization"] == "Basic b2ZmaWNlOnBAc3M="


def test_what_needs_no_proxy_is_asked_straight(
    httpserver: HTTPServer, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/here").respond_with_data("straight")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "repository.example, localhost,127.0.0.1")

    assert connections.request("GET", httpserver.url_for("/here"), {}, None).data == b"straight"


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_an_institutions_own_certificate_is_believed_when_named(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    certificate, key = _self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/").respond_with_data("believed")
        with pytest.raises(urllib3.exceptions.SSLError):
            Connections(2, 2).request("GET", server.url_for("/"), {}, None)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate if kind == "file" else _folder(certificate)))
        assert connections.request("GET", server.url_for("/"), {}, None).data == b"believed"


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "own.pem", folder / "own.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret


def _folder(certificate: Path) -> Path:
    """OpenSSL finds a certificate in a folder by the hash of its subject's canonical form (X509_NAME_hash)."""
    name = b"127.0.0.1"
    attribute = b"\x06\x03\x55\x04\x03\x0c" + bytes([len(name)]) + name
    sequence = b"\x30" + bytes([len(attribute)]) + attribute
    digest = hashlib.sha1(b"\x31" + bytes([len(sequence)]) + sequence, usedforsecurity=False).digest()
    folder = certificate.parent / "certificates"
    folder.mkdir()
    (folder / f"{int.from_bytes(digest[:4], 'little'):08x}.0").write_bytes(certificate.read_bytes())
    return folder
