"""Fills a catalogue and opens its pages as people narrow it. Runs in a process of its own and prints figures."""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from skillmark.config import create_secrets, home
from skillmark.interfaces.cli import platform

SEED = 2026
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SECTORS = (
    "Information technology", "Health", "Business and finance", "Education", "Manufacturing", "Sustainability",
    "Languages and culture", "Compliance", "Project management", "Entrepreneurship", "Supply chain", "ERP",
    "Soft skills",
)  # fmt: skip
SUBJECTS = (
    "data", "wound care", "welding", "bookkeeping", "cloud security", "lean production", "teaching", "negotiation",
    "circular design", "machine learning", "first aid", "logistics", "risk", "payroll", "food safety", "statistics",
)  # fmt: skip
WORDS = (
    "foundations",
    "in practice",
    "for teams",
    "advanced",
    "basics",
    "at work",
    "for beginners",
    "and law",
)
LANGUAGES = ("en", "de", "fr", "nl", "es", "pl")
PROVIDERS = 300


def main(number: int, definitions: int) -> int:
    create_secrets(home())
    platform.start_django()
    platform.migrate()
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    _fill(chance, definitions)
    print(json.dumps(_measured(chance, number, definitions)))
    return 0


# --- a catalogue ------------------------------------------------------------------------------------------------


def _fill(chance: random.Random, number: int) -> None:
    """As bulk as it gets: what is measured is reading."""
    from skillmark.foundation.orgs.models import Organisation
    from skillmark.foundation.people.models import Person
    from skillmark.foundation.skills.models import SKILL_KINDS, Concept
    from skillmark.journeys.begin import bring_in_extract
    from skillmark.lifecycle.designing.models import MicroCredential, SkillAlignment, Translation, Version
    from skillmark.lifecycle.offering.models import Recognition

    bring_in_extract(now=NOW)
    author = Person.objects.create_user("author@example.org", None, name="An Author")
    orgs = Organisation.objects.bulk_create(
        Organisation(key=f"provider-{place}", name=f"College of {_place(chance)} {place}", created_at=NOW)
        for place in range(PROVIDERS)
    )
    keys = MicroCredential.objects.bulk_create(
        [
            MicroCredential(
                org=chance.choice(orgs), key=f"definition-{place}", created_by=author, created_at=NOW
            )
            for place in range(number)
        ],
        batch_size=1000,
    )
    versions = Version.objects.bulk_create(
        [_version(chance, each, place, author) for place, each in enumerate(keys)], batch_size=1000
    )
    skills = list(Concept.objects.filter(kind__in=SKILL_KINDS, framework__is_current=True))
    SkillAlignment.objects.bulk_create(
        [
            SkillAlignment(version=version, skill=skill)
            for version in versions
            for skill in chance.sample(skills, chance.randint(1, 6))
        ],
        batch_size=1000,
    )
    Translation.objects.bulk_create(
        [
            Translation(
                version=version, language=chance.choice(LANGUAGES[1:]), title=f"{version.title} (anders)"
            )
            for version in versions
            if chance.random() < 0.3
        ],
        batch_size=1000,
    )
    names = [f"{_place(chance)} Group {place}" for place in range(80)]
    Recognition.objects.bulk_create(
        [
            Recognition(version=version, name=name, stamp=chance.getrandbits(40))
            for version in versions
            if chance.random() < 0.25
            for name in chance.sample(names, chance.randint(1, 3))
        ],
        batch_size=1000,
    )
    Version.objects.filter(state="draft").update(state="published")


def _place(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3)).capitalize()


def _version(chance: random.Random, micro_credential: Any, place: int, author: Any) -> Any:
    from skillmark.lifecycle.designing.models import Mode, Stackability, Version

    subject = chance.choice(SUBJECTS)
    return Version(
        micro_credential=micro_credential,
        number=1,
        title=f"{subject.capitalize()} {chance.choice(WORDS)} {place}",
        can_do=f"apply {subject} to the problems of {_place(chance)}, and say why the result holds",
        description="What you learn, told at some length. " * 12,
        criteria="- Pass the quiz\n- Hand in the project\n" * 4,
        sector=chance.choice(SECTORS),
        mode=chance.choice(Mode.values),
        language=chance.choice(LANGUAGES),
        workload_hours=chance.choice([None, 5, 12, 25, 40, 60, 90, 150]),
        level=chance.choice([None, 2, 3, 4, 5, 6, 7]),
        price=chance.choice([None, Decimal(0), Decimal(45), Decimal(120), Decimal(390), Decimal(1200)]),
        currency=chance.choice(["EUR", "EUR", "GBP"]),
        stackability=chance.choice(["", *Stackability.values]),
        author=author,
        edited_at=NOW,
        published_at=NOW - timedelta(hours=place),
    )


# --- opening it -------------------------------------------------------------------------------------------------


def _measured(chance: random.Random, number: int, definitions: int) -> dict[str, Any]:
    from django.test import Client

    from skillmark.lifecycle.designing.models import Version
    from skillmark.lifecycle.offering.catalogue import catalogue
    from skillmark.lifecycle.offering.facets import Wish

    client = Client(SERVER_NAME="localhost")
    _seconds(client, "/verify/")  # what a process loads for any page
    first = _seconds(client, "/catalogue/")
    Version.objects.filter(pk=Version.objects.order_by("pk")[0].pk).update(state="on_hold")
    changed = _seconds(client, "/catalogue/")
    choices = {facet: [each.value for each in found] for facet, found in catalogue(Wish()).choices.items()}
    addresses = [_address(chance, choices) for _ in range(number)]
    busy = time.process_time()
    taken = sorted(_seconds(client, address) for address in addresses)
    busy = time.process_time() - busy
    totals = [_total(client, address) for address in addresses[:50]]
    return {
        "pages": number,
        "definitions": definitions,
        "values": sum(map(len, choices.values())),
        "found": round(sum(totals) / len(totals)),
        "first_ms": round(first * 1000, 1),
        "changed_ms": round(changed * 1000, 1),
        "p50_ms": round(taken[number // 2] * 1000, 1),
        "p95_ms": round(taken[number * 95 // 100] * 1000, 1),
        "most_ms": round(taken[-1] * 1000, 1),
        # Where much else runs on the machine, this says what a page costs, and the others how long one waits.
        "processor_ms": round(busy / number * 1000, 1),
    }


def _address(chance: random.Random, choices: dict[str, Sequence[str]]) -> str:
    """Some only look, some type, some of them misspelt; most choose one to four values, some two of a facet."""
    asked: list[tuple[str, str]] = []
    if chance.random() < 0.4:
        text = " ".join(
            chance.sample([word for each in SUBJECTS for word in each.split()], chance.randint(1, 2))
        )
        place = chance.randrange(1, len(text) - 1)
        asked.append(("q", text[:place] + text[place + 1 :] if chance.random() < 0.25 else text))
    for facet in chance.sample(sorted(choices), chance.choice([0, 0, 1, 1, 2, 3])):
        several = min(len(choices[facet]), chance.choice([1, 1, 2]))
        asked += [(facet, value) for value in chance.sample(list(choices[facet]), several)]
    if chance.random() < 0.3:
        asked.append(("sort", chance.choice(["title", "newest", "shortest", "cheapest"])))
    if chance.random() < 0.3:
        asked.append(("page", str(chance.randint(2, 40))))
    return f"/catalogue/?{urlencode(asked)}"


def _seconds(client: Any, address: str) -> float:
    begun = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return taken


def _total(client: Any, address: str) -> int:
    said = re.search(r'id="h-found">([\d,]+)', client.get(address).content.decode())
    return int(said[1].replace(",", "")) if said else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
