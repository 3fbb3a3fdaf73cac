"""Commands that run the service: `serve`, `worker`, `demo`, `migrate`, `first-use`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webapp.config import Settings

Subparsers = argparse._SubParsersAction  # noqa: SLF001  # argparse gives its type no public name


def add_to(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds these commands."""
    serve = commands.add_parser("serve", help="start the service: the web server and its worker")
    serve.add_argument("--port", type=int, help="the port to listen on (8000)")
    serve.set_defaults(run=_serve)

    demo = commands.add_parser(
        "demo", help="start a demonstration with invented countries, on a database of its own"
    )
    demo.add_argument("--port", type=int, help="the port to listen on (8000)")
    demo.set_defaults(run=_demo)

    web = commands.add_parser("web", help="start the web server alone")
    web.set_defaults(run=_web)

    worker = commands.add_parser("worker", help="start the worker alone: it makes the reports")
    worker.set_defaults(run=_worker)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(run=_migrate)

    first_use = commands.add_parser(
        "first-use", help="print the link with which the first person sets up the service"
    )
    first_use.set_defaults(run=_first_use)


def settings_or_end() -> Settings:
    """The settings, or an end with exit code 2 and the reason on standard error."""
    from webapp.config import UnsafeSettings, settings_from_environment

    try:
        return settings_from_environment()
    except UnsafeSettings as problem:
        print(f"cpsa: {problem}", file=sys.stderr)
        sys.exit(2)


def _use_port(options: argparse.Namespace) -> None:
    if options.port is not None:
        os.environ["PORT"] = str(options.port)


def _load_without_collector() -> None:
    """Lets the program be loaded without looking for garbage: next to nothing of it is, and looking takes a
    sixth of the start. `serving` looks again from when all is loaded.
    """
    gc.disable()


def _serve(options: argparse.Namespace) -> int:
    _load_without_collector()
    from webapp import serving

    _use_port(options)
    return serving.serve(settings_or_end())


def _demo(options: argparse.Namespace) -> int:
    from webapp import demonstration, serving
    from webapp.config import PROJECT

    _use_port(options)
    os.environ["CPSA_DEMONSTRATION"] = "yes"
    os.environ.setdefault("CPSA_FOLDER", str(PROJECT / "var" / "demo"))
    settings = settings_or_end()
    links = demonstration.prepare(settings)
    return serving.serve(settings, announcement=demonstration.announcement(settings, links))


def _web(_options: argparse.Namespace) -> int:
    _load_without_collector()
    from webapp import serving

    serving.run_web(settings_or_end())
    return 0


def _worker(_options: argparse.Namespace) -> int:
    from webapp import worker

    worker.run_worker(settings_or_end())
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    from webapp import serving

    changed = serving.bring_up_to_date(settings_or_end())
    print("The database has been brought up to date." if changed else "The database is up to date.")
    return 0


def _first_use(_options: argparse.Namespace) -> int:
    from webapp import serving

    settings = settings_or_end()
    link = serving.first_use_link(settings)
    print(link or "The service has its first account already: sign in, or ask its administrator.")
    return 0 if link else 1
