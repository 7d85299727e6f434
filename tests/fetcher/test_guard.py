"""The fetcher against real servers: it brings what it is asked for, and hostile ones cost it little."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from tests.fetcher.servers import (
    answer,
    certificates,
    dripping_body,
    dripping_head,
    endless,
    redirect,
    serving,
    silent,
)

from skillmark.credential.errors import Unreachable
from skillmark.fetcher.guard import FetchBudget, Guard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCAL = Guard(allow_local=True, seconds=1.0)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Unreachable) as caught:
        act()
    return caught.value.code


def timed(act: Callable[[], object]) -> tuple[str, float]:
    started = time.monotonic()
    return refusal(act), time.monotonic() - started


def test_a_document_comes_with_its_media_type() -> None:
    with serving(
        answer(b'{"a":1}', media_type="Application/VC; charset=utf-8", Cache_Control="max-age=60")
    ) as server:
        got = LOCAL.fetch(server.url("/c#part"), accept="application/vc")
    assert (got.url, got.body, got.media_type) == (server.url("/c"), b'{"a":1}', "application/vc")
    assert got.cache_control == "max-age=60"


def test_a_request_tells_no_more_than_it_must() -> None:
    with serving(answer()) as server:
        LOCAL.fetch(server.url("/x?y=1"), accept="application/json")
    first, *lines = server.seen[0].strip().split("\r\n")
    assert first == "GET /x?y=1 HTTP/1.1"
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert headers.pop("host") == f"127.0.0.1:{server.port}"
    assert headers.pop("connection", "keep-alive") == "keep-alive"
    assert headers == {"accept": "application/json", "accept-encoding": "identity", "user-agent": "Skillmark"}


def test_localhost_by_its_name_is_local() -> None:
    with serving(answer(b"1")) as server:
        assert LOCAL.fetch(server.url(host="localhost")).body == b"1"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "data:text/plain,x", "//example.com/x",
        "example.com", "", "https://", "https:///path", "https://user:secret@example.com/", "https://exa mple.com/",
        "https://example.com/\n", "https://example.com:99999/", "https://[::1", "https://example.com/" + "a" * 3000,
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/", "https://10.0.0.1:8443/", "https://[64:ff9b::a9fe:a9fe]/", "https://\u2488.example/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_https_is_refused_before_anything_is_sent(url: str) -> None:
    assert refusal(lambda: Guard(seconds=2.0).fetch(url)) in {"address_refused", "unreachable"}


@pytest.mark.parametrize(
    "url",
    ["https://xn--/", "https://xn--a/", "https://example.com:65536/", "https://example.com:0/"],
)  # fmt: skip
def test_an_address_that_names_no_possible_place_is_not_even_looked_up(url: str) -> None:
    asked: list[str] = []

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return []

    assert refusal(lambda: Guard(look_up=look_up).fetch(url)) == "address_refused"
    assert asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433"])
def test_a_local_server_sees_nothing_of_a_refused_request(host: str, scheme: str) -> None:
    with serving(answer()) as server:
        assert refusal(lambda: Guard().fetch(server.url(host=host, scheme=scheme))) == "address_refused"
    assert server.seen == []


def test_local_mode_allows_plain_http_to_this_machine_only() -> None:
    assert refusal(lambda: LOCAL.fetch("http://10.0.0.1/")) == "address_refused"
    assert refusal(lambda: LOCAL.fetch("http://169.254.169.254/")) == "address_refused"
    public = Guard(allow_local=True, look_up=lambda _host, _port: ["93.184.215.14"])
    assert refusal(lambda: public.fetch("http://public.example/")) == "address_refused"


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%lo"]]
)
def test_a_name_that_points_inside_is_refused(addresses: list[str]) -> None:
    guard = Guard(look_up=lambda _host, _port: addresses)
    with serving(answer()) as server:
        assert (
            refusal(lambda: guard.fetch(server.url(scheme="https", host="rebind.example")))
            == "address_refused"
        )
    assert server.seen == []


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind() -> None:
    asked: list[str] = []

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with serving(answer(b"first")) as server:
        got = Guard(allow_local=True, look_up=look_up).fetch(server.url(host="college.example"))
    assert (got.body, asked) == (b"first", ["college.example"])
    assert f"host: college.example:{server.port}" in server.seen[0].lower()


def test_the_next_address_is_tried_when_one_is_dead() -> None:
    guard = Guard(allow_local=True, look_up=lambda _host, _port: ["127.9.9.9", "127.0.0.1"])
    with serving(answer(b"second")) as server:
        assert guard.fetch(server.url(host="two.example")).body == b"second"


def test_https_is_checked_against_the_name_and_not_the_pinned_address(tmp_path: Path) -> None:
    server_tls, client_tls = certificates(tmp_path, "college.example")
    guard = Guard(allow_local=True, tls=client_tls, look_up=lambda _host, _port: ["127.0.0.1"])
    with serving(answer(b"secret"), tls=server_tls) as server:
        assert guard.fetch(server.url(scheme="https", host="college.example")).body == b"secret"
        wrong_name = server.url(scheme="https", host="other.example")
        assert refusal(lambda: guard.fetch(wrong_name)) == "unreachable"
        stranger = Guard(allow_local=True, look_up=lambda _host, _port: ["127.0.0.1"])
        assert (
            refusal(lambda: stranger.fetch(server.url(scheme="https", host="college.example")))
            == "unreachable"
        )


def test_a_body_without_end_is_left_at_the_limit() -> None:
    tracemalloc.start()
    with serving(endless) as server:
        code, seconds = timed(lambda: Guard(allow_local=True).fetch(server.url(), max_bytes=100_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == "too_large"
    assert seconds < 2
    assert peak < 10_000_000


def test_a_body_that_announces_too_much_is_not_begun() -> None:
    with serving(answer(b"", Content_Length="100000000000")) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == "too_large"


@pytest.mark.parametrize("hostile", [dripping_body, dripping_head, silent])
def test_a_slow_server_gets_one_deadline_for_everything(
    hostile: Callable[[socket.socket, str], None],
) -> None:
    with serving(hostile) as server:
        code, seconds = timed(lambda: LOCAL.fetch(server.url()))
    assert code == "unreachable"
    assert 0.9 < seconds < 2


def test_a_tls_handshake_that_never_ends_is_left_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/"
        code, seconds = timed(lambda: LOCAL.fetch(url))
    assert (code, seconds < 2) == ("unreachable", True)


def test_a_name_server_that_never_answers_is_left_too() -> None:
    gate = threading.Event()

    def look_up(_host: str, _port: int) -> list[str]:
        gate.wait(10)
        return []

    code, seconds = timed(lambda: Guard(seconds=0.3, look_up=look_up).fetch("https://slow.example/"))
    gate.set()
    assert (code, seconds < 2) == ("unreachable", True)


def test_a_name_that_does_not_exist_is_unreachable_and_not_refused() -> None:
    with pytest.raises(Unreachable, match="looked up"):
        Guard().fetch("https://no-such-host.invalid/")


def test_a_redirect_to_the_same_origin_is_followed() -> None:
    def talk(connection: socket.socket, head: str) -> None:
        step = redirect("/there") if head.startswith("GET /here ") else answer(b"arrived")
        step(connection, head)

    with serving(talk) as server:
        got = LOCAL.fetch(server.url("/here"))
    assert (got.url, got.body) == (server.url("/there"), b"arrived")


def test_a_redirect_loop_ends_after_three_hops() -> None:
    with serving(redirect("/again")) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == "unreachable"
        assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "redirect_refused"),
        ("http://localhost:1/", "redirect_refused"),
        ("//evil.example/", "redirect_refused"),
        ("https://127.0.0.1/", "redirect_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("http://user@127.0.0.1/", "address_refused"),
        ("http://[::1", "unreachable"),
    ],
)
def test_a_redirect_elsewhere_is_refused(location: str, code: str) -> None:
    with serving(redirect(location)) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == code
        assert len(server.seen) == 1


def test_a_compressed_body_is_never_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with serving(answer(bomb, Content_Encoding="gzip")) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == "compressed"


@pytest.mark.parametrize(
    "status",
    ["404 Not Found", "410 Gone", "500 Internal Server Error", "204 No Content", "206 Partial Content"],
)
def test_only_a_whole_answer_counts(status: str) -> None:
    with serving(answer(status=status)) as server, pytest.raises(Unreachable, match=status[:3]) as caught:
        LOCAL.fetch(server.url())
    assert caught.value.status == int(status[:3])


def test_a_body_that_breaks_off_is_no_answer() -> None:
    with serving(answer(b"half", Content_Length="8")) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == "unreachable"


def test_a_server_that_talks_nonsense_is_unreachable() -> None:
    with serving(lambda connection, _: connection.sendall(b"SSH-2.0-x\r\n\r\n")) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == "unreachable"


def test_headers_without_end_are_left() -> None:
    def talk(connection: socket.socket, _: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-Filler: " + b"x" * 1000 + b"\r\n")

    with serving(talk) as server:
        assert refusal(lambda: LOCAL.fetch(server.url())) == "unreachable"


def test_a_type_that_was_not_expected_is_refused() -> None:
    with serving(answer(media_type="text/html")) as server:
        expected = {"application/json"}
        assert refusal(lambda: LOCAL.fetch(server.url(), media_types=expected)) == "wrong_media_type"


def test_one_verification_may_fetch_only_so_many_documents() -> None:
    budget = FetchBudget(requests=2)
    with serving(answer()) as server:
        LOCAL.fetch(server.url("/1"), budget=budget)
        LOCAL.fetch(server.url("/2"), budget=budget)
        assert refusal(lambda: LOCAL.fetch(server.url("/3"), budget=budget)) == "unreachable"
        assert len(server.seen) == 2


def test_one_verification_may_read_only_so_much_and_wait_only_so_long() -> None:
    with serving(endless) as server:
        budget = FetchBudget(total_bytes=200_000)
        assert refusal(lambda: LOCAL.fetch(server.url(), budget=budget)) == "unreachable"
    with serving(silent) as server:
        code, seconds = timed(lambda: LOCAL.fetch(server.url(), budget=FetchBudget(seconds=0.2)))
    assert (code, seconds < 0.8) == ("unreachable", True)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(b"proxy")) as proxy, serving(answer(b"direct")) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        monkeypatch.setenv("ALL_PROXY", proxy.url())
        assert LOCAL.fetch(server.url()).body == b"direct"
