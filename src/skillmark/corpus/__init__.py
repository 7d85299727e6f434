"""Credentials to try a verifier on: thousands that it must refuse, each for a known reason, and those that it must not.

Everything here follows from fixed keys and dates, so that the same version makes the same bytes everywhere.
"""

from __future__ import annotations

from skillmark.corpus.collection import Corpus, assemble
from skillmark.corpus.judging import Judgement, OurVerifier, Result, judge, weigh
from skillmark.corpus.manifest import Manifest, ManifestError, read, write

__all__ = [
    "Corpus",
    "Judgement",
    "Manifest",
    "ManifestError",
    "OurVerifier",
    "Result",
    "assemble",
    "judge",
    "read",
    "weigh",
    "write",
]
