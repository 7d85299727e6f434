"""How the VC-API is plugged in."""

from __future__ import annotations

from skillmark.interfaces.connect.plugin import Plugin

PLUGIN = Plugin(name="vcapi", urls="skillmark.interfaces.connect.vcapi.urls")
