"""Errors are told in another process as they are told in this one."""

from __future__ import annotations

import pickle

import pytest

from skillmark.credential.errors import (
    CheckBudgetExceeded,
    ContextError,
    CredentialError,
    LoadError,
    UndefinedTerm,
    UnknownContext,
    Unreachable,
)
from skillmark.credential.issue import IssueRefused
from skillmark.credential.message import Message
from skillmark.credential.steps.flaws import Flaw

FLAW = Flaw("missing", ("issuer", "id"), "“{path}” is missing.", "Add it.")


@pytest.mark.parametrize(
    "error",
    [
        LoadError("json_number", "A number is too large.", place="line 1"),
        ContextError("invalid_id", "The identifier at {path} is not text.", path="$.id"),
        UndefinedTerm("oven", path="$.oven", types=("Kitchen",)),
        UnknownContext("https://x.example", missing=UndefinedTerm("oven")),
        CheckBudgetExceeded(limit=7),
        Unreachable("https://x.example", Message("{count} tries", {"count": 3}), status=503),
        IssueRefused([FLAW.message], flaws=(FLAW,)),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_from_process_to_process(error: CredentialError) -> None:
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is type(error)
    assert (str(there), there.args, there.message) == (str(error), error.args, error.message)
    assert repr(vars(there)) == repr(vars(error))
