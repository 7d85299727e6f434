"""Publishes as plain files all that others need to check what was issued here, so that any static host can serve it.

Keys and status lists come first: a verdict depends on them. Then the reasons behind what is withheld, and then what
people look at.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import model_to_dict
from django.utils import timezone

from skillmark import __version__
from skillmark.config import current
from skillmark.credential.contexts import micro_credential
from skillmark.fetcher.known import KnownDocuments
from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.jobs.folder import HEADERS, INDEX, Content, Folder, Wanted, headers_file, opened
from skillmark.interfaces.jobs.for_crawlers import Page, files_for_crawlers
from skillmark.interfaces.jobs.own_pages import own_page
from skillmark.interfaces.jobs.status_lists import NotPublished, list_to_publish
from skillmark.lifecycle.designing.models import CURRENT_STATES, Version
from skillmark.lifecycle.designing.page_colours import stylesheet_address
from skillmark.lifecycle.designing.queries import public_versions
from skillmark.lifecycle.issuing import endorsement_queries, queries
from skillmark.lifecycle.issuing.models import StatusList
from skillmark.lifecycle.issuing.publishing import KEYS_LAST, Published, controller_documents, reasons

Progress = Callable[[Sequence[Wanted], str], Iterable[Wanted]]


@dataclass(frozen=True, kw_only=True)
class Held:
    """An address whose file was not written, or not removed, and why."""

    address: str
    code: str
    sentence: str
    next_step: str


@dataclass(kw_only=True)
class Outcome:
    """What came of it, by address."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    unchanged: int = 0


def publish_files(
    root: Path, *, in_a_hurry: bool = False, progress: Progress = lambda wanted, _what: wanted
) -> Outcome:
    """Brings the folder up to date; raises FolderUnusable.

    In a hurry, a page is only made again when what it is made of has changed, as far as that can be told beforehand.
    """
    config, began = current(), time.time()
    with opened(root, base_url=config.base_url) as folder:
        run = _Run(folder, progress)
        run.put("keys", [*_keys(config.base_url), _context(config.base_url)])
        lists = queries.all_status_lists()
        run.put("status lists", [_list(folder, found) for found in lists])
        for found in lists:
            _tell_reasons(run, found)
        versions = public_versions()
        run.put("pages", _pages(config.base_url, versions, in_a_hurry=in_a_hurry))
        run.put("sitemap", _for_crawlers(folder, config.base_url, versions))
        run.remove_others()
        run.put("headers", [_headers(folder)])
        if not run.outcome.held:
            folder.mark_done(began)
        return run.outcome


class _Run:
    """One time of publishing: what is wanted, and what came of it."""

    def __init__(self, folder: Folder, progress: Progress) -> None:
        self.folder, self.outcome = folder, Outcome()
        self._progress, self._wanted = progress, set[str]()

    def put(self, what: str, wanted: Sequence[Wanted]) -> bool:
        """Whether all of them are there."""
        self.folder.announce(wanted)
        self._wanted.update(each.path for each in wanted)
        before = len(self.outcome.held)
        for each in self._progress(wanted, what):
            self._put(each)
        return len(self.outcome.held) == before

    def _put(self, wanted: Wanted) -> None:
        try:
            is_new = self.folder.put(wanted)
        except NotPublished as error:
            self._hold(wanted.address, error.code, error.sentence, error.next_step)
            return
        if is_new:
            self.outcome.written.append(wanted.address)
        else:
            self.outcome.unchanged += 1

    def is_held(self, address: str) -> bool:
        return any(each.address == address for each in self.outcome.held)

    def leave(self, paths: Sequence[str]) -> None:
        """Files of ours that are as they should be."""
        self._wanted.update(paths)
        self.outcome.unchanged += len(paths)

    def remove_others(self) -> None:
        folder = self.folder
        addresses = {path: folder.address_of(path) for path in folder.ours_below("")}
        removed, kept = folder.remove_others(self._wanted)
        self.outcome.removed += [addresses[path] for path in removed]
        for path in kept:
            self._hold(
                addresses[path],
                "unknown_here",
                "This installation knows nothing of it any more; it stays, because credentials may depend on it.",
                "Find out what changed the database: usually an older copy was put back.",
            )

    def _hold(self, address: str, code: str, sentence: str, next_step: str) -> None:
        held = Held(address=address, code=code, sentence=sentence, next_step=next_step)
        self.outcome.held.append(held)


def _content(document: Published, *, max_age: timedelta) -> Content:
    return Content(body=document.body, headers=document.headers(max_age=max_age))


# --- keys ---------------------------------------------------------------------------------------------------


def _keys(base_url: str) -> list[Wanted]:
    found = []
    for org in queries.issuing_organisations():
        for document in controller_documents(org, base_url=base_url):
            address = _path_of(document.url)
            is_did = address.endswith(".json")
            found.append(
                Wanted(
                    path=address.lstrip("/") if is_did else f"{address.lstrip('/')}/{INDEX}",
                    address=address,
                    pattern="/issuers/:issuer/did.json" if is_did else "/issuers/:issuer",
                    make=partial(_content, document, max_age=KEYS_LAST),
                    lasting=True,
                )
            )
    return found


def _context(base_url: str) -> Wanted:
    """Our own context, by which verifiers of others learn what our credentials say."""
    page = _page(
        base_url, micro_credential.PATH, micro_credential.PATH, source=micro_credential.PINNED.sha256
    )
    return replace(page, lasting=True)


def _path_of(url: str) -> str:
    return urlsplit(url).path


# --- status lists -------------------------------------------------------------------------------------------


def _list(folder: Folder, found: StatusList) -> Wanted:
    address = _path_of(queries.status_list_url(found, base_url=current().base_url))
    return Wanted(
        path=address.lstrip("/"),
        address=address,
        pattern="/status/:list/revocation",
        make=partial(_signed_list, folder, found, address),
        lasting=True,
    )


def _signed_list(folder: Folder, found: StatusList, address: str) -> Content:
    """Compared with what stands in the folder, and with what this installation published elsewhere."""
    config = current()
    ttl = timedelta(seconds=config.status_ttl)
    known = KnownDocuments(config.known_folder).get(config.base_url + address)
    before = (folder.read(address.lstrip("/")), known.body if known is not None else None)
    document = list_to_publish(
        found, base_url=config.base_url, ttl=ttl, before=[each for each in before if each is not None]
    )
    return _content(document, max_age=ttl)


def _tell_reasons(run: _Run, found: StatusList) -> None:
    """The reasons behind a list that has changed since they were told."""
    path = f"status/{found.uid}/"
    listed = run.folder.read(f"{path}revocation") or b""
    revision = hashlib.sha256(listed).hexdigest()
    there = run.folder.ours_below(f"{path}reasons/")
    if run.folder.notes.get(path) == revision or run.is_held(f"/{path}revocation"):
        run.leave(there)
        return
    config = current()
    # Where a file is already, it stays, even if it has nothing to tell any more: somebody may ask because of an older
    # list.
    always = {int(each.rpartition("/")[2]) for each in there}
    told = [
        Wanted(
            path=_path_of(each.url).lstrip("/"),
            address=_path_of(each.url),
            pattern="/status/:list/reasons/:number",
            make=partial(_content, each, max_age=timedelta(seconds=config.status_ttl)),
            lasting=True,
        )
        for each in reasons(found, base_url=config.base_url, always=always)
    ]
    if run.put("reasons", told):
        run.folder.notes[path] = revision


# --- what people look at --------------------------------------------------------------------------------------


def _pages(base_url: str, versions: Sequence[Version], *, in_a_hurry: bool) -> list[Wanted]:
    drawings = _drawings()
    # What every page shows, so that all are made again when it changes.
    frame = _hash(__version__, base_url, current().site_name, drawings)
    newest = {
        version.micro_credential_id: version.number for version in versions if version.state in CURRENT_STATES
    }
    wanted = [_page(base_url, address, "/static/*", source=frame) for address in drawings]
    orgs = {org.pk: _said_of(org) for org in queries.public_issuers()}
    endorsed = _endorsed()
    wanted += _endorsement_files(base_url)
    for version in versions:
        org_id = version.micro_credential.org_id
        unchanging = _hash(__version__, base_url, str(version.uid), version.micro_credential.org.name)
        said = endorsed.get((org_id, version.pk))
        newer = newest.get(version.micro_credential_id)
        now = _hash(frame, unchanging, orgs[org_id], newer, said, version.state)
        wanted += _of_version(base_url, version, unchanging=unchanging, now=now)
    for org in queries.public_issuers():
        mine = [each for each in versions if each.micro_credential.org_id == org.pk]
        states = [(str(each.uid), each.state) for each in mine]
        now = _hash(frame, orgs[org.pk], states, endorsed.get((org.pk, None)))
        wanted += _of_issuer(base_url, org, now=now)
    return [replace(each, trusted=in_a_hurry or _is_picture(each)) for each in wanted]


def _endorsed() -> dict[tuple[int, int | None], list[object]]:
    """What others say of each organisation and version, as far as pages would change by it."""
    said: dict[tuple[int, int | None], list[object]] = {}
    for each in endorsement_queries.known(endorsement_queries.all_shown(), now=timezone.now()):
        row = each.row
        told = [
            str(row.uid),
            each.standing,
            str(each.changed_at),
            str(row.checked_at and row.checked_at.date()),
        ]
        said.setdefault((row.org_id, row.version_id), []).append(told)
    return said


def _endorsement_files(base_url: str) -> list[Wanted]:
    """What was signed, for whoever wants to check it alone."""
    rows = [each for each in endorsement_queries.all_shown() if each.text]
    return [
        _page(base_url, f"/endorsements/{each.uid}", "/endorsements/:endorsement", source=str(each.uid))
        for each in rows
    ]


def _is_picture(wanted: Wanted) -> bool:
    """Pictures take longest to make, and never change."""
    return wanted.pattern.startswith("/achievements/:version/badge.")


def _of_issuer(base_url: str, org: Organisation, *, now: str) -> list[Wanted]:
    address, pattern = f"/issuers/{org.key}", "/issuers/:issuer"
    page = _page(base_url, f"{address}/about/", f"{pattern}/about/", source=now)
    # A logo is of any kind of picture, so each has a rule of its own.
    logo = [_page(base_url, f"{address}/logo", f"{address}/logo", source="")] if org.logo_id else []
    return [page, *logo, *_theme_of(base_url, org)]


def _theme_of(base_url: str, org: Organisation) -> list[Wanted]:
    """The style sheet that the organisation's pages name: its address says what is in it."""
    if not org.strength:
        return []
    return [_page(base_url, stylesheet_address(org.hue, org.strength), "/themes/*", source=__version__)]


def _of_version(base_url: str, version: Version, *, unchanging: str, now: str) -> list[Wanted]:
    address, pattern = f"/achievements/{version.uid}", "/achievements/:version"
    sources = {"": now, "/achievement.json": now} | dict.fromkeys(
        ("/badge.png", "/badge.svg", "/badge.icon"), unchanging
    )
    return [_page(base_url, address + name, pattern + name, source=each) for name, each in sources.items()]


def _page(base_url: str, address: str, pattern: str, *, source: str) -> Wanted:
    is_folder = address.endswith("/") or pattern == "/achievements/:version"
    return Wanted(
        path=f"{address.strip('/')}/{INDEX}" if is_folder else address.lstrip("/"),
        address=address,
        pattern=pattern,
        make=partial(own_page, address, base_url=base_url),
        source=source,
    )


def _for_crawlers(folder: Folder, base_url: str, versions: Sequence[Version]) -> list[Wanted]:
    """The pages that are up to date; where somebody has put such a file there themselves, theirs is meant."""
    pages = [
        Page(address=f"/achievements/{each.uid}", changed_at=each.published_at)
        for each in versions
        if each.state in CURRENT_STATES
    ]
    pages += [Page(address=f"/issuers/{org.key}/about/") for org in queries.public_issuers()]
    wanted = files_for_crawlers(pages, base_url=base_url)
    return [each for each in wanted if not folder.is_foreign(each.path)]


def _drawings() -> list[str]:
    """The addresses of the styles, scripts, fonts and icons that pages share."""
    names = {name for finder in get_finders() for name, _ in finder.list([]) if name.startswith("ui/")}
    return [staticfiles_storage.url(name) for name in sorted(names)]


def _said_of(org: Organisation) -> object:
    keys = [(each.public_multikey, each.state) for each in queries.keys_of(org)]
    return [keys, model_to_dict(org)]


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:32]


def _headers(folder: Folder) -> Wanted:
    def make() -> Content:
        return Content(body=headers_file(folder.rules()), headers={})

    return Wanted(path=HEADERS, address=f"/{HEADERS}", pattern=f"/{HEADERS}", make=make)
