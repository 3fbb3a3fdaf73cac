"""Where the pages of this journey are."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("papers", __name__, url_prefix="/countries/<country>/assessments/<int:number>/papers")
