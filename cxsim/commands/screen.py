"""How the commands print."""

from __future__ import annotations

import sys

import typer


def say(text: str) -> None:
    """Print at once, for what follows may take a while or replace this program.

    Parameters
    ----------
    text : str
        One line or more.
    """
    typer.echo(harmless(text))
    sys.stdout.flush()


def harmless(text: str) -> str:
    """Take out what a scenario file could steer the terminal with.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text, with a question mark for every sign that does not print.
    """
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)
