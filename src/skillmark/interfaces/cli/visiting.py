"""A browser without a screen: opens pages, follows links and fills in forms as a person would, over plain HTTP."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Self
from urllib.parse import urljoin

import httpx

VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Elements that stand within a sentence.
INLINE = frozenset({"abbr", "b", "code", "em", "i", "small", "span", "strong", "time"})
UNSENT = frozenset({"submit", "button", "reset", "image"})
MOST_SEEN = 600

Value = str | int | bool | Path | Sequence[str]


class Surprise(Exception):
    """A page was not as expected; says what was wanted and what was there instead."""


# --- what a page is made of ---------------------------------------------------------------------------------


@dataclass
class Node:
    """One element of a page with what is inside it, in order: elements and text."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Node]:
        """Every element below this one with one of these tags, in the page's order."""
        for child in self.inside:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.every(*tags)

    @property
    def text(self) -> str:
        """The words in it, with single spaces."""
        return " ".join("".join(_words(self)).split())


def _words(node: Node) -> Iterator[str]:
    for child in node.inside:
        if isinstance(child, str):
            yield child
        elif child.tag == "svg":
            yield f" {child.attrs.get('aria-label', '')} "
        elif child.tag not in {"script", "style", "head"}:
            pause = "" if child.tag in INLINE else " "
            yield pause
            yield from _words(child)
            yield pause


class _Builder(HTMLParser):
    """Builds the tree. Forgiving: an end tag closes everything that is open inside its element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def read_html(text: str) -> Node:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root


# --- forms --------------------------------------------------------------------------------------------------


class Form:
    """A form with what stands in it: hidden fields, defaults, what was chosen before."""

    def __init__(self, node: Node, page: Page) -> None:
        self.node = node
        self.action = urljoin(page.url, node.attrs.get("action") or page.url)
        self.buttons = [each for each in node.every("button") if each.attrs.get("type", "submit") == "submit"]

    def button(self, label: str) -> Node | None:
        """The button whose label begins with these words."""
        return next((each for each in self.buttons if each.text.startswith(label)), None)

    @property
    def controls(self) -> list[Node]:
        return [each for each in self.node.every("input", "select", "textarea") if "name" in each.attrs]

    @property
    def names(self) -> set[str]:
        return {each.attrs["name"] for each in self.controls}

    def defaults(self) -> dict[str, list[str]]:
        """What a browser would send if nothing were touched."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if "disabled" not in control.attrs:
                values = _values_of(control)
                if values:
                    sent.setdefault(control.attrs["name"], []).extend(values)
        return sent

    def choice(self, label: str, *, under: str = "") -> tuple[str, str]:
        """Name and value of the radio button or tick box with this label, in the fieldset that asks `under`."""
        places = (
            [each for each in self.node.every("fieldset") if under in each.text] if under else [self.node]
        )
        for place in places:
            for each in place.every("label"):
                control = next(each.every("input"), None)
                if control is not None and each.text.startswith(label):
                    return control.attrs["name"], control.attrs.get("value", "on")
        raise Surprise(f"no choice “{label}” under “{under}”; there is: {self.node.text[:MOST_SEEN]}")

    def option(self, name: str, label: str) -> str:
        """The value behind the line of a drop-down list that begins with these words."""
        for select in self.node.every("select"):
            if select.attrs.get("name") == name:
                for each in select.every("option"):
                    if each.text.startswith(label):
                        return each.attrs.get("value", each.text)
        raise Surprise(f"no line “{label}” in “{name}”")

    def blank(self, under: str) -> str:
        """The name of the text field in the fieldset that asks `under`."""
        for place in self.node.every("fieldset"):
            if under in place.text:
                for control in place.every("input", "textarea"):
                    if control.attrs.get("type", "text") == "text":
                        return control.attrs["name"]
        raise Surprise(f"no field under “{under}”; there is: {self.node.text[:MOST_SEEN]}")


def _values_of(control: Node) -> list[str]:
    kind = control.attrs.get("type", "text")
    if control.tag == "textarea":
        return ["".join(each for each in control.inside if isinstance(each, str)).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.every("option"))
        chosen = [each for each in options if "selected" in each.attrs] or options[:1]
        return [each.attrs.get("value", each.text) for each in chosen]
    if kind in UNSENT or kind == "file":
        return []
    if kind in {"radio", "checkbox"}:
        return [control.attrs.get("value", "on")] if "checked" in control.attrs else []
    return [control.attrs.get("value", "")]


# --- pages --------------------------------------------------------------------------------------------------


class Page:
    """What came back, as a person reads it."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.url = str(response.url)
        self.tree = read_html(response.text)

    @property
    def title(self) -> str:
        return next((each.text for each in self.tree.every("h1")), "") or self.tree.text[:80]

    @property
    def notices(self) -> list[str]:
        """What the page tells its reader: messages, refusals, errors at fields."""
        marks = ("notice", "error", "errorlist", "error-page")
        found = [each for each in self.tree.every("div", "p", "ul") if _classes(each) & set(marks)]
        return [each.text for each in found]

    @property
    def text(self) -> str:
        main = next(self.tree.every("main"), self.tree)
        return main.text

    @property
    def forms(self) -> list[Form]:
        return [Form(each, self) for each in self.tree.every("form")]

    def form(self, button: str, *, action: str = "") -> Form:
        """The form with this button, and with `action` in its address where several have one."""
        for each in self.forms:
            if action in each.action and each.button(button):
                return each
        raise Surprise(f"no button “{button}” on {self.seen}")

    def link(self, label: str) -> str:
        """The address of the link that begins with these words, or carries them."""
        links = [each for each in self.tree.every("a") if "href" in each.attrs]
        for fits in (str.startswith, str.__contains__):
            for each in links:
                if fits(each.text, label):
                    return urljoin(self.url, each.attrs["href"])
        raise Surprise(f"no link “{label}” on {self.seen}")

    def says(self, *words: str) -> Self:
        """Makes sure that these words stand on the page."""
        for each in words:
            if each not in self.text:
                raise Surprise(f"“{each}” is not on {self.seen}")
        return self

    @property
    def seen(self) -> str:
        """The page in a few words, for whoever must find out what went wrong."""
        told = " | ".join(self.notices) or self.text[:MOST_SEEN]
        return f"“{self.title}” ({self.status}, {self.url}): {told}"


def _classes(node: Node) -> set[str]:
    return set(node.attrs.get("class", "").split())


# --- somebody who visits --------------------------------------------------------------------------------------


class Visitor:
    """One person's browser: keeps cookies, follows redirects, and stays on the page it is on."""

    def __init__(self, base_url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.base_url = base_url
        self._http = httpx.Client(
            base_url=base_url,
            # Some addresses answer programs with data: this one reads pages.
            headers={"Accept": "text/html,*/*;q=0.8"},
            follow_redirects=True,
            timeout=30,
            trust_env=False,
            transport=transport,
        )
        self.page: Page

    def close(self) -> None:
        self._http.close()

    def cookies(self) -> dict[str, str]:
        """What the site has given this browser to remember."""
        return {cookie.name: cookie.value or "" for cookie in self._http.cookies.jar}

    def open(self, address: str, *, status: int = 200) -> Page:
        """Opens an address of this site or a whole link."""
        return self._arrive(self._http.get(address), status)

    def follow(self, label: str) -> Page:
        """Follows the link with this label."""
        return self.open(self.page.link(label))

    def save(self, address: str, *, accept: str = "*/*") -> bytes:
        """The bytes at an address, as a download."""
        response = self._http.get(address, headers={"Accept": accept})
        if response.status_code != httpx.codes.OK:
            raise Surprise(f"{address} answered {response.status_code}")
        return response.content

    def press(
        self,
        button: str,
        values: Mapping[str, Value] | None = None,
        /,
        *,
        action: str = "",
        status: int = 200,
    ) -> Page:
        """Fills the form that has this button, presses it, and goes where it leads.

        `values` are by field name; everything not named is sent as it stands on the page, hidden fields included.
        """
        form = self.page.form(button, action=action)
        return self._arrive(self._send(form, button, values or {}), status)

    def forge(self, address: str, values: Mapping[str, Value], *, status: int) -> Page:
        """Sends a form that the page does not offer, as somebody would who tries what they may not do."""
        tokens = (form.defaults().get("csrfmiddlewaretoken") for form in self.page.forms)
        data = _texts(values) | {"csrfmiddlewaretoken": next(filter(None, tokens))}
        return self._arrive(self._http.post(address, data=data), status)

    def _send(self, form: Form, button: str, values: Mapping[str, Value]) -> httpx.Response:
        unknown = sorted(set(values) - form.names)
        if unknown:
            raise Surprise(
                f"the form has no field {', '.join(unknown)}; it has {', '.join(sorted(form.names))}"
            )
        data = form.defaults() | _texts(values)
        pressed = form.button(button)
        if pressed is not None and "name" in pressed.attrs:
            data[pressed.attrs["name"]] = [pressed.attrs.get("value", "")]
        files = {
            name: (
                path.name,
                path.read_bytes(),
                mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            )
            for name, path in values.items()
            if isinstance(path, Path)
        }
        return self._http.post(form.action, data=data, files=files or None)

    def _arrive(self, response: httpx.Response, status: int) -> Page:
        self.page = Page(response)
        if response.status_code != status:
            raise Surprise(f"expected {status}, came to {self.page.seen}")
        return self.page


def _texts(values: Mapping[str, Value]) -> dict[str, list[str]]:
    """Values as a form sends them: a tick is “on”, no tick is nothing, a list is one entry each."""
    sent: dict[str, list[str]] = {}
    for name, value in values.items():
        if isinstance(value, bool):
            sent[name] = ["on"] if value else []
        elif isinstance(value, str | int):
            sent[name] = [str(value)]
        elif not isinstance(value, Path):
            sent[name] = list(value)
    return sent
