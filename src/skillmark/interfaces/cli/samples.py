"""What `skillmark issue --sample` writes: a definition, a table of learners and a picture to start from."""

from __future__ import annotations

DEFINITION = """\
# What the credential says of everyone who earns it. Sign it with:
#   skillmark issue course.toml --key key.json --recipients class.csv -o badges

title = "Food safety"
description = "Keeps a small kitchen safe and can show that it is."
criteria = "Passed the quiz and handed in a hygiene plan for a real kitchen."
level = 3              # of the European Qualifications Framework, 1 to 8
hours = 25             # workload
valid_months = 36      # leave it out if it never ends
language = "en"
# image = "https://college.example/badges/food-safety.png"

[issuer]
name = "Northfield College"
url = "https://college.example"
# id = "https://college.example/issuer"   # without it, the key is the issuer

[[skills]]
name = "apply food safety rules"
url = "https://skills.example/food-safety"
framework = "Skills of the kitchen"

# Each result is a column of the table.
[[results]]
name = "Quiz"
type = "RawScore"
minimum = 0
maximum = 10
required = 7

[[results]]
name = "Hygiene plan"
levels = ["Not yet", "Secure", "Excellent"]
required = "Secure"
"""

TABLE = """\
name,email,awarded,Quiz,Hygiene plan,evidence
Ana Souza,ana@example.org,2026-03-02,9,Excellent,https://college.example/work/ana
Bo Lindqvist,bo@example.org,2026-03-02,7,Secure,
Chen Wei,chen@example.org,2026-03-03,10,Secure,Planned the kitchen of the school fair
"""

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400">
  <title>Food safety</title>
  <path d="M100 8 180 54v92l-80 46-80-46V54z" fill="#0f5c4a"/>
  <path d="M62 104l26 26 52-58" fill="none" stroke="#fff" stroke-width="14" stroke-linecap="round"
    stroke-linejoin="round"/>
</svg>
"""

SAMPLES = {"course.toml": DEFINITION, "class.csv": TABLE, "badge.svg": PICTURE}
