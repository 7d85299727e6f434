"""How a design is said in another language: one achievement, several languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing import operations as designing
from skillmark.lifecycle.designing.models import Translation
from skillmark.lifecycle.designing.queries import access_version


def save_translation(
    *,
    actor: Person,
    version_uid: UUID,
    language: str,
    texts: Mapping[str, str],
    outcomes: Mapping[str, str],
    now: datetime,
    seen_at: datetime | None = None,
) -> Translation:
    """Adds or changes one language of a draft; `texts` by `wording.WORDED`, `outcomes` by the outcome's uid.

    `seen_at` is the version's `edited_at` that the writer had before them: see `designing.operations.take_pen`.
    """
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="languages", now=now, seen_at=seen_at)
        return designing.save_translation(version=held, language=language, texts=texts, outcomes=outcomes)


def remove_translation(*, actor: Person, version_uid: UUID, language: str, now: datetime) -> None:
    """Takes a language away from a draft; taking it away again (a double click) does nothing."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="languages", now=now)
        designing.remove_translation(version=held, language=language)
