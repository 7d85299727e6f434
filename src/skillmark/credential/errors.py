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
    │       └── CheckBudgetExceeded … or more than is left to one check
    ├── ProofError                  the proof is malformed, or does not hold
    ├── KeyMaterialError            a key that cannot be read, or is of the wrong kind
    ├── ResolveError                a document from outside was refused, or is not what it should be
    │   └── Unreachable             nothing usable came back: this means "could not check" (url, why)
    ├── BakeError                   an image that cannot carry a credential, or carries none or several
    ├── StatusError                 a status list, or an entry in it, that cannot be used
    ├── RegistryError               a list of known issuers that cannot be read
    ├── ElmError                    what cannot be put into the European Learning Model, or read from it (path)
    └── NotVerified                 the checks ran, and the verdict is not "verified" (report; see report.py)

`code` is stable: programs and problem documents hang on it. `sentence` is for people and may change; it is made from a
`template` and its `params`, so that it can be said in another language.
"""

from __future__ import annotations

from typing import Any

from skillmark.credential.message import Message, either


class CredentialError(Exception):
    """The base of the tree: a stable `code` for programs and a `sentence` for people.

    `sentence` is a template where `params` are given: `"{url} is no list."`, url=…; a parameter may be a message.
    """

    def __init__(self, code: str, sentence: str, **params: Any) -> None:
        self.code = code
        self.template = sentence
        self.params = params
        self.sentence = self.message.say()
        super().__init__(self.sentence)

    @property
    def message(self) -> Message:
        """The sentence before it is said, so that it can be part of another one."""
        return Message(self.template, self.params, self.code)

    def __str__(self) -> str:
        return self.sentence

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is, so that it crosses from one process to another: each class is made from something else."""
        return _as_it_was, (type(self), *self.args), self.__dict__


def _as_it_was(kind: type[CredentialError], *args: Any) -> CredentialError:
    return kind.__new__(kind, *args)


class LoadError(CredentialError):
    """The bytes are not JSON that we accept; `place` says where, as far as it is known."""

    def __init__(self, code: str, sentence: str, *, place: Message | str = "", **params: Any) -> None:
        if place:
            super().__init__(code, "{finding} ({place})", finding=Message(sentence, params), place=place)
        else:
            super().__init__(code, sentence, **params)
        self.place = str(place)


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
        mend = Message("Remove it, or add the context that defines it.")
        if context:
            mend = Message("It is defined by {context}; add that context.", {"context": context})
        elif types:
            mend = Message("It belongs to what has the type {types}.", {"types": either(types)})
        super().__init__(
            "undefined_term",
            "“{term}” at {path} is not defined by the document's contexts, so a signature would not cover it. {mend}",
            path=path,
            term=term,
            mend=mend,
        )
        self.term = term
        self.context = context
        self.types = types


class RefusedContext(ContextError):
    """A context that is not followed; `missing` is the first term that has no meaning without it."""

    def __init__(
        self, code: str, sentence: str, *, path: str, missing: UndefinedTerm | None = None, **params: Any
    ) -> None:
        if missing is None:
            super().__init__(code, sentence, path=path, **params)
        else:
            refusal = Message(sentence, {"path": path, **params})
            super().__init__(
                code, "{refusal} {consequence}", path=path, refusal=refusal, consequence=_without(missing)
            )
        self.missing = missing


def _without(missing: UndefinedTerm) -> Message:
    """What has no meaning without a context, and what would define it, as far as it is known."""
    said = {"term": missing.term, "place": missing.path, "context": missing.context}
    if not missing.context:
        return Message("Without it, “{term}” at {place} has no meaning.", said)
    return Message(
        "Without it, “{term}” at {place} has no meaning. It is defined by {context}; name that context instead.",
        said,
    )


class UnknownContext(RefusedContext):
    """A context that is not bundled: we never load contexts from the network."""

    def __init__(
        self,
        url: str,
        *,
        path: str = "$['@context']",
        missing: UndefinedTerm | None = None,
        sha256: str = "",
    ) -> None:
        super().__init__(
            "unknown_context",
            "The context {url} at {path}, with the SHA-256 {sha256}, is not among the known contexts; a newer version "
            "of this verifier may know it. Contexts are never downloaded."
            if sha256
            else "The context {url} at {path} is not among the known contexts, and contexts are never downloaded.",
            path=path,
            missing=missing,
            url=url,
            sha256=sha256,
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
            what=Message(what),
        )
        self.limit = limit


class CheckBudgetExceeded(WorkBudgetExceeded):
    """What was canonicalised before has used up what one check may spend, so this document was not looked at."""

    def __init__(self, *, limit: int) -> None:
        super(WorkBudgetExceeded, self).__init__(
            "work_budget_exceeded",
            "All that this check would have to canonicalise has more than {limit:,} values; it was stopped.",
            limit=limit,
        )
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

    def __init__(self, url: str, why: Message | str, *, status: int | None = None) -> None:
        self.why = why if isinstance(why, Message) else Message(why)
        super().__init__("unreachable", "{url} could not be fetched: {why}", url=url, why=self.why)
        self.url = url
        self.status = status


class BakeError(CredentialError):
    """An image that cannot carry a credential, or that carries none, several, or a broken one."""


class StatusError(CredentialError):
    """A status list, or an entry that points into one, which cannot be used."""


class RegistryError(CredentialError):
    """A list of known issuers that cannot be read, or of a kind that we cannot ask."""


class ElmError(CredentialError):
    """What cannot be put into the European Learning Model, or read from it, without guessing; `path` says where."""

    def __init__(self, code: str, sentence: str, *, path: str = "$", **params: Any) -> None:
        super().__init__(code, sentence, path=path, **params)
        self.path = path
