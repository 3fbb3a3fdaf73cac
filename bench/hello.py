"""The smallest Flask application, on the same server with the same settings: the ceiling for pages, and for
what a request can save.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from gunicorn.app.base import BaseApplication

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """A page that needs nothing."""
    return "<!DOCTYPE html><title>Hello</title><h1>Hello</h1>"


@app.post("/commit")
def commit() -> ResponseReturnValue:
    """Takes a form and commits one row, with the pragmas of the service."""
    cursor = _connection().cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute("INSERT INTO answers (content) VALUES (?)", (next(iter(request.form.values())),))
    cursor.execute("COMMIT")
    return redirect("/", 303)


_of_this_thread = threading.local()


def _connection() -> Any:
    if not hasattr(_of_this_thread, "connection"):
        # Loaded here: the start of this server is measured too.
        from webapp.database import make_engine

        _of_this_thread.connection = make_engine(f"sqlite:///{sys.argv[2]}").raw_connection()
        _of_this_thread.connection.cursor().execute(
            "CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, content TEXT)"
        )
    return _of_this_thread.connection


class HelloServer(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """gunicorn with one process of eight threads, as our own web server."""

    def load_config(self) -> None:
        """The settings of `webapp.serving.run_web`."""
        for name, value in {
            "bind": f"127.0.0.1:{sys.argv[1]}",
            "worker_class": "gthread",
            "threads": 8,
            "preload_app": True,
            "loglevel": "error",
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm",  # noqa: S108
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return app


if __name__ == "__main__":
    HelloServer().run()
