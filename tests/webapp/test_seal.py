"""The seal: what is sealed, that it holds, that the document stays what it was, and keys that are refused."""

from __future__ import annotations

import dataclasses
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from questionnaire.loading import load
from questionnaire.samples import random_sheet
from reports import pdf
from tests.reports.conftest import MINI_INSTRUMENTS, report_on
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import bring_to
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_gap_report import ask, make_what_waits
from webapp import seal
from webapp.config import SealSettings, UnsafeSettings, settings_from_environment

PASSPHRASE = "a kettle on the roof"
USES = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


@dataclasses.dataclass(frozen=True)
class Authority:
    """Somebody who vouches for seals, and one seal."""

    root: x509.Certificate
    settings: SealSettings


def certificate(
    subject: str,
    key: rsa.RSAPrivateKey,
    *,
    issuer: str,
    signed_with: rsa.RSAPrivateKey,
    days: int,
    uses: tuple[str, ...],
) -> x509.Certificate:
    """A certificate of `subject` that began a year ago and holds for `days` from now."""
    now = datetime.now(UTC)
    is_authority = subject == issuer
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=365))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{**USES, **dict.fromkeys(uses, True)}), critical=True)
        .sign(signed_with, hashes.SHA256())
    )


def authority(folder: Path, *, days: int = 10) -> Authority:
    """A test authority, and the files of a seal that it vouches for."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root = certificate(
        "Test authority",
        root_key,
        issuer="Test authority",
        signed_with=root_key,
        days=10,
        uses=("key_cert_sign", "crl_sign"),
    )
    own = certificate(
        "Seal of a test",
        key,
        issuer="Test authority",
        signed_with=root_key,
        days=days,
        uses=("digital_signature", "content_commitment"),
    )
    files = SealSettings(folder / "seal.p12", folder / "passphrase")
    files.file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key, own, [root], BestAvailableEncryption(PASSPHRASE.encode())
        )
    )
    files.passphrase_file.write_text(PASSPHRASE, encoding="utf-8")
    for path in (files.file, files.passphrase_file):
        path.chmod(0o600)
    return Authority(root, files)


def holds(document: bytes, root: x509.Certificate) -> bool:
    """Whether the document has one seal, which the authority vouches for and which covers all of it."""
    [found] = PdfFileReader(io.BytesIO(document)).embedded_signatures
    trusted = Certificate.load(root.public_bytes(Encoding.DER))
    # In a thread of its own, because playwright keeps an event loop running in that of other tests.
    with ThreadPoolExecutor(max_workers=1) as thread:
        validated = thread.submit(validate_pdf_signature, found, ValidationContext(trust_roots=[trusted]))
        return bool(validated.result().bottom_line)


def small_report() -> bytes:
    instrument = load(MINI_INSTRUMENTS / "safeguards")
    return pdf.render(report_on(random_sheet(instrument, seed=1, complete=True), instrument))


def test_the_seal_holds_and_the_document_stays_what_it_was(tmp_path: Path) -> None:
    made = authority(tmp_path)
    document = small_report()
    found = seal.sealed(document, made.settings)
    assert found.startswith(document)
    assert holds(found, made.root)
    before, after = (pypdf.PdfReader(io.BytesIO(each)) for each in (document, found))
    assert before.xmp_metadata
    assert after.xmp_metadata
    assert b'pdfuaid:part="1"' in after.xmp_metadata.stream.get_data()
    assert after.xmp_metadata.dc_title == before.xmp_metadata.dc_title
    first, second = (each.root_object.raw_get("/StructTreeRoot") for each in (before, after))
    assert (first.idnum, first.generation) == (second.idnum, second.generation)
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]


def test_a_sealed_document_that_was_changed_does_not_hold(tmp_path: Path) -> None:
    made = authority(tmp_path)
    found = bytearray(seal.sealed(small_report(), made.settings))
    found[len(found) // 3] ^= 1
    assert not holds(bytes(found), made.root)


def test_nobody_else_vouches_for_it(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    made, other = authority(tmp_path), authority(tmp_path / "other")
    assert not holds(seal.sealed(small_report(), made.settings), other.root)


def test_the_worker_seals_the_report_on_a_submission_and_no_draft(
    app: Flask, sign_in: SignIn, tmp_path: Path
) -> None:
    made = authority(tmp_path)
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], seal=made.settings)
    visitor = sign_in("KEN")
    number = add_assessment(app, seed=11, modules=("recommendations",))
    page = ask(visitor, number, "PDF: Minister")
    make_what_waits(app)
    draft = visitor.download(visitor.get(page.path)).data
    assert PdfFileReader(io.BytesIO(draft)).embedded_signatures == []
    bring_to(app, "submitted")
    page = ask(visitor, number, "PDF: Minister")
    make_what_waits(app)
    assert holds(visitor.download(visitor.get(page.path)).data, made.root)


def environment(folder: Path, settings: SealSettings) -> dict[str, str]:
    return {
        "CPSA_FOLDER": str(folder / "var"),
        "CPSA_SEAL_FILE": str(settings.file),
        "CPSA_SEAL_PASSPHRASE_FILE": str(settings.passphrase_file),
    }


def test_a_key_that_holds_is_taken_at_start(tmp_path: Path) -> None:
    made = authority(tmp_path)
    assert settings_from_environment(environment(tmp_path, made.settings)).seal == made.settings


def test_a_certificate_that_has_ended_is_refused_at_start_and_later(tmp_path: Path) -> None:
    made = authority(tmp_path, days=-1)
    with pytest.raises(UnsafeSettings, match="holds until"):
        settings_from_environment(environment(tmp_path, made.settings))
    with pytest.raises(seal.Unusable):
        seal.sealed(b"", made.settings)


def test_a_key_that_cannot_be_read_is_refused_at_start(tmp_path: Path) -> None:
    made = authority(tmp_path)
    made.settings.passphrase_file.write_text("another one", encoding="utf-8")
    with pytest.raises(UnsafeSettings, match="cannot be read with that passphrase"):
        settings_from_environment(environment(tmp_path, made.settings))
    made.settings.file.chmod(0o644)
    with pytest.raises(UnsafeSettings, match="Other users"):
        settings_from_environment(environment(tmp_path, made.settings))
    made.settings.file.unlink()
    with pytest.raises(UnsafeSettings, match="not a file"):
        settings_from_environment(environment(tmp_path, made.settings))
