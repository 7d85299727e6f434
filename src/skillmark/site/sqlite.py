"""Lets Django use a current SQLite, because older ones can corrupt a database that two processes share.

SQLite 3.7.0 to 3.51.2 may lose pages when a checkpoint resets the write-ahead log while another connection
writes. Debian 12 ships 3.40. Where the wheel `pysqlite3` is installed it stands in for the standard module; it
must do so before Django's SQLite backend is imported. Elsewhere the standard module stays and `doctor` warns.
"""

from __future__ import annotations

import importlib
import sys

SAFE_VERSION = (3, 51, 3)
# Write-ahead log with FULL: the one setting that lost nothing in power-cut tests; NORMAL lost hundreds of commits.
OPENING_STATEMENTS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def use_current_sqlite() -> None:
    """Puts pysqlite3 in the standard module's place where it is installed."""
    try:
        module = importlib.import_module("pysqlite3")
    except ImportError:
        return
    sys.modules["sqlite3"] = module
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
