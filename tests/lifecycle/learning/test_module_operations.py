"""What designers write for learners to read: checked, kept while published, copied to the next version."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import NOON, Cast, rewriting

from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.learning import operations
from skillmark.lifecycle.learning.models import Activity, Module

pytestmark = pytest.mark.django_db
QUESTION = {"prompt": "?", "choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}], "correct": "a"}


@pytest.fixture
def draft(cast: Cast) -> Version:
    return Version.objects.create(
        micro_credential=cast.published.micro_credential,
        number=2,
        title="Next",
        author=cast.dana,
        edited_at=NOON,
    )


def save_activity(module: Module, **changes: Any) -> Activity:
    values: dict[str, Any] = {"position": 1, "kind": "text", "title": "Read", "minutes": 5, "body": "Text."}
    return operations.save_activity(module=module, **{**values, **changes})


def test_a_module_and_its_activities_are_saved_changed_and_deleted(draft: Version) -> None:
    module = operations.save_module(version=draft, position=1, title="One", summary="")
    activity = save_activity(module)
    changed = save_activity(module, uid=activity.uid, kind="check", question=QUESTION)
    assert (changed.pk, changed.kind) == (activity.pk, "check")
    renamed = operations.save_module(version=draft, uid=module.uid, position=2, title="Two", summary="s")
    assert (renamed.pk, renamed.title) == (module.pk, "Two")
    operations.delete_activity(activity=activity)
    operations.delete_module(module=module)
    assert not Module.objects.filter(version=draft).exists()


def test_a_check_that_cannot_be_asked_is_refused(draft: Version) -> None:
    module = operations.save_module(version=draft, position=1, title="One", summary="")
    with pytest.raises(Refused, match="prompt"):
        save_activity(module, kind="check", question={})
    assert not Activity.objects.filter(module=module).exists()


def test_a_published_version_does_not_change(cast: Cast) -> None:
    module = Module.objects.get(version=cast.published)
    activity = module.activities.first()
    assert activity is not None
    for write in (
        lambda: operations.save_module(version=cast.published, position=1, title="x", summary=""),
        lambda: save_activity(module),
        lambda: operations.delete_module(module=module),
        lambda: operations.delete_activity(activity=activity),
    ):
        with pytest.raises(Refused) as refusal:
            write()
        assert refusal.value.code == "version.not_draft"


def test_the_copy_has_the_same_activities_and_shares_their_files(cast: Cast, draft: Version) -> None:
    video = keep_file(name="a.mp4", media_type="video/mp4", data=b"film", now=NOON)
    with rewriting(cast.published):
        Activity.objects.create(
            module=Module.objects.get(version=cast.published),
            position=3,
            kind="video",
            title="Watch",
            video=video,
        )
    operations.copy_modules(source=cast.published, target=draft, outcomes={})

    def told(version: Version) -> list[object]:
        return [
            (m.title, [(a.title, a.kind, a.minutes, a.body, a.question, a.video)
                       for a in m.activities.order_by("position")])
            for m in version.modules.order_by("position")
        ]  # fmt: skip

    assert told(draft) == told(cast.published)
