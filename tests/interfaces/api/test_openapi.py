"""The API is a promise: what it says of itself changes only together with the committed snapshot."""

from __future__ import annotations

import json
import os
from pathlib import Path

from skillmark.interfaces.api.urls import api

SNAPSHOT = Path(__file__).resolve().parents[3] / "docs" / "reference" / "openapi.json"


def as_text() -> str:
    """The description of the API as the snapshot holds it; the program's own version is no part of the promise."""
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    schema["info"]["version"] = "1"
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def test_the_api_is_as_its_snapshot_says() -> None:
    """After a change that is meant, WRITE_OPENAPI=1 writes the snapshot anew: read what changed in it."""
    if os.environ.get("WRITE_OPENAPI"):
        SNAPSHOT.write_text(as_text())
    assert SNAPSHOT.read_text() == as_text()


def test_every_endpoint_says_what_goes_wrong_as_problem_details() -> None:
    for path, methods in json.loads(as_text())["paths"].items():
        for method, described in methods.items():
            assert described["summary"], (path, method)
            assert set(described["responses"]) != {"200"} or path == "/api/v1/catalogue", (path, method)
