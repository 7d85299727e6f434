"""What every template may know of the installation it is shown by."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def installation(_request: HttpRequest) -> dict[str, object]:
    """The name, address and kind of this installation; finished values, no queries."""
    config = settings.CONFIG
    return {"site_name": config.site_name, "base_url": config.base_url, "is_demo": config.demo}
