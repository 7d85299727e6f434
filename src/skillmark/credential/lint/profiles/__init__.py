"""What countries and bodies ask of a micro-credential, as data: `check` looks at `Elements` and names what they lack.

`PROFILES` has them by key; each is a file beside this one. Whoever knows a rule better mends a file, and no code. A
rule has one test, by the name of a function in asked.py; what a test cannot see (an appeal procedure, say) is said in
the profile's `about`, and so is what we know only at second hand.
"""

from __future__ import annotations

from skillmark.credential.lint.profiles.demand import Demand, Lack
from skillmark.credential.lint.profiles.files import Profile, read_profiles
from skillmark.credential.model.elements import Elements

__all__ = ["PROFILES", "Demand", "Lack", "Profile", "check"]

PROFILES = read_profiles()


def check(elements: Elements, profile: Profile) -> tuple[Lack, ...]:
    """What the micro-credential lacks by this profile, in the profile's order; nothing is a pass."""
    found = (demand.lack(elements) for demand in profile.demands)
    return tuple(lack for lack in found if lack is not None)
