"""The one protocol through which anything from outside enters the library, and a resolver that knows a fixed set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlsplit

from skillmark.credential import strictjson
from skillmark.credential.errors import LoadError, ResolveError, Unreachable


@dataclass(frozen=True)
class Fetched:
    """A document as it came: its bytes are kept as received, and `from_store` says that it was not asked for now."""

    url: str
    body: bytes
    media_type: str
    fetched_at: datetime
    from_store: bool = False

    def json(self) -> Any:
        """The JSON value in it, which is read once however many signatures ask for it; raises LoadError."""
        if isinstance(self._read, LoadError):
            raise self._read
        return self._read

    @cached_property
    def _read(self) -> Any:
        try:
            return strictjson.loads(self.body)
        except LoadError as error:
            return error


class Resolver(Protocol):
    """Fetches a document; raises Unreachable when nothing usable came, ResolveError when the address is refused."""

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        """The document at `url`, at most `max_bytes` long. One that is `personal` is about somebody: not to be kept."""


class StaticResolver:
    """Answers from a given mapping and nothing else: for tests, for issuing, and for checking without a network."""

    def __init__(
        self,
        documents: Mapping[str, bytes | Fetched] | None = None,
        *,
        fetched_at: datetime = datetime(1970, 1, 1, tzinfo=UTC),
        media_type: str = "application/json",
    ) -> None:
        self._documents = dict(documents or {})
        self._fetched_at = fetched_at
        self._media_type = media_type

    def fetch(
        self,
        url: str,
        *,
        accept: str,  # noqa: ARG002 (protocol)
        max_bytes: int = 1_000_000,
        personal: bool = False,  # noqa: ARG002 (protocol)
    ) -> Fetched:
        """The known document of `url`; raises Unreachable for any other."""
        known = self._documents.get(url)
        if known is None:
            raise Unreachable(url, "it is not among the known documents")
        found = (
            known if isinstance(known, Fetched) else Fetched(url, known, self._media_type, self._fetched_at)
        )
        if len(found.body) > max_bytes:
            raise ResolveError("too_large", "{url} is larger than {limit} bytes.", url=url, limit=max_bytes)
        return found


class BudgetedResolver:
    """Asks another resolver at most `limit` times, and never twice for the same address.

    One credential can name many addresses; what one check may fetch is bounded, and every step of it sees the
    same bytes for the same address.
    """

    def __init__(self, inner: Resolver, *, limit: int = 12) -> None:
        self._inner = inner
        self._left = limit
        self._answers: dict[str, Fetched | Unreachable] = {}

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        """The document at `url`, from memory when it was asked for before; raises Unreachable for any reason."""
        if url not in self._answers:
            self._answers[url] = self._ask(url, accept=accept, max_bytes=max_bytes, personal=personal)
        answer = self._answers[url]
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    def _ask(self, url: str, *, accept: str, max_bytes: int, personal: bool) -> Fetched | Unreachable:
        if self._left <= 0:
            return Unreachable(url, "this credential asks for too many documents")
        self._left -= 1
        try:
            fetched = self._inner.fetch(url, accept=accept, max_bytes=max_bytes, personal=personal)
        except Unreachable as error:
            return error
        except ResolveError as error:
            # Not going to an address is not knowing what it says: it speaks neither for nor against the credential.
            return Unreachable(url, error.message)
        if origin(fetched.url) != origin(url):
            # did:web and https issuers stand for their own server; another one cannot answer for it.
            return Unreachable(url, "the answer came from another server")
        return fetched


def origin(url: str) -> tuple[str, str]:
    """The scheme, host and port of an address; of a broken one, nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.lower()
