"""An HTTP client that connects only where it may, and for no longer than it may (I14).

Address, deadline and size are checked where the socket is: a name that resolves differently the
second time, a server that drips a byte a second and a body without an end are all caught there.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore2

CONNECT_SECONDS = 5.0
MAX_BODY_BYTES = 2 * 1024 * 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(slots=True)
class Allowance:
    """What one call may still use, and what is known about it when it fails."""

    deadline: float  # of time.monotonic()
    bytes_left: int = MAX_BODY_BYTES
    sent: bool = False  # bytes of the request have left
    refused: bool = False  # the address is not allowed
    too_large: bool = False

    def seconds(self, wanted: float | None) -> float:
        """The time one socket operation may take.

        Raises:
            httpcore2.ReadTimeout: none is left.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the deadline of the call has passed")
        return left if wanted is None else min(wanted, left)


_current: ContextVar[Allowance] = ContextVar("allowance")


@contextmanager
def allowed(seconds: float) -> Iterator[Allowance]:
    """Give the calls made inside this much time together."""
    allowance = Allowance(deadline=time.monotonic() + seconds)
    token = _current.set(allowance)
    try:
        yield allowance
    finally:
        _current.reset(token)


def may_connect(address: str, *, listed: bool) -> bool:
    """Whether to connect to this IP address; `listed`: an operator allowed its host:port."""
    ip = _innermost(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return False  # link-local holds the cloud's metadata service: never, listed or not
    return listed or ip.is_global


def _innermost(ip: Address) -> Address:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        allowance = _current.get()
        data = self._inner.read(max_bytes, allowance.seconds(timeout))
        allowance.bytes_left -= len(data)
        if allowance.bytes_left < 0:
            allowance.too_large = True
            raise httpcore2.ReadError("the answer is too large")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        allowance = _current.get()
        allowance.sent = allowance.sent or bool(buffer)
        self._inner.write(buffer, allowance.seconds(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = _current.get().seconds(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Network(httpcore2.NetworkBackend):
    def __init__(self, private_hosts: Iterable[str]) -> None:
        self._private_hosts = frozenset(h.lower() for h in private_hosts)
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        allowance = _current.get()
        listed = f"{host.lower()}:{port}" in self._private_hosts
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as e:
            raise httpcore2.ConnectError("the host's name does not resolve") from e
        addresses = [str(entry[4][0]) for entry in found]
        good = [a for a in addresses if may_connect(a, listed=listed)]
        if not good:
            allowance.refused = True
            raise httpcore2.ConnectError("the address is not allowed")
        # Connect to the address that was checked: resolving again could answer otherwise.
        stream = self._inner.connect_tcp(
            good[0], port, allowance.seconds(timeout), local_address, socket_options
        )
        return _Stream(stream)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response. `headers`: names in lower case, the last of several with one name."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Posts to one host over pooled connections, once: no retry, no redirect, no proxy, no cookie.

    It asks for no compression, so that a small body stays small.
    """

    def __init__(self, *, private_hosts: Iterable[str], max_connections: int) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpcore2.default_ssl_context(),
            max_connections=max_connections,
            retries=0,
            network_backend=_Network(private_hosts),
        )

    def post(self, url: str, *, headers: dict[str, str], body: bytes) -> Answer:
        """Send a request, inside `allowed`, and read the whole answer.

        Raises:
            BROKEN: There is none; the allowance says how far it came.
        """
        left = _current.get().seconds(None)
        times = {"connect": min(CONNECT_SECONDS, left), "read": left, "write": left, "pool": left}
        target = httpcore2.URL(url)
        sent: dict[bytes | str, bytes | str] = {
            "Host": _host(target),
            "Accept-Encoding": "identity",
        }
        sent.update(headers.items())
        response = self._pool.request(
            "POST",
            target,
            headers=sent,
            content=body,
            extensions={"timeout": times},
        )
        found = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
        return Answer(response.status, found, response.content)


# An address that is no http(s) address, and everything that can happen on the way to an answer.
BROKEN = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)


def _host(url: httpcore2.URL) -> str:
    host = url.host.decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return host if url.port is None else f"{host}:{url.port}"
