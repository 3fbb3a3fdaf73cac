"""The headers that tell a browser what a page may do: only what ours need."""

from __future__ import annotations

from flask import Flask, Response, current_app

# No inline script or style, nothing from elsewhere, nothing that frames us.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
A_YEAR_IN_SECONDS = 365 * 24 * 3600


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    # Answers are a country's own: no copy stays in a shared computer's or a proxy's store.
    headers["Cache-Control"] = "no-store"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = f"max-age={A_YEAR_IN_SECONDS}; includeSubDomains"
    return response


def init_app(app: Flask) -> None:
    """Adds the headers to every answer."""
    app.after_request(_add_headers)
