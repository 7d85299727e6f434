"""The contexts that test suites name and no credential of real life does; known to this connector alone."""

from __future__ import annotations

from skillmark.credential.contexts import BUNDLED

# Verifiable Credentials Data Model 2.0, "Base Context": it gives an address to every term that nobody defined.
_EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": (
        b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'
    )
}
CONTEXTS = BUNDLED.extended(_EXAMPLES)
