"""What every credential has in common: who says it, since when and until when, and what stands behind it.

Profiles and endorsements are described here too, since each of them may hold the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmark.credential.model.identity import IdentifierEntry
from skillmark.credential.model.view import (
    Image,
    View,
    described_as,
    identifier,
    image,
    moment,
    objects,
    text,
)


class GeoCoordinates(View):
    """A place on the globe."""

    @property
    def latitude(self) -> str:
        """Degrees north of the equator."""
        return self._text("latitude")

    @property
    def longitude(self) -> str:
        """Degrees east of Greenwich."""
        return self._text("longitude")


class Address(View):
    """Where a person or organisation is."""

    @property
    def country(self) -> str:
        """The country's name."""
        return self._text("addressCountry")

    @property
    def country_code(self) -> str:
        """The country's code."""
        return self._text("addressCountryCode")

    @property
    def region(self) -> str:
        """The region within the country."""
        return self._text("addressRegion")

    @property
    def locality(self) -> str:
        """The place within the region."""
        return self._text("addressLocality")

    @property
    def street(self) -> str:
        """The street and number."""
        return self._text("streetAddress")

    @property
    def post_office_box(self) -> str:
        """The post office box."""
        return self._text("postOfficeBoxNumber")

    @property
    def postal_code(self) -> str:
        """The postal code."""
        return self._text("postalCode")

    @property
    def coordinates(self) -> GeoCoordinates:
        """Its place on the globe."""
        return GeoCoordinates(self._object("geo"))


class Profile(View):
    """A person or organisation, as far as the credential describes it."""

    @property
    def name(self) -> str:
        """Its name, in its own words."""
        return self._text("name")

    @property
    def url(self) -> str:
        """Its web site."""
        return self._text("url")

    @property
    def phone(self) -> str:
        """Its telephone number."""
        return self._text("phone")

    @property
    def description(self) -> str:
        """What it says about itself."""
        return self._text("description")

    @property
    def email(self) -> str:
        """Its address for mail."""
        return self._text("email")

    @property
    def address(self) -> Address:
        """Where it is."""
        return Address(self._object("address"))

    @property
    def image(self) -> str:
        """The address (or data URI) of its picture."""
        return self.picture.id

    @property
    def picture(self) -> Image:
        """Its picture."""
        return image(self.document.get("image"))

    @property
    def other_identifiers(self) -> tuple[IdentifierEntry, ...]:
        """What else it is called by, in registers for example."""
        return tuple(IdentifierEntry(entry) for entry in self._objects("otherIdentifier"))

    @property
    def official(self) -> str:
        """Whoever speaks for the organisation."""
        return self._text("official")

    @property
    def parent(self) -> Profile:
        """The organisation that it is part of."""
        return profile(self.document.get("parentOrg"))

    @property
    def family_name(self) -> str:
        """A person's family name."""
        return self._text("familyName")

    @property
    def given_name(self) -> str:
        """A person's given name."""
        return self._text("givenName")

    @property
    def additional_name(self) -> str:
        """A person's further names."""
        return self._text("additionalName")

    @property
    def patronymic_name(self) -> str:
        """A person's name after their father."""
        return self._text("patronymicName")

    @property
    def honorific_prefix(self) -> str:
        """What stands before a person's name."""
        return self._text("honorificPrefix")

    @property
    def honorific_suffix(self) -> str:
        """What stands after a person's name."""
        return self._text("honorificSuffix")

    @property
    def family_name_prefix(self) -> str:
        """What stands before a person's family name."""
        return self._text("familyNamePrefix")

    @property
    def date_of_birth(self) -> str:
        """The day when a person was born."""
        return self._text("dateOfBirth")

    @property
    def endorsements(self) -> tuple[EndorsementCredential, ...]:
        """What others say of it, each signed by them."""
        return tuple(EndorsementCredential(entry) for entry in self._objects("endorsement"))

    @property
    def endorsement_texts(self) -> tuple[str, ...]:
        """Endorsements in JWT form, as they are written."""
        return self._texts("endorsementJwt")


class Evidence(View):
    """Something the learner made or did, which the credential rests on; `id` is where it can be seen."""

    @property
    def name(self) -> str:
        """Its title."""
        return self._text("name")

    @property
    def description(self) -> str:
        """What it is."""
        return self._text("description")

    @property
    def narrative(self) -> str:
        """How it came about, in Markdown."""
        return self._text("narrative")

    @property
    def genre(self) -> str:
        """The kind of work."""
        return self._text("genre")

    @property
    def audience(self) -> str:
        """For whom it was made."""
        return self._text("audience")


class Proof(View):
    """One proof as it describes itself; whether it holds is for the steps of a check to say."""

    @property
    def suite(self) -> str:
        """How it was made, such as `eddsa-rdfc-2022`."""
        return self._text("cryptosuite")

    @property
    def created(self) -> datetime | None:
        """When it was made."""
        return moment(self.document.get("created"))

    @property
    def purpose(self) -> str:
        """What it was made for."""
        return self._text("proofPurpose")

    @property
    def verification_method(self) -> str:
        """The key that made it."""
        return identifier(self.document.get("verificationMethod"))

    @property
    def domain(self) -> str:
        """For whom it was made."""
        return self._text("domain")

    @property
    def challenge(self) -> str:
        """The question that it answers."""
        return self._text("challenge")

    @property
    def nonce(self) -> str:
        """What makes it unlike any other."""
        return self._text("nonce")

    @property
    def value(self) -> str:
        """The signature as written."""
        return self._text("proofValue")


class Credential(View):
    """Any credential."""

    @property
    def contexts(self) -> tuple[str, ...]:
        """The contexts that say what its members mean."""
        return tuple(entry for entry in self._texts("@context") if entry)

    @property
    def issuer(self) -> Profile:
        """Who says it."""
        own = profile(self.document.get("issuer"))
        # A signature does not say in which of several descriptions of one profile a member stands (as issuer, as
        # creator), so all of them count.
        elsewhere = described_as(self.document, id=own.id, type_name="Profile")
        return Profile({name: part for each in (*elsewhere, own.document) for name, part in each.items()})

    @property
    def name(self) -> str:
        """Its title."""
        return self._text("name")

    @property
    def description(self) -> str:
        """What it is about."""
        return self._text("description")

    @property
    def image(self) -> str:
        """The address (or data URI) of its picture."""
        return self.picture.id

    @property
    def picture(self) -> Image:
        """Its picture."""
        return image(self.document.get("image"))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What it rests on."""
        return tuple(Evidence(entry) for entry in self._objects("evidence"))

    @property
    def valid_from(self) -> datetime | None:
        """Since when it holds (VCDM 2.0 `validFrom`, 1.1 `issuanceDate`)."""
        return moment(self.document.get("validFrom", self.document.get("issuanceDate")))

    @property
    def valid_until(self) -> datetime | None:
        """Until when it holds (VCDM 2.0 `validUntil`, 1.1 `expirationDate`)."""
        return moment(self.document.get("validUntil", self.document.get("expirationDate")))

    @property
    def awarded(self) -> datetime | None:
        """When it was awarded."""
        return moment(self.document.get("awardedDate"))

    @property
    def status_entries(self) -> tuple[dict[str, Any], ...]:
        """Where its status is published."""
        return tuple(dict(entry) for entry in objects(self.document.get("credentialStatus")))

    @property
    def schemas(self) -> tuple[View, ...]:
        """The schemas that it says it follows."""
        return tuple(View(entry) for entry in self._objects("credentialSchema"))

    @property
    def refresh_services(self) -> tuple[View, ...]:
        """Where a newer copy is to be had."""
        return tuple(View(entry) for entry in self._objects("refreshService"))

    @property
    def terms_of_use(self) -> tuple[View, ...]:
        """On what terms it may be used."""
        return tuple(View(entry) for entry in self._objects("termsOfUse"))

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs that it carries."""
        return tuple(Proof(entry) for entry in self._objects("proof"))

    @property
    def endorsements(self) -> tuple[EndorsementCredential, ...]:
        """What others say of it, each signed by them."""
        return tuple(EndorsementCredential(entry) for entry in self._objects("endorsement"))

    @property
    def endorsement_texts(self) -> tuple[str, ...]:
        """Endorsements in JWT form, as they are written."""
        return self._texts("endorsementJwt")


class EndorsementSubject(View):
    """What is endorsed; `id` names the credential, achievement or profile."""

    @property
    def comment(self) -> str:
        """What the endorser says, in Markdown."""
        return self._text("endorsementComment")


class EndorsementCredential(Credential):
    """What somebody says in support of another's credential, achievement or profile."""

    @property
    def subject(self) -> EndorsementSubject:
        """What is endorsed."""
        return EndorsementSubject(self._object("credentialSubject"))


def profile(value: Any) -> Profile:
    """A member that is a profile, or only the address of one."""
    return Profile(value if isinstance(value, dict) else {"id": text(value)} if value else {})
