# ruff: noqa: INP001 - a script, not a package
"""Makes icon sprite, badge icons and the words these are found by, from an unpacked `lucide-static` package.

Usage: python tools/make_sprite.py LUCIDE_FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "skillmark"
SPRITE = SOURCE / "interfaces" / "pages" / "ui" / "static" / "ui" / "icons.svg"
BADGE_ICONS = SOURCE / "lifecycle" / "designing" / "badge_icons.json"
ICON_WORDS = SOURCE / "interfaces" / "pages" / "designer" / "icon_words.json"

PAGE_ICONS = """
arrow-down arrow-left arrow-right arrow-up arrow-up-right award badge-check ban bell book-marked book-open
briefcase building-2 calendar calendar-clock camera chart-line check chevron-down chevron-left chevron-right
chevron-up circle-alert circle-check circle-dashed circle-dot circle-help circle-minus circle-pause
circle-play circle-x clipboard-check clipboard-list clock cloud-off code copy download ellipsis
external-link eye eye-off file file-badge file-check file-json file-text file-up fingerprint gauge globe
graduation-cap grip-vertical handshake history hourglass image image-up inbox info key-round landmark layers
link link-2 link-2-off list-checks loader lock lock-open log-in log-out mail map-pin menu message-square
minus monitor-smartphone paperclip pause pencil play plus printer qr-code refresh-cw rotate-ccw save scale
scan-line search send settings share-2 shield shield-alert shield-check shield-question-mark shield-x
smartphone sparkles square-check star tag target thumbs-up timer trash-2 triangle-alert trophy undo-2 unlock
upload user user-check user-plus users video wallet wifi-off x
"""

BADGE_SUBSET = """
accessibility activity ambulance anchor armchair atom award baby badge-check banknote barcode battery-charging beaker
bike blocks bone book-open bot boxes brain briefcase brush bug building-2 bus cable calculator calendar-check camera
car chart-column chart-line chart-pie chef-hat circuit-board clapperboard clipboard-check cloud code coins compass
container cpu database dna drama drill droplets dumbbell ear eye factory feather file-spreadsheet file-text fish
flame flask-conical flower footprints fuel gamepad-2 gavel gem git-branch glasses globe graduation-cap hammer
hand-heart handshake hard-hat heart-pulse hospital hotel kanban key-round landmark languages layers leaf library
lightbulb list-checks lock magnet map medal megaphone message-square mic microscope milestone monitor mountain music
network newspaper orbit package palette paw-print pen-tool pencil-ruler percent piggy-bank pill plane plug
presentation printer puzzle radio-tower receipt recycle rocket route ruler sailboat satellite scale school scissors
search server settings shield shield-check ship shirt shopping-cart signature siren smartphone snowflake spool sprout
stamp star stethoscope store sun swatch-book syringe target telescope tent terminal test-tube theater thermometer
timer tractor traffic-cone train-front tree-pine trophy truck umbrella users utensils video wallet warehouse webhook
weight wheat wifi wind workflow wrench zap
"""


def inner(folder: Path, name: str) -> str:
    """The drawing inside one icon file, on one line; the stroke comes from the style sheet."""
    text = (folder / "icons" / f"{name}.svg").read_text()
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
    if body is None:
        raise SystemExit(f"{name}.svg holds no svg element; is {folder} an unpacked lucide-static package?")
    return re.sub(r"\s*\n\s*", "", body.group(1)).replace(" />", "/>").strip()


def write_sprite(folder: Path) -> None:
    """One file of symbols for the pages."""
    symbols = [
        f'<symbol id="{n}" viewBox="0 0 24 24">{inner(folder, n)}</symbol>'
        for n in sorted(set(PAGE_ICONS.split()))
    ]
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    SPRITE.write_text("\n".join(lines))


def write_badge_icons(folder: Path) -> None:
    """The drawings that a badge may carry, as data for the pure drawing module."""
    icons = {name: inner(folder, name) for name in sorted(set(BADGE_SUBSET.split()))}
    BADGE_ICONS.write_text(json.dumps(icons, indent=1) + "\n")


def write_icon_words(folder: Path) -> None:
    """What people may type to find each badge icon."""
    tags = json.loads((folder / "tags.json").read_text())
    words = {
        name: sorted({each.lower() for each in tags.get(name, ())})
        for name in sorted(set(BADGE_SUBSET.split()))
    }
    ICON_WORDS.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write_sprite(Path(sys.argv[1]))
    write_badge_icons(Path(sys.argv[1]))
    write_icon_words(Path(sys.argv[1]))
