"""Measures everything and prints the table."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import http, many_countries, measures
from bench.figures import Line, table, times
from bench.place import Place


def main() -> None:
    """One run of all measures."""
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="cpsa-bench-") as name:
        folder = Path(name)
        port, hello_port = http.free_port(), http.free_port()
        place = Place(folder / "served", port)
        lines += measures.statements(place)
        lines += measures.scoring()
        lines += measures.reports()
        lines += many_countries.measured(folder)
        hello = ["-m", "bench.hello", str(hello_port), str(folder / "hello.db")]
        serve = ["-m", "webapp.cli", "serve"]
        # Once before it is measured: what Python has compiled, it keeps for the next start.
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        environment = place.environment | kept
        with (
            http.running(hello, hello_port, "/", **kept),
            http.running(serve, port, "/health", **environment),
        ):
            pass
        with (
            http.running(hello, hello_port, "/", **kept) as hello_start,
            http.running(serve, port, "/health", **environment) as our_start,
        ):
            lines.append(times("start to the first page", our_start, hello_start, "s", "hello-world", None))
            lines += measures.pages(place, hello_port)
            lines += measures.saves(place, folder, hello_port)
            lines += measures.rendering_beside_pages(place)
    print(table(lines))


if __name__ == "__main__":
    main()
