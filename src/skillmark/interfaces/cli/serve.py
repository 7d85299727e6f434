"""Answers requests: with gunicorn, or in development with a small threaded server that starts at once."""

from __future__ import annotations

import argparse
import sys
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from skillmark.config import LOOPBACK
from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.static import collect_static

if TYPE_CHECKING:
    from django.core.servers.basehttp import ThreadedWSGIServer

    from skillmark.config import Config

DEFAULT_PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bind",
        action="append",
        metavar="HOST:PORT",
        type=address,
        help="where to listen; may be given several times (default: the port of a base address on this machine,"
        f" otherwise 127.0.0.1:{DEFAULT_PORT})",
    )


def run(options: argparse.Namespace) -> int:
    config = platform.start_installation()
    places = options.bind or [usual_place(config.base_url)]
    if config.development:
        return _serve_here(config, places)
    collect_static()
    return _serve_with_gunicorn(config, places)


def usual_place(base_url: str) -> tuple[str, int]:
    """Where the base address leads when that is this machine itself; behind a proxy, the port proxies are told of."""
    base = urlsplit(base_url)
    if base.scheme != "http" or base.hostname not in LOOPBACK:
        return "127.0.0.1", DEFAULT_PORT
    return "::1" if base.hostname == "::1" else "127.0.0.1", base.port or DEFAULT_PORT


def address(text: str) -> tuple[str, int]:
    """Reads `HOST:PORT`, `[IPv6]:PORT` or `PORT`."""
    host, _colon, port = text.rpartition(":")
    if not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)


def _application() -> Any:
    """Django's WSGI application, with every page loaded: what is broken shows now, and nobody waits for it later."""
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 - reading it imports every view
    return application


# --- development and demo ---------------------------------------------------------------------------------


def local_server(host: str, port: int) -> ThreadedWSGIServer:
    """A threaded server in this process, bound and ready for `serve_forever`. Port 0 takes any free one.

    Raises OSError when the address is taken. Django must be started. For one machine, not for the internet.
    """
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    class Quiet(WSGIRequestHandler):
        """Logs no line per request."""

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's signature
            pass

    server = ThreadedWSGIServer((host, port), Quiet, ipv6=":" in host, allow_reuse_address=True)
    server.daemon_threads = True
    server.set_app(_application())
    return server


def _serve_here(config: Config, places: list[tuple[str, int]]) -> int:
    servers = [_bound(host, port) for host, port in places]
    for server in servers:
        host, port = server.server_address[:2]
        sys.stderr.write(
            f"Serving {config.site_name} at http://{shown_host(str(host))}:{port} (development)\n"
        )
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


def _bound(host: str, port: int) -> ThreadedWSGIServer:
    try:
        return local_server(host, port)
    except OSError as error:
        platform.leave(
            platform.EX_UNAVAILABLE,
            f"cannot listen on {shown_host(host)}:{port}: {error.strerror or error}.",
            "Stop the other program, or choose another port with --bind.",
        )


def shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# --- production -------------------------------------------------------------------------------------------


def _serve_with_gunicorn(config: Config, places: list[tuple[str, int]]) -> int:
    from gunicorn.app.base import BaseApplication

    class Gunicorn(BaseApplication):
        """gunicorn with our settings instead of a command line or file of its own."""

        def load_config(self) -> None:
            for name, value in _gunicorn_settings(config, places).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return _application()

    Gunicorn().run()
    return 0


def _gunicorn_settings(config: Config, places: list[tuple[str, int]]) -> dict[str, object]:
    return {
        "bind": [f"{shown_host(host)}:{port}" for host, port in places],
        "worker_class": "gthread",
        "workers": config.web_processes,
        "threads": config.web_threads,
        "proc_name": "skillmark",
        # A request in progress is finished before a stop; a load balancer waits 30 seconds.
        "graceful_timeout": 30,
        # A worker that hangs for a minute is replaced.
        "timeout": 60,
        "keepalive": 15,
        # Heartbeats on a disk that stalls would make gunicorn kill healthy workers.
        "worker_tmp_dir": "/dev/shm" if sys.platform == "linux" else None,  # noqa: S108 - memory, not a folder
        # Otherwise gunicorn writes a socket below the home of whoever runs it.
        "control_socket_disable": True,
        "loglevel": config.log_level.lower(),
    }
