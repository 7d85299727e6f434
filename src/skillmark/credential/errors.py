"""Every way the credential library can refuse, so that a caller can tell one refusal from another.

    CredentialError                 code, sentence
    ├── LoadError                   the bytes are not JSON that we accept (place)
    ├── ContextError                the document does not mean anything certain (path)
    │   ├── UndefinedTerm           a member that no context defines, which a signature would not cover (term)
    │   └── UnknownContext          a context that is not bundled (url)
    ├── CanonicalizationError       no canonical form
    │   └── WorkBudgetExceeded      a canonical form exists, but costs more than it is worth
    ├── ProofError                  the proof is malformed, or does not hold
    ├── KeyMaterialError            a key that cannot be read, or is of the wrong kind
    ├── ResolveError                a document from outside was refused, or is not what it should be
    │   └── Unreachable             nothing usable came back: this means "could not check" (url, why)
    ├── BakeError                   an image that cannot carry a credential, or carries none or several
    ├── StatusError                 a status list, or an entry in it, that cannot be used
    └── NotVerified                 the checks ran, and the verdict is not "verified" (report; see report.py)

`code` is stable: programs and problem documents hang on it. `sentence` is for people and may change; it is made from a
`template` and its `params`, so that it can be said in another language.
"""

from __future__ import annotations

from typing import Any


class CredentialError(Exception):
    """The base of the tree: a stable `code` for programs and a `sentence` for people.

    `sentence` is a template where `params` are given: `"{url} is no list."`, url=…
    """

    def __init__(self, code: str, sentence: str, **params: Any) -> None:
        self.code = code
        self.template = sentence
        self.params = params
        self.sentence = sentence.format(**params) if params else sentence
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return self.sentence


class LoadError(CredentialError):
    """The bytes are not JSON that we accept; `place` says where, as far as it is known."""

    def __init__(self, code: str, sentence: str, *, place: str = "", **params: Any) -> None:
        if place:
            super().__init__(code, sentence + " ({place})", place=place, **params)
        else:
            super().__init__(code, sentence, **params)
        self.place = place


class ContextError(CredentialError):
    """The document's meaning is not certain; `path` is the JSON path of the member at fault."""

    def __init__(self, code: str, sentence: str, *, path: str = "$", **params: Any) -> None:
        if params:
            super().__init__(code, sentence, path=path, **params)
        else:
            super().__init__(code, sentence)
        self.path = path


class UndefinedTerm(ContextError):
    """A member or type that no context of the document defines: a signature would not cover it."""

    def __init__(self, term: str, *, path: str = "$", hint: str = "") -> None:
        super().__init__(
            "undefined_term",
            "“{term}” at {path} is not defined by the document's contexts, so a signature would not cover it. {hint}",
            path=path,
            term=term,
            hint=hint or "Remove it, or add the context that defines it.",
        )
        self.term = term


class UnknownContext(ContextError):
    """A context that is not bundled: we never load contexts from the network."""

    def __init__(self, url: str, *, path: str = "$['@context']") -> None:
        super().__init__(
            "unknown_context",
            "The context {url} at {path} is not among the known contexts, and contexts are never downloaded.",
            path=path,
            url=url,
        )
        self.url = url


class CanonicalizationError(CredentialError):
    """There is no canonical form for this value."""


class WorkBudgetExceeded(CanonicalizationError):
    """The canonical form would cost more work than the budget allows: treat the document as hostile."""

    def __init__(self, what: str, *, limit: int) -> None:
        super().__init__(
            "work_budget_exceeded",
            "Canonicalising this document takes more than {limit} {what}; it was stopped.",
            limit=limit,
            what=what,
        )
        self.what = what
        self.limit = limit


class ProofError(CredentialError):
    """The proof is malformed, uses a suite we do not accept, or does not hold for the document."""


class KeyMaterialError(CredentialError):
    """A key that cannot be read, or is not of the kind that is needed here."""


class ResolveError(CredentialError):
    """A document from outside was refused, or is not what its address promises."""


class Unreachable(ResolveError):
    """Nothing usable came back from `url`, for the reason `why`: the check could not be made.

    `status` is what an http server answered with, where one answered.
    """

    def __init__(self, url: str, why: str, *, status: int | None = None) -> None:
        super().__init__("unreachable", "{url} could not be fetched: {why}", url=url, why=why)
        self.url = url
        self.why = why
        self.status = status


class BakeError(CredentialError):
    """An image that cannot carry a credential, or that carries none, several, or a broken one."""


class StatusError(CredentialError):
    """A status list, or an entry that points into one, which cannot be used."""
