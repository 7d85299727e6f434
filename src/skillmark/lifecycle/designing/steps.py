"""The five steps in which a micro-credential is developed: what each brought forth, and who else has signed it off.

Whoever wants to may use them; where an organisation demands them, nothing is approved or published without all five.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.models import DesignRules, DevelopmentStep, StepKind, Version

ASKS: Final[Mapping[str, str]] = {
    StepKind.NEED: "Who needs this, and how do you know? A survey, job adverts, talks with employers.",
    StepKind.COMPETENCES: "Which competences follow from the need? A list, or the framework they come from.",
    StepKind.ASSESSMENT: "How is each competence shown? The plan of the assessment, tried with somebody.",
    StepKind.LEARNING: "How do learners get there? The outline of content and support.",
    StepKind.CREDENTIALING: "What is awarded, by whom, and who recognises it? Badge, level, quality assurance.",
}


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One step of a version as it stands: `lacks` says what is still to be done, empty when nothing is."""

    kind: str
    label: str
    asks: str
    step: DevelopmentStep | None
    lacks: str


def gates_of(version: Version) -> list[Gate]:
    """All five in their order, done or not."""
    found = DevelopmentStep.objects.filter(version=version).select_related("written_by", "signed_by", "file")
    by_kind = {step.kind: step for step in found}
    return [
        Gate(
            kind=kind.value, label=kind.label, asks=ASKS[kind], step=by_kind.get(kind.value),
            lacks=_lacks(by_kind.get(kind.value)),
        )
        for kind in StepKind
    ]  # fmt: skip


def _lacks(step: DevelopmentStep | None) -> str:
    if step is None:
        return "nothing is recorded yet"
    return "" if step.signed_by_id else "nobody has signed it off yet"


def are_demanded(org: Organisation) -> bool:
    return DesignRules.objects.filter(org=org, demands_steps=True).exists()


def refuse_open_steps(version: Version) -> None:
    """Raises Refused where the organisation demands the steps and one of them is not done."""
    if not are_demanded(version.micro_credential.org):
        return
    open_ = [f"{gate.label}: {gate.lacks}" for gate in gates_of(version) if gate.lacks]
    if open_:
        raise Refused(
            "steps.open",
            f"Your organisation asks for five steps of development, and {len(open_)} "
            f"{'is' if len(open_) == 1 else 'are'} not done. {'. '.join(open_)}.",
            "Record each step under “Development”, and have it signed off by somebody else.",
        )
