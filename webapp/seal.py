"""The seal of the installation: a signature (PAdES) on submitted reports, with a key from the settings."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import pkcs12

from webapp import clock

if TYPE_CHECKING:
    from webapp.config import SealSettings

FIELD = "Seal"
FIELD_IN_WORDS = "Seal of the installation"


class Unusable(Exception):
    """Nothing can be sealed with that key; the message says why."""


def check(settings: SealSettings) -> None:
    """Raises `Unusable` if the passphrase does not open the key, or its certificate does not hold now."""
    _check(settings.file, settings.passphrase(), clock.now())


def _check(path: Path, passphrase: bytes, moment: datetime) -> None:
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase)
    except (OSError, ValueError) as error:
        raise Unusable("it cannot be read with that passphrase") from error
    if key is None or certificate is None:
        raise Unusable("it holds no key with a certificate")
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        raise Unusable(f"its certificate holds until {certificate.not_valid_after_utc:%Y-%m-%d} only")


def sealed(document: bytes, settings: SealSettings) -> bytes:
    """The PDF with a seal added behind it: not a byte of it changes, its tags stay as they are, and so does
    what it says of PDF/UA. The time of sealing is in the seal, so that no two are the same.

    A reader that shows it says when something was changed afterwards. Raises `Unusable`.
    """
    # Loaded where documents are sealed, which is the worker.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    check(settings)
    signer = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(settings.file), passphrase=settings.passphrase()
    )
    if signer is None:
        raise Unusable("it cannot be read")
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    # Hidden: what is not on the page needs no place among the tags (PDF/UA-1).
    field = fields.SigFieldSpec(
        sig_field_name=FIELD,
        readable_field_name=FIELD_IN_WORDS,
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True),
    )
    output = io.BytesIO()
    # In a thread of its own: the library starts an event loop, which fails where one is running already.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(
            signers.sign_pdf,
            IncrementalPdfFileWriter(io.BytesIO(document)),
            about,
            signer=signer,
            new_field_spec=field,
            output=output,
        ).result()
    return output.getvalue()
