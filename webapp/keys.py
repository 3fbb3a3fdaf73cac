"""Keys for single purposes, derived from the installation's secret: who learns one learns no other."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derived_key(secret_key: str, purpose: str) -> bytes:
    """The key for that purpose: the same at every start, as long as the installation keeps its secret."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"cpsa {purpose}".encode()).derive(secret_key.encode())
