"""Which language a page speaks, and which way it runs."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel, get_locale

# Languages with a complete translation of the interface. English is what the source says.
LANGUAGES = ("en",)


def chosen_language() -> str:
    """The best of our languages for this reader."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _for_templates() -> dict[str, str]:
    locale = get_locale()
    return {"language": str(locale).replace("_", "-"), "direction": locale.text_direction}


def init_app(app: Flask) -> None:
    """Gives templates `_()`, `language` and `direction`."""
    app.config["BABEL_DEFAULT_TIMEZONE"] = "UTC"
    Babel(app, locale_selector=chosen_language)
    app.context_processor(_for_templates)
