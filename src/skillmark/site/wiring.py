"""Lists, by name, what is plugged into the house: the subscribers that tell the world what happened."""

from __future__ import annotations

# A fact in the ledger makes one delivery row for each subscriber; the worker calls the function named here,
# again until it succeeds. Subscribers only tell the world, they never finish what a journey began.
SUBSCRIBERS: dict[str, str] = {}
