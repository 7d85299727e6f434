"""Fetch a document from an address that a stranger chose, without becoming the stranger's tool.

Every address in a credential (issuer, status list, image) is chosen by whoever wrote the file. So: https to public
addresses only; the name is looked up once, every answer is checked, and the connection goes to that answer; redirects
stay on the same origin; time, size and number are capped; nothing is decompressed.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from skillmark.credential.errors import Unreachable
from skillmark.credential.message import Message
from skillmark.fetcher.addresses import is_loopback, refusal
from skillmark.fetcher.transport import Deadline, PinnedTransport

if TYPE_CHECKING:
    import ssl

SECONDS = 5.0
MAX_BYTES = 1_000_000
MAX_REDIRECTS = 3
_MAX_URL = 2048
_MAX_PORT = 65_535
_PORTS = {"http": 80, "https": 443}
_OK = 200
_ERROR_NUMBER = re.compile(r"^\[Errno -?[0-9]+\] ")

LookUp = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `url` is the address that answered in the end, `media_type` is bare and in lower case."""

    url: str
    body: bytes
    media_type: str
    cache_control: str = ""


class Refused(Unreachable):
    """A rule of the guard stood in the way. For a verification that is "could not check", like any failed fetch."""

    def __init__(self, code: str, url: str, why: Message | str) -> None:
        super().__init__(url if len(url) <= _MAX_URL else url[:_MAX_URL] + "…", why)
        self.code = code


class FetchBudget:
    """What one verification may spend on the network, over all its fetches."""

    def __init__(self, *, requests: int = 20, total_bytes: int = 5_000_000, seconds: float = 15.0) -> None:
        self._requests = requests
        self._bytes = total_bytes
        self._ends = time.monotonic() + seconds

    def take_request(self, url: str) -> float:
        """Spend one request; returns the seconds that are left, or raises Unreachable when all is spent."""
        left = self._ends - time.monotonic()
        if self._requests <= 0 or self._bytes <= 0 or left <= 0:
            raise Unreachable(url, "this credential asks for more documents than one check may fetch")
        self._requests -= 1
        return left

    def take_bytes(self, url: str, count: int) -> None:
        """Spend bytes; raises Unreachable when more came than one verification may read."""
        self._bytes -= count
        if self._bytes < 0:
            raise Unreachable(url, "this credential asks for more data than one check may fetch")


def system_look_up(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's own resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """The fetcher. `allow_local` is for development: it adds http, and loopback addresses, and nothing else."""

    def __init__(
        self,
        *,
        allow_local: bool = False,
        seconds: float = SECONDS,
        look_up: LookUp = system_look_up,
        tls: ssl.SSLContext | None = None,
        user_agent: str = "Skillmark",
    ) -> None:
        self._allow_local = allow_local
        self._seconds = seconds
        self._look_up = look_up
        self._tls = tls
        self._user_agent = user_agent

    def fetch(
        self,
        url: str,
        *,
        accept: str = "*/*",
        max_bytes: int = MAX_BYTES,
        media_types: Collection[str] | None = None,
        budget: FetchBudget | None = None,
    ) -> Answer:
        """GET the document at `url`.

        Raises Unreachable when nothing usable came in time, and Refused (an Unreachable) when a rule forbids the
        address or the answer: `address_refused`, `redirect_refused`, `too_large`, `compressed`, `wrong_media_type`.
        """
        target = self._checked(url)
        seconds = min(self._seconds, budget.take_request(url)) if budget else self._seconds
        deadline = Deadline(seconds)
        try:
            addresses = self._addresses(target, deadline)
            transport = PinnedTransport(addresses=addresses, tls=self._tls_context(), deadline=deadline)
            with httpx.Client(transport=transport, trust_env=False, headers=self._headers(accept)) as client:
                return self._follow(
                    client, target, max_bytes=max_bytes, media_types=media_types, budget=budget
                )
        except httpx.TimeoutException as error:
            why = Message("no complete answer came within {seconds:.0f} seconds", {"seconds": seconds})
            raise Unreachable(url, why) from error
        except httpx.HTTPError as error:
            why = Message("the connection failed ({reason})", {"reason": _in_words(error)})
            raise Unreachable(url, why) from error

    def _checked(self, url: str) -> httpx.URL:
        """The address without its fragment, if its form is one we ask."""
        if len(url) > _MAX_URL or not url.isprintable() or " " in url:
            raise _refused(url, "the address is not well-formed")
        try:
            target = httpx.URL(url).copy_with(fragment=None)
            names_a_host = bool(target.host)  # made readable only now, which fails for a broken “xn--” name
        except (httpx.InvalidURL, ValueError) as error:
            raise _refused(url, "the address is not well-formed") from error
        if target.scheme not in ({"https", "http"} if self._allow_local else {"https"}):
            raise _refused(url, "only https addresses are fetched")
        if not names_a_host or target.userinfo:
            raise _refused(url, "the address must name a host, and no user")
        if target.port is not None and not 0 < target.port <= _MAX_PORT:
            # Some systems take such a number modulo 65,536 and ask another port than the one that is shown.
            raise _refused(url, "the address names a port that does not exist")
        return target

    def _addresses(self, target: httpx.URL, deadline: Deadline) -> list[str]:
        """Look the host up once and refuse it unless every address it has may be asked."""
        url = str(target)
        host = target.raw_host.decode("ascii")
        addresses = _within(lambda: self._look_up(host, _port(target)), deadline, url)
        if not addresses:
            raise Unreachable(url, Message("the name {host} has no address", {"host": target.host}))
        for address in addresses:
            why = refusal(address, allow_loopback=self._allow_local)
            if why is not None:
                said = {"host": target.host, "why": Message(why)}
                raise _refused(url, Message("{host} is {why}, and only public addresses are asked", said))
            if target.scheme == "http" and not is_loopback(address):
                raise _refused(url, "only https addresses are fetched, except from this machine itself")
        return addresses

    def _follow(
        self,
        client: httpx.Client,
        target: httpx.URL,
        *,
        max_bytes: int,
        media_types: Collection[str] | None,
        budget: FetchBudget | None,
    ) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            with client.stream("GET", target, follow_redirects=False) as response:
                if not response.is_redirect:
                    return _answer(response, max_bytes=max_bytes, media_types=media_types, budget=budget)
                target = self._next_hop(target, response.headers.get("Location", ""))
            if budget is not None:
                budget.take_request(str(target))
        why = Message("it was redirected more than {count} times", {"count": MAX_REDIRECTS})
        raise Unreachable(str(target), why)

    def _next_hop(self, target: httpx.URL, location: str) -> httpx.URL:
        try:
            there = self._checked(str(target.join(location)))
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused("redirect_refused", str(target), "it redirects to a malformed address") from error
        # Same origin: the address that was looked up and checked before is also the one that answers now.
        if (there.scheme, there.host, _port(there)) != (target.scheme, target.host, _port(target)):
            why = "it redirects to another place ({there}), and such redirects are not followed"
            raise Refused("redirect_refused", str(target), Message(why, {"there": str(there)}))
        return there

    def _headers(self, accept: str) -> dict[str, str]:
        return {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": self._user_agent}

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        return self._tls


def _answer(
    response: httpx.Response,
    *,
    max_bytes: int,
    media_types: Collection[str] | None,
    budget: FetchBudget | None,
) -> Answer:
    url = str(response.url)
    if response.status_code != _OK:
        why = Message("the server answered with status {status}", {"status": response.status_code})
        raise Unreachable(url, why, status=response.status_code)
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Refused("compressed", url, "it came compressed although that was not asked for")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_types is not None and media_type not in media_types:
        named = media_type or Message("of no named type")
        raise Refused(
            "wrong_media_type", url, Message("it is {kind}, which is not expected", {"kind": named})
        )
    body = _body(response, max_bytes=max_bytes, budget=budget)
    return Answer(url, body, media_type, response.headers.get("Cache-Control", ""))


def _body(response: httpx.Response, *, max_bytes: int, budget: FetchBudget | None) -> bytes:
    url = str(response.url)
    announced = response.headers.get("Content-Length", "0")
    if announced.isdecimal() and int(announced[:20]) > max_bytes:
        raise too_large(url, max_bytes)
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if budget is not None:
            budget.take_bytes(url, len(piece))
        if len(body) > max_bytes:
            raise too_large(url, max_bytes)
    return bytes(body)


def _within(act: Callable[[], Sequence[str]], deadline: Deadline, url: str) -> list[str]:
    """Run a look-up in a thread of its own, because the system's resolver cannot be told to hurry."""
    results: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put(list(act()))
        except (OSError, UnicodeError) as error:
            results.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        result = results.get(timeout=deadline.seconds())
    except queue.Empty as error:
        raise Unreachable(url, "its name could not be looked up in time") from error
    if isinstance(result, Exception):
        raise Unreachable(url, "its name could not be looked up") from result
    return result


def _port(url: httpx.URL) -> int:
    return url.port or _PORTS[url.scheme]


def _in_words(error: httpx.HTTPError) -> str:
    return _ERROR_NUMBER.sub("", str(error)) or "the server hung up"


def _refused(url: str, why: Message | str) -> Refused:
    return Refused("address_refused", url, why)


def too_large(url: str, max_bytes: int) -> Refused:
    """The refusal of a document that is longer than its reader takes."""
    return Refused("too_large", url, Message("it is larger than {limit:,} bytes", {"limit": max_bytes}))
