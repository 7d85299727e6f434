"""Decides whether a title promises more than a micro-credential is.

NZQA Listing and Operational Rules 2022, 6.2(a), names the words; other countries protect the same and their own. A word
counts where it names the award, and not where it names something else: “Scrum Master”, “360-degree feedback” and
“Second-degree burns” promise nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from skillmark.credential.lookalike import folded

_AWARDS = (
    r"(?<![-°\d])(?<!\d\s)(?<!first\s)(?<!second\s)(?<!third\s)\bdegrees?\b(?!\s+(?:celsius|fahrenheit|of\s+freedom))",
    r"\bdiplom(?:a|as|e|es)?\b",
    r"\b(?:under|post)-?graduate\b",
    r"\bbachelors?\b",
    r"\bbaccalaur\w+",
    r"\bbachillerato\b",
    r"\bmaster(?:['’]?s)?\s+(?:of|degree|programme|program)\b",
    r"\bmaster['’]s\b",
    r"\bmagister\b",
    r"\bdoctor\s+of\b",
    r"\bdoctora(?:te|l|do)\b",
    r"\bph\.?\s?d\b",
    r"\b(?:b\.?sc|m\.?sc|b\.?eng|m\.?eng|mba|ll\.?[bm])\b",
    r"\blicenciatura\b",
    r"\blaurea\b",
    r"\bstaatsexamen\b",
    r"\babitur\b",
    r"\b(?:new\s+zealand|national)\s+(?:certificate|qualification)s?\b",
)
# What only who writes in that language means by it: “grado” is a degree in Spanish, and a step in Italian.
_BY_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "ar": (r"بكالوريوس", r"ماجستير", r"دكتوراه", r"دبلوم(?!اس)"),
    "cs": (
        r"\bbakal[aá]ř\w*",
        r"\bmagist(?:er|ersk\w+)\b",
        r"\bdoktor[aá]t\w*",
        r"\bdiplom(?:em|u|y|ů)?\b",
        r"\bmaturit\w+",
    ),
    "da": (
        r"\b(?:bachelor|kandidat|master|ph\.?d\.?)-?grad(?:en)?\b",
        r"\b\w*diplom(?:er|et)?\b",
        r"\beksamensbevis\w*",
    ),
    "de": (
        r"\b(?:bachelor|master)(?:abschl[uü]ss|grad|studiengang|studium|titel)\w*",
        r"\b(?:fachhochschul|hochschul|studien|universitäts)abschl[uü]ss\w*",
        r"\bakademische[mnrs]?\s+(?:grad|titel)\w*",
        r"\bdoktor(?:grad|titel|würde)\w*",
        r"\b\w*diplom\b",
        r"\b\w*abitur\b",
        r"\bmatura\b",
        r"\b(?:gesellen|meister)brief\w*",
    ),
    "el": (r"\bπτυχί\w+", r"\bδίπλωμα\w*", r"\bδιδακτορικ\w+", r"\bμεταπτυχιακ\w+"),
    "es": (
        r"\bgrado\s+(?:en|medio|superior|universitario)\b",
        r"(?<!scrum\s)\bm[aá]ster\s+(?:de|en|oficial|universitario)\b",
        r"\bmaestría\s+en\b",
        r"\bdiplomado\b",
        r"\bt[ií]tulo\s+(?:oficial|profesional|universitario)\b",
    ),
    "fi": (r"\b\w*tutkin(?:non|to)\w*", r"\bkandidaat\w+", r"\bmaister\w+", r"\btohtori\w*"),
    "fr": (
        r"\blicence\s+(?:professionnelle|universitaire)\b",
        r"\bmaîtrise\s+universitaire\b",
        r"(?<!scrum\s)\bmast[eè]re?\s+(?:de|en|professionnel|spécialisé|universitaire)\b",
        r"\bdoctorat\b",
        r"\bgrade\s+universitaire\b",
    ),
    "it": (
        r"\bdottorato\b",
        r"(?<!scrum\s)\bmaster\s+(?:in|universitario)\b",
        r"\bmaturità\b",
        r"\btitolo\s+(?:accademico|di\s+studio)\b",
    ),
    "nl": (
        r"\b\w*diploma(?:['’]?s)?\b",
        r"\bacademische\s+graad\b",
        r"\b(?:bachelor|master)(?:graad|opleiding|titel)\b",
        r"\bdoctor(?:aat|stitel)\b",
    ),
    "no": (
        r"\b(?:bachelor|kandidat|master|doktor|ph\.?d\.?)-?grad(?:en)?\b",
        r"\b\w*diplom(?:er|et)?\b",
        r"\bvitnemål\w*",
    ),
    "pl": (
        r"\blicencjat\w*",
        r"\bmagister\w*",
        r"\bdoktorat\w*",
        r"\bdyplom(?:em|u|y|ów)?\b",
        r"\bstopień\s+naukowy\b",
        r"\bmatur[ay]\b",
    ),
    "pt": (
        r"\bbacharel(?:ado|ato)?\b",
        r"\bmestrado\b",
        r"\bdoutora(?:do|mento)\b",
        r"\bgrau\s+acad[eéê]mico\b",
        r"\bpós-graduaç\w+",
    ),
    "ro": (r"\bdiplom[aăe]\b", r"\blicenț[aăe]\b", r"\bmasterat\w*", r"\bdoctorat\w*", r"\bbacalaureat\w*"),
    "sv": (
        r"\b(?:doktors|högskole|kandidat|licentiat|magister|master)examen\b",
        r"\bakademisk\s+(?:examen|grad)\b",
        r"\b\w*diplom(?:et)?\b",
    ),
    "tr": (r"\blisans\s+(?:derecesi|diploması|eğitimi|programı)\b", r"\bdiploması?\b", r"\bdoktora\b"),
    "uk": (
        r"\bдиплом(?:а|и|ом|у|ів)?\b",
        r"\bбакалавр\w*",
        r"\bмагістр(?:а|и|ом|ів|ськ\w+)?\b",
        r"\bдоктор\s+наук\b",
    ),
}
_AWARD = re.compile("|".join(_AWARDS), re.IGNORECASE)
_AWARD_IN = {
    language: re.compile("|".join((*_AWARDS, *own)), re.IGNORECASE) for language, own in _BY_LANGUAGE.items()
}
# Letters that stand for two of ours when they are folded, and one that is read as ours rather than drawn so.
_READ_AS = {"і": "i", "ι": "i", "ı": "i", "л": "l"}
_LETTER_BETWEEN = re.compile(r"(?<=[a-z])[01|5](?=[a-z])", re.IGNORECASE)
_ONE_BETWEEN = re.compile(r"(?<=[a-z])1(?=[a-z])", re.IGNORECASE)


def title_problem(title: str, *, language: str = "") -> str:
    """Why a title may be taken for that of a degree or a national qualification; empty when it may not.

    The words of the title's own language count as well, where we have them.
    """
    award = _AWARD_IN.get(language.split("-", maxsplit=1)[0].lower(), _AWARD)
    found = next(filter(None, map(award.search, _readings(title))), None)
    if found is None:
        return ""
    return (
        f"“{found[0]}” promises a degree or a national qualification, and a micro-credential is neither. "
        "Name what one learns instead."
    )


def _readings(title: str) -> tuple[str, str, str]:
    """The title as it stands, and as it reads with every letter that is drawn like one of ours taken for that."""
    plain = unicodedata.normalize("NFKC", title)
    drawn = "".join(
        each if each.isascii() or each.isspace() else _READ_AS.get(each.lower()) or folded(each)
        for each in plain
    )
    lettered = _LETTER_BETWEEN.sub(lambda digit: {"0": "o", "5": "s"}.get(digit[0], "1"), drawn)
    return plain, _ONE_BETWEEN.sub("i", lettered), _ONE_BETWEEN.sub("l", lettered)
