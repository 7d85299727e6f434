"""Every setting an operator may choose, typed, read once, and refused at start when wrong.

A setting comes from the environment (`SKILLMARK_BASE_URL=…`) or from `config.env` in the home folder; the
environment wins. A secret may instead be named by a file (`SKILLMARK_SECRET_KEY_FILE=…`). Everything that an
installation keeps lives under one folder, `SKILLMARK_HOME`. Standard library only: the command-line verifier
reads this module too, and it must start without Django.
"""

from __future__ import annotations

import base64
import binascii
import functools
import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "SKILLMARK_"
CONFIG_FILE = "config.env"
# Of every sample person; the demonstration prints it and shows it where one signs in.
DEMO_PASSWORD = "skillmark-demo"  # noqa: S105 - known to all
# What may be switched on by name; site/wiring.py knows where each lives.
CONNECTORS = ("vcapi",)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Read by the tests and by the bootstrap script, not by the program: named here so that they are not called unknown.
FOREIGN_NAMES = frozenset({"SKILLMARK_STANDARDS", "SKILLMARK_TEST_DATABASE_URL", "SKILLMARK_PYTHON"})


class ConfigError(Exception):
    """One or more settings cannot be used; `problems` holds a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "The configuration cannot be used:\n" + "\n".join(f"  - {each}" for each in problems)
        )

    def __reduce__(self) -> tuple[type[ConfigError], tuple[list[str]]]:
        """From its problems, so that it crosses from one process to another."""
        return ConfigError, (list(self.problems),)


# --- how a text becomes a value; each raises ValueError with a sentence that says what was wanted ------------


def _text(raw: str) -> str:
    return raw


def _switch(raw: str) -> bool:
    word = raw.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("must be yes or no")


def _folder(raw: str) -> Path:
    path = Path(raw).expanduser()
    if not path.is_absolute():
        raise ValueError("must be a whole path, beginning at the root")
    return path


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        try:
            number = int(raw)
        except ValueError:
            raise ValueError("must be a whole number") from None
        if not low <= number <= high:
            raise ValueError(f"must be between {low} and {high}")
        return number

    return read


def _names(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _some_of(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    def read(raw: str) -> tuple[str, ...]:
        names = _names(raw)
        if not set(names) <= set(allowed):
            raise ValueError(f"must name some of {', '.join(allowed)}, by comma")
        return names

    return read


_TOKEN_HASH = re.compile(r"[0-9a-f]{64}")


def _tokens(raw: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a person's address and the hash of a token."""
    pairs = [part.rpartition(":") for part in _names(raw)]
    if not all(is_mail_address(address) and _TOKEN_HASH.fullmatch(known) for address, _, known in pairs):
        raise ValueError("must be pairs like rob@badges.example.org:<SHA-256 in 64 hex digits>, by comma")
    return tuple((address, known) for address, _, known in pairs)


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return raw

    return read


def _base_url(raw: str) -> str:
    address = urlsplit(raw)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("must be an address such as https://badges.example.org")
    if address.path.strip("/") or address.query or address.fragment or address.username:
        raise ValueError("must be scheme, host and port only, without a path")
    return f"{address.scheme}://{address.netloc}"


def _database_url(raw: str) -> str:
    address = urlsplit(raw)
    if address.scheme == "sqlite":
        return raw
    if address.scheme not in {"postgresql", "postgres"} or not address.path.strip("/"):
        raise ValueError("must be postgresql://user:password@host:5432/name, or left out for SQLite")
    return raw


def _smtp_url(raw: str) -> str:
    address = urlsplit(raw)
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise ValueError("must be smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465")
    return raw


# Either `name@host`, or that in angle brackets after a name.
_SENDER = re.compile(r'(?:"[^"\r\n]*"|[^<>@,"\r\n]*)<([^<>\r\n]+)>|([^<>\r\n]+)')
_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")


def is_mail_address(text: str) -> bool:
    """Whether mail could be sent there, as far as its form tells."""
    return _ADDRESS.fullmatch(text) is not None


def _sender(raw: str) -> str:
    found = _SENDER.fullmatch(raw.strip())
    if not found or not is_mail_address(found[1] or found[2]):
        raise ValueError("must be an address such as Skillmark <no-reply@badges.example.org>")
    return raw.strip()


def _secret_key(raw: str) -> str:
    if len(raw) < 32:
        raise ValueError("must have at least 32 characters")
    return raw


def _key_encryption_key(raw: str) -> str:
    try:
        key = base64.b64decode(raw, altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("must be base64url text") from None
    if len(key) != 32:
        raise ValueError("must be 32 random bytes as base64url (44 characters)")
    return raw


def _setting(
    read: Callable[[str], Any],
    help_text: str,
    *,
    default: Any = MISSING,
    secret: bool = False,
    kept: str = "",
) -> Any:
    """One field of Config: how it is read, what it means, and (`kept`) the file below home that may hold it."""
    metadata = {"read": read, "help": help_text, "secret": secret, "kept": kept}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the operator chose. Each field `x` is the setting `SKILLMARK_X`."""

    home: Path = _setting(  # noqa: RUF009 - a dataclass field, made by our own helper
        Path, "The folder that holds everything this installation keeps: database, keys, files, mail outbox."
    )
    base_url: str = _setting(
        _base_url,
        "The address people and verifiers reach this installation at. It is written into every credential.",
        default="http://localhost:8000",
    )
    site_name: str = _setting(_text, "The name shown in page titles and mail.", default="Skillmark")
    development: bool = _setting(
        _switch,
        "Allows http and loopback addresses where only https and public ones are allowed otherwise.",
        default=False,
    )
    demo: bool = _setting(
        _switch,
        "Marks the installation as the demo: sample people, sign-in hints, a mail outbox page.",
        default=False,
    )
    secret_key: str | None = _setting(
        _secret_key,
        "Signs sessions and links. Made by `skillmark init` and kept in keys/secret_key.",
        default=None,
        secret=True,
        kept="keys/secret_key",
    )
    key_encryption_key: str | None = _setting(
        _key_encryption_key,
        "Encrypts the signing keys at rest (32 bytes, base64url). Made by `skillmark init`, kept in"
        " keys/key_encryption_key: keep a copy elsewhere, without it no issuing key can be opened.",
        default=None,
        secret=True,
        kept="keys/key_encryption_key",
    )
    database_url: str = _setting(
        _database_url,
        "postgresql://user:password@host:5432/name. Left out, SQLite in the home folder is used.",
        default="",
        secret=True,
    )
    smtp_url: str = _setting(
        _smtp_url,
        "smtp://user:password@host:587 or smtps://…:465. Left out, mail is written to the outbox folder.",
        default="",
        secret=True,
    )
    mail_from: str = _setting(_sender, "The sender of all mail.", default="Skillmark <no-reply@localhost>")
    extra_hosts: tuple[str, ...] = _setting(
        _names,
        "Further host names to answer to, by comma. The host of base_url is always answered.",
        default=(),
    )
    trusted_proxies: int = _setting(
        _whole(0, 10),
        "How many reverse proxies stand in front and set X-Forwarded-For and X-Forwarded-Proto.",
        default=0,
    )
    web_threads: int = _setting(
        _whole(1, 256), "Requests answered at the same time by each web process.", default=8
    )
    web_processes: int = _setting(
        _whole(1, 64), "Web processes. Sign-in rate limits are counted per process.", default=1
    )
    worker_threads: int = _setting(_whole(1, 64), "Queued jobs worked on at the same time.", default=1)
    signing_processes: int = _setting(
        _whole(0, 256), "Processes that sign while a batch is issued; 0: one for each processor.", default=0
    )
    cluster: str = _setting(
        _text,
        "A Dask scheduler whose workers sign batches, such as tcp://10.0.0.5:8786. Left out, this machine does it.",
        default="",
    )
    status_ttl: int = _setting(
        _whole(0, 604800), "Seconds a verifier may rely on a status list before it asks again.", default=300
    )
    publish_dir: Path | None = _setting(  # noqa: RUF009 - as above
        _folder,
        "A folder that workers keep up to date with all that verifiers need, as plain files for a static host or CDN.",
        default=None,
    )
    max_upload_bytes: int = _setting(
        _whole(65536, 1 << 30),
        "The largest file a person may hand in or upload, in bytes.",
        default=10_485_760,
    )
    max_table_bytes: int = _setting(
        _whole(65536, 1 << 31),
        "The largest table of people who are to be awarded at once, in bytes. 100,000 rows take about 8 MB.",
        default=209_715_200,
    )
    connect: tuple[str, ...] = _setting(
        _some_of(*CONNECTORS),
        f"Which connectors answer to other systems below /connect/, by comma. There is: {', '.join(CONNECTORS)}.",
        default=(),
    )
    vcapi_tokens: tuple[tuple[str, str], ...] = _setting(
        _tokens,
        "Whose programs may use the VC-API: pairs of a person's address, as whom the program acts, and the SHA-256 of"
        " its token in hexadecimal, like rob@badges.example.org:9f86…, by comma.",
        default=(),
        secret=True,
    )
    log_level: str = _setting(
        _choice("DEBUG", "INFO", "WARNING", "ERROR"), "How much is logged to standard error.", default="INFO"
    )

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The host of base_url, those named beside it, and in development every loopback name."""
        host = urlsplit(self.base_url).hostname or "localhost"
        loopback = ("localhost", "127.0.0.1", "[::1]") if self.development else ()
        return tuple(dict.fromkeys((host, *self.extra_hosts, *loopback)))

    @property
    def key_encryption_key_bytes(self) -> bytes | None:
        return base64.urlsafe_b64decode(self.key_encryption_key) if self.key_encryption_key else None

    @property
    def database_file(self) -> Path:
        """Where SQLite keeps its data when no PostgreSQL is named."""
        return self.home / "db.sqlite3"

    @property
    def keys_folder(self) -> Path:
        return self.home / "keys"

    @property
    def files_folder(self) -> Path:
        return self.home / "files"

    @property
    def known_folder(self) -> Path:
        return self.home / "known"

    @property
    def outbox_folder(self) -> Path:
        return self.home / "outbox"


# --- reading ------------------------------------------------------------------------------------------------


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder an installation lives in: SKILLMARK_HOME, else ./var of a clone, else the user's data folder."""
    named = environ.get(PREFIX + "HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    root = clone()
    return root / "var" if root else _user_data_folder(environ) / "skillmark"


def clone() -> Path | None:
    """The root of the clone this code runs from; None where it was installed as a package."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "skillmark").is_file() else None


def _user_data_folder(environ: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Reads all settings. Raises ConfigError with every wrong value at once."""
    folder = home(environ)
    problems: list[str] = []
    written = _read_config_file(folder / CONFIG_FILE, problems)
    texts = {**written, **{name: text for name, text in environ.items() if name.startswith(PREFIX)}}
    values: dict[str, Any] = {"home": folder}
    for each in fields(Config):
        if each.name != "home":
            raw = _raw_text(each.name, each.metadata, texts, folder=folder, problems=problems)
            _keep_setting(each.name, each.metadata, raw, values=values, problems=problems)
    # What could not be read has its default here, so that contradictions among the others are named as well.
    config = Config(**values)
    if not any(word in problem for problem in problems for word in _READ_TOGETHER):
        problems += _contradictions(config)
    if problems:
        raise ConfigError(problems)
    return config


@functools.cache
def current() -> Config:
    """The settings of this process, read at first use and never again."""
    return load()


def _raw_text(
    name: str, metadata: Mapping[str, Any], texts: Mapping[str, str], *, folder: Path, problems: list[str]
) -> str:
    """What was written for this setting; empty where nothing was."""
    variable = PREFIX + name.upper()
    raw = texts.get(variable, "")
    if metadata["secret"] and not raw:
        named = texts.get(variable + "_FILE")
        raw = _read_secret_file(variable, named, folder=folder, kept=metadata["kept"], problems=problems)
    return raw


def _keep_setting(
    name: str, metadata: Mapping[str, Any], raw: str, *, values: dict[str, Any], problems: list[str]
) -> None:
    """Reads the text into a value, or adds the sentence that says why it cannot be used."""
    if not raw:
        return
    try:
        values[name] = metadata["read"](raw)
    except ValueError as error:
        shown = "" if metadata["secret"] else f" (it is {raw!r})"
        problems.append(f"{PREFIX}{name.upper()} {error}{shown}.")


def _read_secret_file(
    variable: str, named: str | None, *, folder: Path, kept: str, problems: list[str]
) -> str:
    """The text of the file that `…_FILE` names, or of the file below home where init keeps this secret."""
    path = Path(named).expanduser() if named else (folder / kept if kept else None)
    if path is None or (not named and not path.exists()):
        return ""
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{variable}_FILE names a file that cannot be read: {error}.")
        return ""


def _read_config_file(path: Path, problems: list[str]) -> dict[str, str]:
    """KEY=VALUE lines; blank lines and # comments are skipped; quotes around a value are taken off."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path} cannot be read: {error}.")
        return {}
    values: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or name.strip() not in known_names():
            problems.append(f"{path}, line {number}: {name.strip()!r} is not a setting of Skillmark.")
            continue
        values[name.strip()] = _unquoted(value.strip())
    return values


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def known_names() -> frozenset[str]:
    """Every variable that means something here, `…_FILE` twins of secrets included."""
    names = {PREFIX + each.name.upper() for each in fields(Config)}
    twins = {PREFIX + each.name.upper() + "_FILE" for each in fields(Config) if each.metadata["secret"]}
    return frozenset(names | twins) | FOREIGN_NAMES


def unknown_names(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that start like ours and mean nothing: usually a slip of the pen, shown by `doctor`."""
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known_names())


_READ_TOGETHER = ("SKILLMARK_BASE_URL", "SKILLMARK_DEVELOPMENT", "SKILLMARK_DEMO")


def _contradictions(config: Config) -> list[str]:
    """What is wrong only when two settings are read together."""
    problems = []
    host = urlsplit(config.base_url).hostname
    if not config.https and not config.development and host not in LOOPBACK:
        problems.append(
            f"SKILLMARK_BASE_URL must start with https:// (it is {config.base_url!r}); plain http is for"
            " loopback addresses, or for anything while SKILLMARK_DEVELOPMENT=yes."
        )
    if config.demo and not config.development:
        problems.append(
            "SKILLMARK_DEMO=yes needs SKILLMARK_DEVELOPMENT=yes: the demo has no secrets to protect."
        )
    return problems


# --- writing, for `init` and `demo` -------------------------------------------------------------------------


def create_secrets(folder: Path) -> list[Path]:
    """Makes the secrets that are not there yet, readable by their owner alone; returns the files it made."""
    keys = folder / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.mkdir(exist_ok=True)
    keys.chmod(0o700)
    made = {
        keys / "secret_key": secrets.token_urlsafe(50),
        keys / "key_encryption_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"),
    }
    return [path for path, text in made.items() if _create_private(path, text + "\n")]


def write_config_file(folder: Path, values: Mapping[str, str]) -> Path:
    """Writes config.env with a comment above each setting. Raises FileExistsError rather than overwrite."""
    lines = [
        "# Settings of this installation. The environment wins over this file; `skillmark doctor` checks both."
    ]
    helps = {PREFIX + each.name.upper(): each.metadata["help"] for each in fields(Config)}
    for name, value in values.items():
        lines += ["", f"# {helps[name]}", f"{name}={value}"]
    path = folder / CONFIG_FILE
    folder.mkdir(parents=True, exist_ok=True)
    if not _create_private(path, "\n".join(lines) + "\n"):
        raise FileExistsError(f"{path} is already there")
    return path


def _create_private(path: Path, text: str) -> bool:
    """Creates the file with mode 0600 and all its text at once, or leaves the one that stands there alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
