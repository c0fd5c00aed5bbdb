"""A network that fails where it is told to: a TCP proxy on loopback before the rehearsal, one request a connection."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import responses
from types import TracebackType
from urllib.parse import urlsplit

Fault = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request on its way: what a fault can do to it."""

    client: socket.socket
    request: bytes
    upstream: tuple[str, int]
    proxy: FaultyProxy

    def forward(self) -> bytes:
        """The whole answer to the request."""
        with socket.create_connection(self.upstream, timeout=30) as server:
            server.sendall(self.request)
            return _until_closed(server)

    def answer(self, reply: bytes) -> None:
        self.client.sendall(reply)

    def cut(self) -> None:
        """End the connection with a reset."""
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client.close()

    def kill(self) -> None:
        """End the process that asks, as if somebody pulled the plug."""
        while self.proxy.killable is None:  # it may be faster than the one who started it
            time.sleep(0.001)
        os.kill(self.proxy.killable, signal.SIGKILL)


def canned(status: int, body: str = "", media_type: str = "text/html", **headers: str) -> Fault:
    """The answer of whoever stands in ORCID's place."""

    def fault(exchange: Exchange) -> None:
        lines = [f"HTTP/1.1 {status} {responses[status]}", f"Content-Type: {media_type}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body.encode())}", "Connection: close", "", body]
        exchange.answer("\r\n".join(lines).encode())

    return fault


def reset_before_send(exchange: Exchange) -> None:
    """Accepted, and reset before anything was read."""
    exchange.cut()


def lost_on_the_way(exchange: Exchange) -> None:
    """Sent whole, and never seen by ORCID."""
    exchange.cut()


def cut_after_send(exchange: Exchange) -> None:
    """Carried out, and no answer."""
    exchange.forward()
    exchange.cut()


def cut_in_the_answer(exchange: Exchange) -> None:
    reply = exchange.forward()
    exchange.answer(reply[: max(20, len(reply) - 40)])
    exchange.cut()


def time_out(exchange: Exchange) -> None:
    """Carried out, and the answer comes too late."""
    exchange.forward()
    with contextlib.suppress(OSError):
        exchange.client.settimeout(5)
        exchange.client.recv(1)  # until the client hangs up


def sent_twice(exchange: Exchange) -> None:
    """Something on the way repeats the request; the second answer arrives."""
    exchange.forward()
    exchange.answer(exchange.forward())


def killed_before(exchange: Exchange) -> None:
    exchange.kill()


def killed_after(exchange: Exchange) -> None:
    exchange.forward()
    exchange.kill()


@dataclass
class FaultyProxy:
    """Passes requests on to `upstream`, until the request number `at` (from 0) meets `fault`; so do its repetitions.

    `fault` None with `at` refuses every connection from that request on. `heal()` ends all of it.
    """

    upstream_url: str
    fault: Fault | None = None
    at: int | None = None
    killable: int | None = None
    calls: list[str] = field(default_factory=list)
    _met: str = ""

    def __enter__(self) -> FaultyProxy:
        self._address = ("127.0.0.1", 0)
        parts = urlsplit(self.upstream_url)
        self._upstream = (parts.hostname or "", parts.port or 0)
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._address[1]}"

    def arm(self, fault: Fault | None, at: int) -> None:
        """Let the request number `at` from now on fail."""
        self.calls.clear()
        self.fault, self.at, self._met = fault, at, ""
        if fault is None and at == 0:
            self._close()

    def heal(self) -> None:
        """Everything passes from now on."""
        self.fault, self.at, self._met, self.killable = None, None, "", None
        if self._over.is_set():
            self._listen()

    def _listen(self) -> None:
        self._socket = socket.create_server(self._address, reuse_port=False)
        self._address = self._socket.getsockname()
        self._over = threading.Event()
        threading.Thread(target=self._serve, args=(self._socket, self._over), daemon=True).start()

    def _close(self) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self, listening: socket.socket, over: threading.Event) -> None:
        while not over.is_set():
            try:
                client, _ = listening.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                client.settimeout(30)
                if self.fault is reset_before_send and self.at is not None and len(self.calls) >= self.at:
                    Exchange(client, b"", self._upstream, self).cut()
                else:
                    self._pass_on(client)

    def _pass_on(self, client: socket.socket) -> None:
        request = _one_request(client)
        if not request:
            return
        line = request.partition(b"\r\n")[0].decode()
        number = len(self.calls)
        self.calls.append(_named(line))
        if self.at is not None and number == self.at:
            self._met = line
        exchange = Exchange(client, request, self._upstream, self)
        if self.fault is not None and line == self._met:
            self.fault(exchange)
        else:
            if self.fault is None and self.at == number + 1:
                self._close()  # before the answer, so that the next connection is refused for certain
            exchange.answer(exchange.forward())


def _named(line: str) -> str:
    """`POST work`, `POST token`, `GET keywords`."""
    method, path, _ = line.split(" ")
    parts = path.split("/")
    return f"{method} {parts[3] if parts[1] == 'v3.0' else parts[2]}"


def _one_request(client: socket.socket) -> bytes:
    """A whole request, told to be the last one of its connection; b"" when none came."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(65536)
        if not piece:
            return b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += client.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close", b"", body])


def _until_closed(server: socket.socket) -> bytes:
    received = b""
    while piece := server.recv(65536):
        received += piece
    return received
