"""The smallest Flask application, on the same server with the same settings: the ceiling for pages."""

from __future__ import annotations

import sys

from flask import Flask
from gunicorn.app.base import BaseApplication

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """A page that needs nothing."""
    return "<!DOCTYPE html><title>Hello</title><h1>Hello</h1>"


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
