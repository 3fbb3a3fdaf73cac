"""Measures everything and prints the table."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import http, measures
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
        with http.running(["-m", "bench.hello", str(hello_port)], hello_port, "/") as hello_start:
            serve = ["-m", "webapp.cli", "serve"]
            with http.running(serve, port, "/health", **place.environment) as our_start:
                lines.append(
                    times("start to the first page", our_start, hello_start, "s", "hello-world", None)
                )
                lines += measures.pages(place, hello_port)
                lines += measures.saves(place, folder)
                lines += measures.rendering_beside_pages(place)
    print(table(lines))


if __name__ == "__main__":
    main()
