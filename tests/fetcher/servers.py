"""Real servers on this machine, some of them hostile, for tests of the fetcher: a thread, a socket, a function."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Server:
    """A running server: where it listens, and the request heads it has seen."""

    port: int
    seen: list[str] = field(default_factory=list)

    def url(self, path: str = "/", *, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(
    talk: Callable[[socket.socket, str], None], *, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run `talk(connection, request_head)` for every connection until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])
    threading.Thread(target=_accept, args=(listener, talk, tls, server), daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(
    listener: socket.socket,
    talk: Callable[[socket.socket, str], None],
    tls: ssl.SSLContext | None,
    server: Server,
) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_converse, args=(connection, talk, tls, server), daemon=True).start()


def _converse(
    connection: socket.socket,
    talk: Callable[[socket.socket, str], None],
    tls: ssl.SSLContext | None,
    server: Server,
) -> None:
    # The other side hangs up on hostile servers: that is what is being tested.
    with suppress(OSError), connection:
        stream = tls.wrap_socket(connection, server_side=True) if tls else connection
        head = b""
        while b"\r\n\r\n" not in head:
            piece = stream.recv(4096)
            if not piece:
                return
            head += piece
        server.seen.append(head.decode("latin-1"))
        talk(stream, head.decode("latin-1"))
        with suppress(OSError):
            stream.shutdown(socket.SHUT_WR)


def answer(
    body: bytes = b"{}", *, status: str = "200 OK", media_type: str = "application/json", **headers: str
) -> Callable[[socket.socket, str], None]:
    """A well-behaved server with one answer."""
    lines = {"Content-Type": media_type, "Content-Length": str(len(body)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = (
        f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    )

    def talk(connection: socket.socket, _: str) -> None:
        connection.sendall(head.encode("latin-1") + body)

    return talk


def redirect(location: str) -> Callable[[socket.socket, str], None]:
    """A server that points somewhere else."""
    return answer(b"", status="302 Found", Location=location)


def endless(connection: socket.socket, _: str) -> None:
    """A server whose body has a hundred gigabytes, and says so only by sending them."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    piece = b" " * 65_536
    for _n in range(100 * 1024**3 // len(piece)):
        connection.sendall(piece)


def dripping_body(connection: socket.socket, _: str) -> None:
    """A server that sends one byte of its body now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def dripping_head(connection: socket.socket, _: str) -> None:
    """A server that never gets to the end of its headers."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def silent(connection: socket.socket, _: str) -> None:
    """A server that takes the request and says nothing."""
    connection.recv(1)


def certificates(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server context with a certificate for `host`, and the client context that trusts it and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}.pem"
    path.write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode("ascii"))
