"""A college in a process of its own, for the tests of publishing: `prepare` issues and withdraws, `more` goes on.

Run with SKILLMARK_HOME and SKILLMARK_BASE_URL set; what was issued lies in the folder `issued` of the home.
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django had to be set up first
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.cast import assemble  # noqa: E402
from tests.issuing_helpers import issued  # noqa: E402

from skillmark.config import current  # noqa: E402
from skillmark.foundation.orgs.models import IssuerMethod, Organisation  # noqa: E402
from skillmark.foundation.people.models import Person  # noqa: E402
from skillmark.journeys.revoke import revoke_credential, suspend_credential  # noqa: E402
from skillmark.lifecycle.issuing.models import Credential  # noqa: E402


def prepare() -> None:
    """One credential of each kind of issuer that stands, one that is revoked, and one that is suspended."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        cast = assemble()
        people = [cast.lea, cast.noor, cast.emma]
        for person, method in zip(people, IssuerMethod.values, strict=True):
            Organisation.objects.filter(pk=cast.northfield.pk).update(issuer_method=method)
            _keep(f"good-{method.replace(':', '-')}", issued(person, cast.published))
        Organisation.objects.filter(pk=cast.northfield.pk).update(issuer_method=IssuerMethod.HTTPS)
        now = timezone.now()
        revoked, suspended = issued(cast.asa, cast.published), issued(cast.ines, cast.published)
        why = {"actor": cast.rob, "now": now}
        revoke_credential(credential_uid=revoked.uid, reason="The exam had leaked", **why)
        suspend_credential(credential_uid=suspended.uid, reason="Under review", **why)
        _keep("revoked", revoked)
        _keep("suspended", suspended)


def more() -> None:
    """The first one is revoked as well."""
    rob = Person.objects.get(email="rob@example.org")
    first = Credential.objects.order_by("pk")[0]
    revoke_credential(actor=rob, credential_uid=first.uid, reason="Issued in error", now=timezone.now())


def _keep(name: str, credential: Credential) -> None:
    folder = current().home / "issued"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(credential.document, "utf-8")


if __name__ == "__main__":
    {"prepare": prepare, "more": more}[sys.argv[1]]()
