"""`skillmark design clone`: a copy, and from the copy to the public in one call, by two people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.cast import Cast, rewriting
from tests.journeys.test_design import published

from skillmark.interfaces.cli.main import main
from skillmark.lifecycle.designing.models import MicroCredential, Version

Type = Callable[..., dict[str, Any]]
LIVE = ("--live", "--reviewer", "rene@example.org", "--comment", "As its source.")


@pytest.fixture
def clone(capsys: pytest.CaptureFixture[str]) -> Type:
    def clone(source: str, *words: str, code: int = 0) -> dict[str, Any]:
        typed = ["design", "clone", source, "--by", "dana@example.org", "--json", *words]
        assert main(typed) == code
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        return said

    return clone


def test_from_clone_to_live_in_one_call(cast: Cast, clone: Type) -> None:
    source = published(cast).micro_credential.key
    said = clone(source, "--title", "Charts for Nurses", *LIVE)
    version = Version.objects.get(uid=said["uid"])
    assert (said["state"], said["key"]) == ("published", "charts-for-nurses")
    assert said["address"].endswith("/catalogue/charts-for-nurses/")
    review = version.reviews.get()
    assert (review.reviewer, review.comment, version.published_by) == (cast.rene, "As its source.", cast.dana)
    assert {each["answer"] for each in review.answers} == {"yes"}
    assert version.micro_credential.offerings.count() == 1


def test_without_live_it_is_a_draft(cast: Cast, clone: Type) -> None:
    said = clone(published(cast).micro_credential.key, "--title", "Charts for Nurses")
    assert said["state"] == "draft"
    assert said["address"].endswith(f"/design/{said['uid']}/")


def test_nobody_reviews_their_own_copy_and_nothing_is_left_behind(cast: Cast, clone: Type) -> None:
    source = published(cast).micro_credential.key
    before = MicroCredential.objects.count()
    olga = ("--by", "olga@example.org", "--live", "--reviewer", "olga@example.org", "--comment", "Fine.")
    assert clone(source, "--title", "Mine", *olga, code=1)["error"]["code"] == "review.own_work"
    with rewriting(cast.published) as version:
        version.can_do = ""
        version.save(update_fields=["can_do"])
    said = clone(cast.published.micro_credential.key, "--title", "Lacking", *LIVE, code=1)
    assert said["error"]["code"] == "version.incomplete"
    said = clone(source, "--title", "X", "--live", "--reviewer", "lea@example.org", "--comment", "Hm", code=1)
    assert said["error"]["code"] == "by"
    assert MicroCredential.objects.count() == before


def test_live_asks_for_a_reviewer_and_a_comment(cast: Cast) -> None:
    key = cast.published.micro_credential.key
    with pytest.raises(SystemExit) as left:
        main(["design", "clone", key, "--title", "X", "--live", "--reviewer", "rene@example.org"])
    assert left.value.code == 64
