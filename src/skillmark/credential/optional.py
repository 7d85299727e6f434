"""Packages that make the same work faster where they are installed; without them nothing is missing but speed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


@cache
def package(name: str) -> Any:
    """The module of that name, None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None
