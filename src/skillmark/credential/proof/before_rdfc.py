"""Ed25519 signatures from before RDFC-1.0, over what URDNA2015 made of a document, or over what RDFC-1.0 makes of it.

The two are one algorithm, but for the control characters of a text: URDNA2015 lets most of them stand, and RDFC-1.0
escapes them (RDF Dataset Canonicalization 1.0, appendix "URDNA2015"). Who signed with a suite from before 2023 used the
one or the other, as their library had it, so a tab in a narrative decides. Neither form can be that of another document
in the other: where one has the character itself, the other never has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from skillmark.credential.canon.nquads import Escape, escape_text_of_2015
from skillmark.credential.errors import ProofError
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.proof.suite import Document, check_signature

# What RDFC-1.0 escapes and URDNA2015 does not, as JSON writes it.
_DIFFERS = re.compile(r"\\[bft]|\\u00[01]|\x7f")


def check_either_signature(
    document: Document,
    proof: Document,
    *,
    public_key: PublicKey,
    hash_data: Callable[[Escape | None], bytes],
) -> None:
    """Raise ProofError unless the proof's value is the signature of `public_key` over one of the two forms.

    `hash_data` is what is signed, when texts are escaped in a certain way.
    """
    try:
        check_signature(proof, public_key=public_key, data=hash_data(None))
    except ProofError as error:
        if error.code != "signature_invalid" or not _DIFFERS.search(json.dumps(document, ensure_ascii=False)):
            raise
        check_signature(proof, public_key=public_key, data=hash_data(escape_text_of_2015))
