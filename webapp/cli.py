"""The `cpsa` command. Each family of commands is a module of `webapp.commands`; none loads the web service
to start.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from webapp.commands import account, audit, backup, papers, questionnaire, service


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    root = argparse.ArgumentParser(
        prog="cpsa",
        description="Cybercrime Prevention Self-Assessment: answer, score, and download a gap report.",
    )
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    questionnaire.add_to(commands)
    papers.add_to(commands)
    service.add_to(commands)
    account.add_to(commands)
    audit.add_to(commands)
    backup.add_to(commands)
    return root


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command that the words name; returns its exit code. Commands set `run` on their parser."""
    options = parser().parse_args(words)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
