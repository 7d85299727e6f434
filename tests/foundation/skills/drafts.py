"""Drafts of different trades as somebody would write them, with what must be suggested for each and what must not."""

from __future__ import annotations

from dataclasses import dataclass, field

from skillmark.foundation.skills.suggest_rules import Passage, passages_of


@dataclass(frozen=True, kw_only=True)
class Draft:
    title: str
    can_do: str
    outcomes: tuple[str, ...]
    description: str = ""
    # Of each, which of the outcomes proposes it, from 1; 0: something else does.
    suggested: dict[str, int] = field(default_factory=dict)
    never: tuple[str, ...] = ()

    @property
    def passages(self) -> list[Passage]:
        return passages_of(
            title=self.title,
            can_do=self.can_do,
            outcomes={str(place): text for place, text in enumerate(self.outcomes, start=1)},
            description=self.description,
        )


DRAFTS = [
    Draft(
        title="Food Safety in Catering Kitchens",
        can_do="keep food safe in a catering kitchen, from delivery to plate",
        outcomes=(
            "Checks the temperature of deliveries, fridges and cooked food and records it",
            "Stores raw and cooked food so that nothing is contaminated",
            "Cleans and disinfects work surfaces and equipment according to a cleaning plan",
            "Names the allergens in a dish and tells guests about them",
        ),
        description="For kitchen staff in restaurants, canteens and care homes. You learn the principles of HACCP.",
        suggested={
            "store raw food materials": 2, "clean surfaces": 3, "comply with food safety and hygiene": 0,
            "food safety standards": 0, "maintain kitchen equipment at correct temperature": 1,
        },
        never=("wash the dishes", "maintain breeding equipment"),
    ),
    Draft(
        title="Wound Care at Home",
        can_do="assess and dress simple wounds at a patient's home and report what has changed",
        outcomes=(
            "Assesses a wound and documents its size, depth and signs of infection",
            "Changes a dressing using aseptic technique",
            "Advises patients and relatives on caring for the wound",
        ),
        suggested={"carry out wound care": 3, "apply wound dressings": 0},
        never=("types of pottery material", "dress code"),
    ),
    Draft(
        title="Making a Timber Frame Joint",
        can_do="measure, cut and join timber by hand and machine",
        outcomes=(
            "Reads a technical drawing and marks out the wood",
            "Uses a table saw and a router safely",
            "Sands and finishes the surface with oil or varnish",
        ),
        suggested={"operate table saw": 2, "wood cuts": 0},
    ),
    Draft(
        title="Selling on the Shop Floor",
        can_do="advise customers and close a sale in a shop",
        outcomes=(
            "Presents products and answers objections",
            "Operates the cash register and handles card payments",
            "Handles complaints and returns politely",
        ),
        suggested={"operate cash register": 2, "handle customer complaints": 3},
        never=("design greeting cards", "clear the bar at closing time"),
    ),
    Draft(
        title="MIG Welding of Mild Steel",
        can_do="weld mild steel in flat and vertical position to the standard",
        outcomes=(
            "Sets up the welding machine and chooses wire and gas",
            "Wears protective equipment and keeps the workplace safe",
        ),
        suggested={"perform metal active gas welding": 1, "wear appropriate protective gear": 2},
    ),
    Draft(
        title="Installing Rooftop Solar Panels",
        can_do="mount and connect photovoltaic modules on a roof",
        outcomes=("Mounts solar panels on a pitched roof safely at height", "Connects modules, inverter and battery"),
        suggested={"mount photovoltaic panels": 1, "install photovoltaic systems": 0},
    ),
    Draft(
        title="Cutting and Colouring Hair",
        can_do="cut, colour and style hair as a client wishes",
        outcomes=("Cuts hair in layers", "Mixes and applies hair colour"),
        suggested={"apply hair cutting techniques": 1, "hair colouring": 2, "style hair": 0},
    ),
    Draft(
        title="Cleaning and Visualising Data with Python",
        can_do="clean, analyse and visualise tabular data with Python",
        outcomes=("Imports data from files and databases with SQL", "Draws charts that answer a question"),
        suggested={"SQL": 1},
        never=("clean equipment",),
    ),
    Draft(
        title="Bookkeeping for Small Businesses",
        can_do="keep the books of a small business up to the trial balance",
        outcomes=("Reconciles the bank account", "Prepares a VAT return"),
        suggested={"prepare trial accounting balances": 0},
    ),
    Draft(
        title="Play and Learning in Early Childhood",
        can_do="plan and lead play through which young children learn",
        outcomes=("Observes children at play and documents their development", "Works with parents and colleagues"),
        suggested={"play with children": 1},
    ),
    Draft(
        title="Inspecting Damp and Mould in Rented Homes",
        can_do="inspect a rented home for damp and mould, find the cause and report what has to be done",
        outcomes=(
            "Inspects a home for signs of damp, mould and condensation",
            "Measures moisture and humidity and tells condensation from a leak",
            "Writes an inspection report with photographs and recommended repairs",
            "Advises tenants on heating and ventilation",
        ),
        description="For housing officers who visit tenants at home. You learn how people live with damp.",
        suggested={
            "identify condensation problems": 1, "manage buildings' damp problems": 2,
            "inform on renting agreements": 0, "communicate with tenants": 4,
        },
        never=("support social service users to live at home", "mould doughs"),
    ),
    Draft(
        title="First Aid at Work",
        can_do="give first aid until help arrives",
        outcomes=("Performs resuscitation with a defibrillator", "Treats bleeding, burns and shock"),
        suggested={"resuscitation": 1, "provide first aid": 0, "first aid": 0},
    ),
    Draft(
        title="Tiling a Bathroom",
        can_do="tile walls and floors",
        outcomes=("Cuts tiles", "Fills the joints"),
        suggested={"cut tiles": 1, "fill tile joints": 2, "lay tiles": 0},
    ),
    # Nothing but words that stand in texts of every trade, and yet a subject.
    Draft(
        title="Time Management",
        can_do="plan a working day",
        outcomes=("Plans a week with priorities",),
        suggested={"manage time": 1},
    ),
]  # fmt: skip
