"""Every way the credential library can refuse, so that a caller can tell one refusal from another.

    CredentialError                 code, sentence
    ├── LoadError                   the bytes are not JSON that we accept (place)
    ├── ContextError                the document does not mean anything certain (path)
    │   ├── UndefinedTerm           a member that no context defines, which a signature would not cover (term)
    │   └── RefusedContext          a context that is not followed (missing: what has no meaning without it)
    │       ├── UnknownContext      … because it is not bundled (url)
    │       └── InlineContext       … because it is written into the document
    ├── PointerError                a JSON pointer that selects nothing, or half of something (see jsonld/selection.py)
    ├── CanonicalizationError       no canonical form
    │   └── WorkBudgetExceeded      a canonical form exists, but costs more than it is worth
    ├── ProofError                  the proof is malformed, or does not hold
    ├── KeyMaterialError            a key that cannot be read, or is of the wrong kind
    ├── ResolveError                a document from outside was refused, or is not what it should be
    │   └── Unreachable             nothing usable came back: this means "could not check" (url, why)
    ├── BakeError                   an image that cannot carry a credential, or carries none or several
    ├── StatusError                 a status list, or an entry in it, that cannot be used
    ├── RegistryError               a list of known issuers that cannot be read
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
    """The document's meaning is not certain; `path` is the JSON path of the member at fault, and `{path}` names it."""

    def __init__(self, code: str, sentence: str, *, path: str = "$", **params: Any) -> None:
        super().__init__(code, sentence, path=path, **params)
        self.path = path


class UndefinedTerm(ContextError):
    """A member or type that no context of the document defines: a signature would not cover it.

    `context` is an address that would define it; `types` are those whose members may have it.
    """

    def __init__(self, term: str, *, path: str = "$", context: str = "", types: tuple[str, ...] = ()) -> None:
        mend = "Remove it, or add the context that defines it."
        if context:
            mend = "It is defined by {context}; add that context."
        elif types:
            mend = "It belongs to what has the type {types}."
        super().__init__(
            "undefined_term",
            "“{term}” at {path} is not defined by the document's contexts, so a signature would not cover it. "
            + mend,
            path=path,
            term=term,
            context=context,
            types=" or ".join(types),
        )
        self.term = term
        self.context = context


class RefusedContext(ContextError):
    """A context that is not followed; `missing` is the first term that has no meaning without it."""

    def __init__(
        self, code: str, sentence: str, *, path: str, missing: UndefinedTerm | None = None, **params: Any
    ) -> None:
        if missing is not None:
            sentence += " Without it, “{term}” at {place} has no meaning."
            params |= {"term": missing.term, "place": missing.path, "context": missing.context}
            if missing.context:
                sentence += " It is defined by {context}; name that context instead."
        super().__init__(code, sentence, path=path, **params)
        self.missing = missing


class UnknownContext(RefusedContext):
    """A context that is not bundled: we never load contexts from the network."""

    def __init__(
        self, url: str, *, path: str = "$['@context']", missing: UndefinedTerm | None = None
    ) -> None:
        super().__init__(
            "unknown_context",
            "The context {url} at {path} is not among the known contexts, and contexts are never downloaded.",
            path=path,
            missing=missing,
            url=url,
        )
        self.url = url


class InlineContext(RefusedContext):
    """A context that is written into the document: it could give any meaning to what readers think they know."""

    def __init__(self, *, path: str = "$['@context']", missing: UndefinedTerm | None = None) -> None:
        super().__init__(
            "inline_context",
            "A context is written into the document, which is not accepted (in the context at {path}).",
            path=path,
            missing=missing,
        )


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


class RegistryError(CredentialError):
    """A list of known issuers that cannot be read, or of a kind that we cannot ask."""
