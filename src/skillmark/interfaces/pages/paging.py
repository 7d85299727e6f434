"""Pages of lists that may have a million lines: which lines a page has is read from an index, then only those lines."""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

# What is found by a word may be anywhere, so no more is looked for.
MOST_FOUND = 1_000


class Pages(Paginator):
    """`number` is how many lines there are, where somebody has counted them already."""

    def __init__(self, found: QuerySet[Any], per_page: int, *, number: int | None = None) -> None:
        super().__init__(found, per_page)
        self._found, self._number = found, number

    @cached_property
    def count(self) -> int:
        return self._found.order_by().count() if self._number is None else self._number

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self._found.values_list("pk", flat=True)[first : first + self.per_page]
        return Page(rows_with(self._found, list(keys) if self.count else []), number, self)


class FoundPages(Pages):
    """What was found by a word: the newest thousand at most; `is_cut` says that there are more."""

    def __init__(self, found: QuerySet[Any], per_page: int) -> None:
        # In no order, this ends as soon as there are enough; few are put in order here.
        rows = list(found.order_by().values(*map(_name, found.query.order_by), "pk")[: MOST_FOUND + 1])
        self.is_cut = len(rows) > MOST_FOUND
        if self.is_cut:
            self._keys = list(found.values_list("pk", flat=True)[:MOST_FOUND])
        else:
            for term in reversed(found.query.order_by):
                rows.sort(key=itemgetter(_name(term)), reverse=str(term).startswith("-"))
            self._keys = [row["pk"] for row in rows]
        super().__init__(found, per_page, number=len(self._keys))

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return Page(rows_with(self._found, self._keys[first : first + self.per_page]), number, self)


def _name(term: object) -> str:
    """The field that is ordered by."""
    return str(term).lstrip("-")


def rows_with(found: QuerySet[Any], keys: list[int]) -> list[Any]:
    """The rows with these keys, in their order, with what `found` would bring with each."""
    rows = found.model._default_manager.filter(pk__in=keys)
    # By their keys alone: with the other conditions, a planner may prefer an index that holds all rows.
    rows.query.select_related = found.query.select_related
    rows.query.deferred_loading = found.query.deferred_loading
    by_key = {each.pk: each for each in rows}
    return [by_key[key] for key in keys if key in by_key]
