"""Connections to ORCID, kept open: straight, or through the proxy that the environment names.

urllib3 itself, because requests on top of it costs more than everything else that a push does.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3

# As requests has them, so that nobody has to set up anything twice.
_OWN_CERTIFICATES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


class Connections:
    """Sends a request once: no redirects, no cookies, no `.netrc`, nothing repeated."""

    def __init__(self, connect: float, read: float) -> None:
        self._timeout = urllib3.Timeout(connect=connect, read=read)
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        """The whole answer. Raises urllib3's HTTPError, OSError and ValueError."""
        parts = urlsplit(url)
        pool = self._pools.get(parts[:2]) or self._pools.setdefault(parts[:2], self._pool(*parts[:2]))
        return pool.urlopen(method, url, body=body, headers=headers, retries=False, redirect=False)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.clear()

    def _pool(self, scheme: str, netloc: str) -> urllib3.PoolManager:
        proxies = {} if proxy_bypass(netloc.rpartition("@")[2]) else getproxies()
        proxy = proxies.get(scheme) or proxies.get("all")
        if proxy:
            return self._through(proxy if "://" in proxy else f"http://{proxy}")
        trust = _trust() if scheme == "https" else None  # 25 ms
        return urllib3.PoolManager(timeout=self._timeout, ssl_context=trust)

    def _through(self, proxy: str) -> urllib3.ProxyManager:
        """Name and password in the proxy's address are not sent by urllib3 itself."""
        parts = urlsplit(proxy)
        account = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
        headers = urllib3.make_headers(proxy_basic_auth=account)
        return urllib3.ProxyManager(proxy, proxy_headers=headers, timeout=self._timeout, ssl_context=_trust())


def _trust() -> ssl.SSLContext:
    """Whom we believe: a file or a folder of certificates."""
    path = next((path for name in _OWN_CERTIFICATES if (path := os.environ.get(name))), certifi.where())
    folder = Path(path).is_dir()
    return ssl.create_default_context(cafile=None if folder else path, capath=path if folder else None)
