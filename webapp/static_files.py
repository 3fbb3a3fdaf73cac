"""Static files under names that carry their content's hash, so that browsers may keep them for ever.

WhiteNoise serves them, compressed, before a request reaches Flask. The hashed copies are made when the
process starts.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tempfile
import weakref
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from webapp.config import PROJECT
from webapp.security_headers import CONTENT_SECURITY_POLICY

SOURCE = PROJECT / "static"
PREFIX = "/static/"
# Comment lines and indentation of scripts stay at home: slow lines do not carry them. No text in our scripts
# runs over several lines.
STAYS_AT_HOME = re.compile(rb"^[ \t]*//.*\n|^[ \t]+", re.MULTILINE)
COMPRESSED_KINDS = frozenset({".css", ".js", ".svg", ".txt"})


class StaticFiles:
    """The static files of one process: their addresses, and the folder from which WhiteNoise serves them."""

    def __init__(self, source: Path = SOURCE) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cpsa-static-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.addresses: dict[str, str] = {}
        for path in sorted(source.rglob("*")):
            if path.is_file():
                self._add(path, path.relative_to(source))

    def address(self, name: str) -> str:
        """Where a browser finds the file. Raises `LookupError` for a name that is not in the folder."""
        if name not in self.addresses:
            raise LookupError(f"there is no static file {name!r}; there are: {', '.join(self.addresses)}")
        return self.addresses[name]

    def _add(self, path: Path, name: Path) -> None:
        content = path.read_bytes()
        if path.suffix == ".js":
            content = STAYS_AT_HOME.sub(b"", content)
        digest = hashlib.sha256(content).hexdigest()[:16]
        hashed = name.with_name(f"{name.stem}.{digest}{name.suffix}")
        # The plain name too: a style sheet names its neighbours by it.
        for written in (hashed, name):
            target = self.folder / written
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            if path.suffix in COMPRESSED_KINDS:
                Path(f"{target}.gz").write_bytes(gzip.compress(content, mtime=0))
        self.addresses[name.as_posix()] = PREFIX + hashed.as_posix()


def _add_static_headers(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def init_app(app: Flask) -> None:
    """Serves the static files, and gives templates `static_file(name)`."""
    files = StaticFiles()
    app.extensions["static_files"] = files
    never_change = frozenset(files.addresses.values())
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=files.folder,
        prefix=PREFIX,
        max_age=3600,
        immutable_file_test=lambda _path, url: url in never_change,
        add_headers_function=_add_static_headers,
        allow_all_origins=False,
    )
    app.jinja_env.globals["static_file"] = files.address
