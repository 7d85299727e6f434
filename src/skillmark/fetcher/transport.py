"""An httpx transport that connects to addresses chosen beforehand, and stops at one deadline come what may."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator, Sequence


class Deadline:
    """A point in time after which nothing is waited for: a server that sends a byte now and then gains nothing."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def seconds(self) -> float:
        """Seconds left, or zero."""
        return max(0.0, self._ends - time.monotonic())

    def left(self) -> float:
        """Seconds left; raises ReadTimeout when there are none."""
        left = self.seconds()
        if not left:
            raise httpcore.ReadTimeout
        return left


class PinnedTransport(httpx.BaseTransport):
    """Sends each request to one of `addresses`, with the host's own name for TLS and in the Host header.

    The name is never looked up again, so it cannot point elsewhere between the check and the connection.
    """

    def __init__(self, *, addresses: Sequence[str], tls: ssl.SSLContext, deadline: Deadline) -> None:
        backend = _PinnedBackend(addresses, deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=backend, max_connections=1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the body is read while the caller iterates."""
        url = request.url
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
        )
        with _as_httpx_errors():
            response = self._pool.handle_request(inner)
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Drop the connection, whatever is still coming."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.TransportError(str(error)) from error


class _PinnedBackend(httpcore.NetworkBackend):
    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        self._inner = httpcore.SyncBackend()
        self._addresses = addresses
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 -- the point of this class: the name is not looked up again
        port: int,
        timeout: float | None = None,  # noqa: ARG002 -- the deadline stands in its place
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: httpcore.ConnectError = httpcore.ConnectError("no address to connect to")
        for address in self._addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- see above
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 -- see above
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- see above
    ) -> httpcore.NetworkStream:
        secure = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(secure, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
