"""Collects, hashes and compresses static files once per release, so that the server only has to send them."""

from __future__ import annotations

import hashlib
from pathlib import Path

STAMP = ".collected"


def collect_static() -> bool:
    """Fills the static folder of the home; returns False when it already holds these very files."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / STAMP
    fingerprint = _fingerprint()
    if stamp.is_file() and stamp.read_text("ascii") == fingerprint:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint, "ascii")
    return True


def _fingerprint() -> str:
    """Changes when any static file is added, removed or changed."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(f"{name}\0{storage.size(name)}\0{storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()
