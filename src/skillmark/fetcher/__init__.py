"""The only way out to the network: one guarded fetcher, the documents it has seen, and the resolver made of both."""

from __future__ import annotations

from skillmark.fetcher.guard import Answer, FetchBudget, Guard, Refused
from skillmark.fetcher.known import Known, KnownDocuments
from skillmark.fetcher.resolver import WebResolver

__all__ = ["Answer", "FetchBudget", "Guard", "Known", "KnownDocuments", "Refused", "WebResolver"]
