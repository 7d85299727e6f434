"""Small frameworks in every format that is read, for tests."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from skillmark.foundation.skills.reading.levels import FoundLevels, read_levels
from skillmark.foundation.skills.reading.parts import DocumentPart

ESCO = "http://data.europa.eu/esco/"
_HEAD = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,description"
SKILLS = f"""{_HEAD}
KnowledgeSkillCompetence,{ESCO}skill/1,skill/competence,cross-sector,weld metal,"join metal by heat
weld metal",welder's work,released,Join pieces of metal.
KnowledgeSkillCompetence,{ESCO}skill/2,knowledge,sector-specific,welding techniques,arc welding,,released,Ways to weld.
KnowledgeSkillCompetence,{ESCO}skill/3,skill/competence,cross-sector,solder by candle,,,obsolete,Nobody does.
"""
GROUPS = f"""conceptType,conceptUri,preferredLabel,altLabels,status,description,code
SkillGroup,{ESCO}skill/g,working with metal,,released,All about metal.,S9
"""
OCCUPATIONS = f"""conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,description,code
Occupation,{ESCO}occupation/1,7212,welder,fusion welder,released,Welds.,7212.3
"""
BROADER = f"""conceptType,conceptUri,broaderType,broaderUri
KnowledgeSkillCompetence,{ESCO}skill/1,SkillGroup,{ESCO}skill/g
KnowledgeSkillCompetence,{ESCO}skill/2,SkillGroup,{ESCO}skill/g
"""
ASKED = f"""occupationUri,relationType,skillType,skillUri
{ESCO}occupation/1,essential,skill/competence,{ESCO}skill/1
{ESCO}occupation/1,optional,knowledge,{ESCO}skill/2
"""
RELATED = f"""originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri
{ESCO}skill/1,skill/competence,essential,knowledge,{ESCO}skill/2
"""
FILES = {
    "skills_en.csv": SKILLS,
    "skillGroups_en.csv": GROUPS,
    "occupations_en.csv": OCCUPATIONS,
    "broaderRelationsSkillPillar.csv": BROADER,
    "occupationSkillRelations.csv": ASKED,
    "skillSkillRelations.csv": RELATED,
}


def packed(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def written(folder: Path, name: str, content: str | bytes | Any) -> Path:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def esco_zip(folder: Path, *, name: str = "esco-1.1.1.zip", **changed: str) -> Path:
    """The small ESCO; files can be changed, or left out by an empty text."""
    files = {each: changed.get(each.split(".")[0], text) for each, text in FILES.items()}
    return written(folder, name, packed({each: text for each, text in files.items() if text}))


def case_package() -> dict[str, Any]:
    """Two items of a document, one below the other, one of them matched to an item elsewhere."""

    def node(identifier: str) -> dict[str, str]:
        return {"identifier": identifier, "uri": f"https://case.example/{identifier}", "title": identifier}

    def item(identifier: str, text: str, **more: Any) -> dict[str, Any]:
        return node(identifier) | {"fullStatement": text, "CFDocumentURI": node("doc")} | more

    def association(kind: str, origin: str, destination: str) -> dict[str, Any]:
        ends = {"originNodeURI": node(origin), "destinationNodeURI": node(destination)}
        return node(f"{kind}-{origin}-{destination}") | {"associationType": kind} | ends

    return {
        "CFDocument": node("doc") | {"title": "Kitchen skills", "creator": "Guild", "version": "2.0"},
        "CFItems": [
            item("top", "Runs a kitchen.", humanCodingScheme="K1"),
            item(
                "knife",
                "Sharpens and uses knives.",
                abbreviatedStatement="Knife skills",
                educationLevel=["05"],
            ),
            item("spit", "Turns a spit by hand.", statusEndDate="2020-01-01"),
        ],
        "CFAssociations": [
            association("isChildOf", "top", "doc"),
            association("isChildOf", "knife", "top"),
            association("replacedBy", "spit", "knife"),
            association("exactMatchOf", "knife", "elsewhere"),
            association("exemplar", "knife", "film"),
        ],
        "CFRubrics": [node("rubric")],
    }


def ctdl_graph() -> dict[str, Any]:
    base = "https://registry.example/resources/ce-"
    return {
        "@context": "https://credreg.net/ctdlasn/schema/context/json",
        "@graph": [
            {
                "@id": f"{base}framework",
                "@type": "ceasn:CompetencyFramework",
                "ceasn:name": {"en-US": "Care of wounds"},
                "ceasn:publisherName": {"en-US": ["Northfield College"]},
                "ceasn:inLanguage": ["en-US"],
                "ceasn:license": "https://creativecommons.org/licenses/by/4.0/",
                "ceasn:hasTopChild": [f"{base}a"],
            },
            {
                "@id": f"{base}a",
                "@type": "ceasn:Competency",
                "ceasn:competencyText": {"en-US": "Cares for wounds.", "nl": "Verzorgt wonden."},
                "ceasn:isTopChildOf": f"{base}framework",
                "ceasn:hasChild": [f"{base}b"],
            },
            {
                "@id": f"{base}b",
                "@type": ["ceasn:Competency"],
                "ceasn:competencyLabel": {"en": "Dressing"},
                "ceasn:competencyText": {"en": "Dresses a wound."},
                "ceasn:codedNotation": "W.1",
                "ceasn:isChildOf": [f"{base}a"],
                "ceasn:exactAlignment": ["https://elsewhere.example/dressing"],
            },
            {"@id": "_:1", "@type": "ceterms:CredentialOrganization"},
        ],
    }


def levels(*, target: str = "eqf:level5") -> FoundLevels:
    """Two levels of a country: one is close to `target`, the other has no match in the hub."""
    document = {
        "@graph": [
            {
                "@id": "res:map",
                "@type": "ceterms:AlignmentMap",
                "ceterms:name": {"en": "Ours and Europe's"},
                "ceasn:creator": "res:us",
                "schema:about": ["res:nqf", "res:eqf"],
                "ceterms:hasPart": [
                    {"ceterms:sourceNode": "nqf:level1", "ceterms:alignmentType": "align:NoMatch"},
                    {
                        "ceterms:sourceNode": "nqf:level7",
                        "ceterms:targetNode": target,
                        "ceterms:alignmentType": "skos:closeMatch",
                    },
                ],
            }
        ]
    }
    return read_levels([DocumentPart(name="map.json", document=document)])
