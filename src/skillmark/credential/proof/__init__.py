"""Proof suites, one file each with the same functions: `hash_data`, `sign` and `verify`."""

from __future__ import annotations

from skillmark.credential.proof import eddsa_jcs_2022, eddsa_rdfc_2022
from skillmark.credential.proof.suite import Suite

SUITES: dict[str, Suite] = {
    eddsa_rdfc_2022.CRYPTOSUITE: eddsa_rdfc_2022,
    eddsa_jcs_2022.CRYPTOSUITE: eddsa_jcs_2022,
}

__all__ = ["SUITES", "Suite", "eddsa_jcs_2022", "eddsa_rdfc_2022"]
