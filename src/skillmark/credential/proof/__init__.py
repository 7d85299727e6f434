"""Proof suites, one file each with the same functions: `hash_data`, `sign` and `verify`."""

from __future__ import annotations

from skillmark.credential.proof import eddsa_jcs_2022, eddsa_rdfc_2022
from skillmark.credential.proof.suite import Suite

SUITES: dict[str, Suite] = {
    eddsa_rdfc_2022.CRYPTOSUITE: eddsa_rdfc_2022,
    eddsa_jcs_2022.CRYPTOSUITE: eddsa_jcs_2022,
}
# What can be checked, though no longer issued, is more than what can be issued.
VERIFIABLE: dict[str, Suite] = SUITES | {eddsa_rdfc_2022.FORMER_NAME: eddsa_rdfc_2022}

__all__ = ["SUITES", "VERIFIABLE", "Suite", "eddsa_jcs_2022", "eddsa_rdfc_2022"]
