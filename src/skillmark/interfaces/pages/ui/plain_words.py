"""What the terms of a micro-credential mean, for a reader who never heard of one. Fixed sentences, short and plain.

`tests/interfaces/pages/ui/test_plain_words.py` holds them to a reading grade.
"""

from __future__ import annotations

from typing import Final

from skillmark.lifecycle.designing.models import (
    CreditScheme,
    Cycle,
    IdentityCheck,
    Mode,
    QualityAssurance,
    Stackability,
    Supervision,
    VersionState,
)

IN_A_SENTENCE: Final = (
    "A micro-credential is a small proof of learning. It says what you can do, and how that was checked."
)

# In our own words, after the descriptors of the EQF (Recommendation 2017/C 189/03, Annex II).
EQF: Final = {
    1: "You know the basics. You do simple tasks with somebody beside you.",
    2: "You know the basic facts of a field. You do routine tasks with some help.",
    3: "You know a field well enough to do its tasks on your own. You choose the right way to do them.",
    4: "You know a field broadly, as a skilled worker does. You plan your own work and can guide the routine "
    "work of others. School leaving exams often stand at this level.",
    5: "You know a field in depth and solve new problems in it. You lead work that may change as it goes. "
    "Short courses after school often stand at this level.",
    6: "You know a field at an advanced level and handle complex tasks. You take decisions when things are not clear. "
    "A bachelor's degree stands at this level.",
    7: "You know a field as an expert and find new ways in it. You lead complex work. "
    "A master's degree stands at this level.",
    8: "You work at the edge of what is known and add to it. A doctorate stands at this level.",
}
LEVEL_SCALE: Final = (
    "Europe counts levels from 1, the basics, to 8, a doctorate. "
    "The level says how hard it is, not how long it takes."
)
LEVEL_UNSAID: Final = "The provider has not said which level this is."

CYCLES: Final = {
    Cycle.SHORT: "In higher education, it belongs to the short cycle, below a bachelor's degree.",
    Cycle.FIRST: "In higher education, it belongs to the bachelor's stage.",
    Cycle.SECOND: "In higher education, it belongs to the master's stage.",
    Cycle.THIRD: "In higher education, it belongs to the doctoral stage.",
}
HOURS: Final = "This counts all your time: courses, reading, practice and tests."
CREDITS: Final = {
    CreditScheme.ECTS: "ECTS credits count work in higher education in Europe. One credit is 25 to 30 hours. "
    "A full year is 60.",
    CreditScheme.CATS: "CATS credits count work in higher education in the UK. One credit is 10 hours.",
    CreditScheme.SCQF: "SCQF credits count work in Scotland. One credit is 10 hours.",
    CreditScheme.NZQCF: "NZQCF credits count work in New Zealand. One credit is 10 hours.",
    CreditScheme.US_SEMESTER: "Semester hours count work in colleges in the United States.",
    CreditScheme.US_QUARTER: "Quarter hours count work in colleges in the United States.",
}
MODES: Final = {
    Mode.ONLINE: "You take part online. You do not have to travel.",
    Mode.ONSITE: "You take part in a place, together with others.",
    Mode.BLENDED: "Part of it is online, and part of it is in a place.",
    Mode.CHOICE: "You choose whether you take part online or in a place.",
    Mode.WORK: "You learn at work, by doing the job.",
    Mode.VOLUNTEERING: "You learn while you help as a volunteer.",
}
MODE_UNSAID: Final = "The provider has not said whether it is online or in a place."
ASSESSED: Final = {
    "testing": "You answer questions, and rules say which answers are right.",
    "application": "You do a piece of work, and a person marks it against fixed rules that you can read.",
    "prior_learning": "If you can do it already, you may skip the course and take the tests.",
}
# Where its rubric has levels and no words: then there are no rules that one could read.
JUDGED: Final = "You do a piece of work, and a person judges it for each thing you should be able to do."
SUPERVISION: Final = {
    Supervision.NONE: "Nobody watches you while you do it.",
    Supervision.ONLINE: "Somebody watches you on the screen while you do it.",
    Supervision.ONSITE: "Somebody is in the room and watches you while you do it.",
}
IDENTITY: Final = {
    IdentityCheck.ACCOUNT: "You are known by your account and e-mail address. Nobody looks at your passport.",
    IdentityCheck.DOCUMENT_ONLINE: "You show your passport or identity card online.",
    IdentityCheck.DOCUMENT_ONSITE: "You show your passport or identity card in person.",
}
QUALITY: Final = {
    QualityAssurance.INTERNAL: "The provider checks its own work. Nobody from outside vouches for it.",
    QualityAssurance.INSTITUTION: "A body from outside has checked the provider as a whole.",
    QualityAssurance.PROGRAMME: "A body from outside has checked this one, not just the provider.",
    QualityAssurance.EXTERNAL: "Somebody from outside looks at it from time to time.",
}
QUALITY_UNSAID: Final = "The provider has not said who checks its quality."
STACKS: Final = {
    Stackability.STACKABLE: "You can put it together with others, towards something larger.",
    Stackability.STANDALONE: "It stands alone. It is not made to be part of something larger.",
}
STACKS_UNSAID: Final = "The provider has not said whether it counts towards anything larger."
RECOGNISED: Final = "They have looked at it and put their name to it. What that gives you, they decide."
NOT_RECOGNISED: Final = (
    "Nobody has put their name to it here yet. Ask your employer or school whether they accept it."
)
PRICE_UNSAID: Final = "The provider has not said what it costs. Ask before you begin."
NO_PREREQUISITES: Final = "Nothing is asked of you. Anybody may begin."
PREREQUISITES_UNSAID: Final = "The provider has not said what you need before you begin."
PREREQUISITES_BLOCK: Final = "You cannot enrol without these."
PREREQUISITES_ADVISE: Final = "You may enrol without these, but it will be harder."
VALID_FOR_EVER: Final = "It does not run out."
REVIEW: Final = "By then the provider looks at it again, and may change it. Yours stays as it is."
REVIEW_UNSAID: Final = "The provider has not said when it looks at this again."
ON_IT: Final = (
    "It names you, and carries your e-mail address in a form that only you can prove.",
    "It carries the date on which you got it.",
    "It says all that stands on this page: title, provider, level, hours and how you were assessed.",
    "It is a signed file that belongs to you. Anyone can check it, even when this site is gone.",
)
STATES: Final = {
    VersionState.PILOT: "It is being tried out with a first group. What you earn counts in full.",
    VersionState.ON_HOLD: "Nobody new can begin at the moment. What was earned still counts.",
    VersionState.SUPERSEDED: "A newer version has taken its place. What was earned still counts.",
    VersionState.RETIRED: "It is no longer offered. What was earned still counts.",
}
EXPLAINER: Final = (
    ("What is it?", (
        IN_A_SENTENCE,
        "It is smaller than a degree. Many take between 10 and 100 hours.",
        "You get it as a digital badge: a picture and a signed file.",
    )),
    ("What is it good for?", (
        "You can show one skill at a time, and you can show it soon.",
        "You can add it to your CV, your profile or a job application.",
        "Some count towards a degree or another certificate. Each page says whether it does.",
    )),
    ("How do I know that it is worth something?", (
        "Look at what you must do to earn it. A test that nobody watches proves less than work that a person marks.",
        "Look at who checks the provider. That is called quality assurance.",
        "Look at who recognises it. Employers and schools put their name to what they accept.",
        "Read what it does not prove. Every page here says so.",
    )),
    ("What does the level mean?", (
        LEVEL_SCALE,
    )),
    ("Can I trust one that somebody shows me?", (
        "Yes, if it passes the check. It is signed by the one who gave it.",
        "Anyone can check it here for free, without an account.",
        "The check also says whether it was taken back or has run out.",
    )),
)  # fmt: skip


def fixed_sentences() -> list[str]:
    """Everything here that a reader may see."""
    tables = (EQF, CYCLES, CREDITS, MODES, ASSESSED, SUPERVISION, IDENTITY, QUALITY, STACKS, STATES)
    single = (
        LEVEL_SCALE, LEVEL_UNSAID, HOURS, QUALITY_UNSAID, STACKS_UNSAID, RECOGNISED, NOT_RECOGNISED, PRICE_UNSAID,
        MODE_UNSAID, PREREQUISITES_UNSAID, NO_PREREQUISITES, PREREQUISITES_BLOCK, PREREQUISITES_ADVISE,
        VALID_FOR_EVER, REVIEW, REVIEW_UNSAID, JUDGED, *ON_IT,
    )  # fmt: skip
    explained = [sentence for _, sentences in EXPLAINER for sentence in sentences]
    return [*(text for table in tables for text in table.values()), *single, *explained]
