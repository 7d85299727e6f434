"""The table that a batch was made from, and the rows of it that are to be mended."""

from __future__ import annotations

from collections.abc import Iterator

from skillmark.foundation.files import storage
from skillmark.foundation.files.mending import rows_to_mend
from skillmark.lifecycle.issuing.models import Batch


def problem_table(batch: Batch) -> Iterator[bytes]:
    """A CSV file, in pieces: the rows with problems, to be mended and handed in again as it is."""
    assert batch.file is not None  # noqa: S101 - it was made from a table
    problems = batch.problems.order_by("row", "pk").values_list("row", "sentence").iterator()
    return rows_to_mend(storage.path_of(batch.file.sha256), name=batch.file.name, problems=problems)
