"""Data Integrity proof suites, one file each with the same functions: `sign` and `verify`, or `verify` alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.credential.proof import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ecdsa_sd_2023,
    ed25519_signature_2020,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from skillmark.credential.proof.suite import PROOF_TYPE, Suite, Verifiable

SUITES: dict[str, Suite] = {
    eddsa_rdfc_2022.CRYPTOSUITE: eddsa_rdfc_2022,
    eddsa_jcs_2022.CRYPTOSUITE: eddsa_jcs_2022,
    ecdsa_rdfc_2019.CRYPTOSUITE: ecdsa_rdfc_2019,
    ecdsa_jcs_2019.CRYPTOSUITE: ecdsa_jcs_2019,
    ecdsa_sd_2023.CRYPTOSUITE: ecdsa_sd_2023,
}
# What can be checked, though no longer issued, is more than what can be issued.
VERIFIABLE: dict[str, Verifiable] = {
    **SUITES,
    eddsa_rdfc_2022.FORMER_NAME: eddsa_rdfc_2022,
    ed25519_signature_2020.PROOF_TYPE: ed25519_signature_2020,
}


def suite_name(proof: Mapping[str, Any]) -> str:
    """The name that a proof gives its suite: `cryptosuite`, or the type of proofs that are older than that member."""
    name = proof.get("cryptosuite") if proof.get("type") == PROOF_TYPE else proof.get("type")
    return name if isinstance(name, str) else ""


def suite_of(proof: Mapping[str, Any]) -> Verifiable | None:
    """The suite that can check a proof; None where its kind is not supported."""
    return VERIFIABLE.get(suite_name(proof))


__all__ = ["SUITES", "VERIFIABLE", "Suite", "Verifiable", "suite_name", "suite_of"]
