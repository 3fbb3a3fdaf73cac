"""What is backed up comes back, on either engine and of any edition: every row and file, or a reason why."""

from __future__ import annotations

import dataclasses
import io
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import Dump, dump
from tests.webapp.journeys import bring_to
from tests.webapp.test_crawl import add_assessment
from webapp import audit, backups, clock, create_app, documents, migrations
from webapp.audit import Action
from webapp.backups import BackupMistake
from webapp.cli import main
from webapp.config import Settings
from webapp.database import db, make_engine, own_transaction
from webapp.evidence.folder import EvidenceFolder
from webapp.records import answer_sheets, audit_trail, people, submissions
from webapp.tables import Assessment, EvidenceDocument, Passkey, Provider, SupportRecord, User

FILE = b"%PDF-1.7 a decree"

STORED_IN_THE_SECOND_EDITION = """
    INSERT INTO countries (code, name, is_invented) VALUES ('KEN', 'Kenya', false);
    INSERT INTO users (id, email, name, password, active, fs_uniquifier, is_administrator, is_unodc_officer,
        created_at)
        VALUES (7, 'amina@example.org', 'Amina', NULL, true, 'x', false, false, '2026-11-01 12:00:00.5');
    INSERT INTO assessments (id, country_code, title, reference_date, instrument_code, instrument_version,
        modules, status, created_by, created_at)
        VALUES (3, 'KEN', 'First', '2026-11-01', 'cybercrime-prevention', '1.0', '[]', 'draft', 7,
        '2026-11-01 12:00:00')
"""


@pytest.fixture(params=["into sqlite", "into postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, app: Flask) -> Iterator[Settings]:
    """An installation in which nothing is yet, on each engine in turn."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    own: Settings = app.extensions["settings"]
    there = dataclasses.replace(own, folder=folder, database_url=f"sqlite:///{folder / 'cpsa.db'}")
    if request.param == "into sqlite":
        yield there
        return
    cluster = request.getfixturevalue("postgresql_cluster")
    name = cluster.create_database()
    yield dataclasses.replace(there, database_url=cluster.url(name))
    cluster.drop_database(name)


@pytest.fixture
def lived_in(app: Flask, sign_in: SignIn) -> Flask:
    """An installation with an assessment handed in, a draft, a file, a second factor and events."""
    sign_in("KEN", is_administrator=True)
    add_assessment(app, seed=3)
    bring_to(app, "submitted", 1)
    add_assessment(app, seed=4)
    with own_transaction(app):
        file_hash = EvidenceFolder(settings_of(app).folder).store(io.BytesIO(FILE))
        db.session.add(
            EvidenceDocument(
                country_code="KEN",
                title="Decree \u202e\U0001f4dc",
                file_hash=file_hash,
                added_by=1,
                added_at=clock.now(),
            )
        )
        provider = Provider(name="UNODC", type="united-nations", added_at=clock.now())
        db.session.add(provider)
        db.session.flush()
        db.session.add(support_of(provider.id))
        db.session.add_all(passkey(number, transports) for number, transports in enumerate((None, ["usb"])))
        audit.record(Action.FILE_ATTACHED, country="KEN", subject="Decree")
    return app


def support_of(provider: int) -> SupportRecord:
    """A support with an amount, which is no floating number."""
    return SupportRecord(
        country_code="KEN",
        provider_id=provider,
        title="Training",
        role="implementing",
        status="matched",
        start=date(2026, 12, 1),
        amount=Decimal("1234567.10"),
        recorded_by=1,
        recorded_at=clock.now(),
    )


def passkey(number: int, transports: list[str] | None) -> Passkey:
    """A passkey, which is bytes, with a list or without."""
    return Passkey(
        user_id=1,
        name=f"Key {number}",
        credential_id=bytes([0, 255, number]),
        public_key=b"\x00\xff",
        sign_count=2**40,
        transports=transports,
        backup_state=True,
        device_type="single_device",
        lastuse_datetime=clock.now(),
        usage="secondary",
    )


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["settings"]
    return settings


def opened(settings: Settings) -> Flask:
    """The application on what was restored."""
    return create_app(settings)


def closed(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def kept(app: Flask) -> Dump:
    """All that a restored database must hold."""
    return {name: rows for name, rows in dump(app).items() if name != "server_sessions"}


def told(app: Flask) -> tuple[Any, ...]:
    """What the answers mean: sheets, results, and the hashes of the reports on them."""
    found: list[Any] = []
    with app.app_context():
        for assessment in db.session.scalars(sa.select(Assessment).order_by(Assessment.id)):
            sheet = answer_sheets.answer_sheet(assessment)
            report = documents.content_of(
                published(),
                sheet,
                kind="json",
                language="en",
                country_name=assessment.country.name,
                title=assessment.title,
                notice="",
                generated_on=date(2026, 11, 22),
            )
            found += [sheet, outcome_of(published(), sheet), report.hash]
        handed_in = submissions.submission_of(db.session.get_one(Assessment, 1))
        frozen = documents.content_of_submission(
            published(), handed_in.content, kind="json", language="en", notice=""
        )
        found += [handed_in.content, frozen.hash, documents.report_of(frozen, draws=False)]
    return tuple(found)


def backed_up(app: Flask, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    backups.make(settings_of(app), path)
    return path


def test_everything_comes_back_on_either_engine(lived_in: Flask, elsewhere: Settings, tmp_path: Path) -> None:
    before, meant = kept(lived_in), told(lived_in)
    backups.restore(elsewhere, backed_up(lived_in, tmp_path))
    there = opened(elsewhere)
    assert kept(there) == before
    assert dump(there)["server_sessions"] == []
    assert told(there) == meant
    [file_hash] = EvidenceFolder(elsewhere.folder).hashes()
    assert EvidenceFolder(elsewhere.folder).path(file_hash).read_bytes() == FILE
    found = backups.look_over(there)
    assert (found.mistakes, found.files) == ((), 1)
    # Life goes on: new rows find numbers of their own, and the chain of events has no gap.
    with own_transaction(there):
        people.add_user("New", "new@example.org", clock.now())
        audit.record(Action.BACKUP_RESTORED)
    add_assessment(there, seed=5)
    with there.app_context():
        assert audit_trail.first_mistake() is None
        assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == len(before["users"]) + 1
    closed(there)


@pytest.mark.own_service
def test_a_backup_of_an_earlier_edition_is_brought_forward(
    app: Flask, elsewhere: Settings, tmp_path: Path, database_url: str
) -> None:
    with app.app_context():
        db.engine.dispose()
    engine = make_engine(database_url)
    migrations.downgrade(engine, "0002")
    with engine.begin() as connection:
        for statement in STORED_IN_THE_SECOND_EDITION.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()
    path = backed_up(app, tmp_path)
    backups.restore(elsewhere, path)
    there = opened(elsewhere)
    found = kept(there)
    assert [row["title"] for row in found["assessments"]] == ["First"]
    assert [(row["id"], row["created_at"].microsecond) for row in found["users"]] == [(7, 500_000)]
    assert backups.look_over(there).mistakes == ()
    closed(there)


def test_what_is_saved_meanwhile_waits_for_nothing_and_leaves_the_backup_whole(
    lived_in: Flask, elsewhere: Settings, tmp_path: Path
) -> None:
    begun, stop, saved = threading.Event(), threading.Event(), [0]

    def save_on_and_on() -> None:
        while not stop.is_set():
            with own_transaction(lived_in):
                user = people.add_user("W", f"w{saved[0]}@example.org", clock.now())
                audit.record(Action.SIGNED_IN, actor_id=user.id, subject=user.email)
            saved[0] += 1
            begun.set()

    writer = threading.Thread(target=save_on_and_on)
    writer.start()
    try:
        assert begun.wait(60)
        at_begin = saved[0]
        path = backed_up(lived_in, tmp_path)
        at_end = saved[0]
    finally:
        stop.set()
        writer.join()
    backups.restore(elsewhere, path)
    there = opened(elsewhere)
    assert backups.look_over(there).mistakes == ()
    written = [row for row in dump(there)["users"] if row["name"] == "W"]
    signed_in = [row for row in dump(there)["audit_events"] if row["subject"].startswith("w")]
    assert at_begin <= len(written) == len(signed_in) <= at_end + 1
    closed(there)


def altered(path: Path, change: Callable[[str, bytes], bytes | None], extra: str = "") -> Path:
    """The archive with its members changed or left out, and one more."""
    other = path.with_name("altered.tar")
    with tarfile.open(path) as old, tarfile.open(other, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            assert content is not None
            data = change(member.name, content.read())
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
        if extra:
            new.addfile(tarfile.TarInfo(extra))
    return other


@pytest.mark.parametrize(
    ("change", "extra", "why"),
    [
        (
            lambda name, data: data.replace(b"Kenya", b"Kanya") if "countries" in name else data,
            "",
            "countries",
        ),
        (lambda name, data: b"%PDF" if name.startswith("evidence") else data, "", "the file"),
        (lambda name, data: None if "answer_revisions" in name else data, "", "answer_revisions"),
        (lambda name, data: None if name == "manifest.json" else data, "", "manifest"),
        (lambda _name, data: data, "../../etc/passwd", "passwd"),
        (
            lambda name, data: data.replace(b'n": "0', b'n": "9') if name == "manifest.json" else data,
            "",
            "edition",
        ),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_left(
    lived_in: Flask,
    elsewhere: Settings,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
    extra: str,
    why: str,
) -> None:
    path = altered(backed_up(lived_in, tmp_path), change, extra)
    with pytest.raises(BackupMistake, match=why):
        backups.restore(elsewhere, path)
    assert list(EvidenceFolder(elsewhere.folder).hashes()) == []
    engine = make_engine(elsewhere.database_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_half_a_file_is_refused(lived_in: Flask, elsewhere: Settings, tmp_path: Path) -> None:
    path = backed_up(lived_in, tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BackupMistake):
        backups.restore(elsewhere, path)


def test_nothing_is_written_over(lived_in: Flask, tmp_path: Path) -> None:
    path = backed_up(lived_in, tmp_path)
    before = dump(lived_in)
    with pytest.raises(BackupMistake, match="there already"):
        backups.make(settings_of(lived_in), path)
    with pytest.raises(BackupMistake, match="people in it already"):
        backups.restore(settings_of(lived_in), path)
    assert dump(lived_in) == before


def test_only_its_owner_reads_it_and_it_holds_no_key_and_no_session(lived_in: Flask, tmp_path: Path) -> None:
    path = backed_up(lived_in, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert settings_of(lived_in).secret_key.encode() not in content
    assert dump(lived_in)["server_sessions"]
    for session in dump(lived_in)["server_sessions"]:
        assert session["token_hash"].encode() not in content


def test_a_backup_that_fails_leaves_nothing_behind(lived_in: Flask, tmp_path: Path) -> None:
    folder = EvidenceFolder(settings_of(lived_in).folder)
    [file_hash] = folder.hashes()
    folder.path(file_hash).write_bytes(b"damaged")
    place = tmp_path / "kept"
    place.mkdir()
    with pytest.raises(BackupMistake, match="is damaged"):
        backups.make(settings_of(lived_in), place / "backup.tar")
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_takes_no_writes_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    """As a standby does: the backup could not be noted in it."""
    own = settings_of(app)
    url = f"{own.database_url}&options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(BackupMistake, match="takes no writes"):
        backups.make(dataclasses.replace(own, database_url=url), tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()


def test_looking_over_finds_what_is_damaged_missing_or_changed(lived_in: Flask) -> None:
    assert backups.look_over(lived_in).mistakes == ()
    folder = EvidenceFolder(settings_of(lived_in).folder)
    [file_hash] = folder.hashes()
    folder.path(file_hash).write_bytes(b"damaged")
    assert backups.look_over(lived_in).mistakes == (f"the file {file_hash} is damaged: its hash is another",)
    folder.path(file_hash).unlink()
    with own_transaction(lived_in):
        db.session.execute(sa.text("UPDATE audit_events SET subject = 'other' WHERE number = 1"))
    events, file = backups.look_over(lived_in).mistakes
    assert "event 1 has been changed" in events
    assert "is not there" in file


def test_the_commands_say_what_they_did(
    lived_in: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nightly.tar"
    monkeypatch.setenv("CPSA_FOLDER", str(settings_of(lived_in).folder))
    monkeypatch.setenv("CPSA_DATABASE", settings_of(lived_in).database_url)
    assert main(["backup", str(path)]) == 0
    assert "files of evidence: 1" in capsys.readouterr().out
    assert main(["backup", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["verify"]) == main(["verify", str(path)]) == 0
    assert capsys.readouterr().out.count("All is whole") == 2
    assert dump(lived_in)["audit_events"][-1]["action"] == "backup made"
    monkeypatch.setenv("CPSA_FOLDER", str(tmp_path / "new"))
    monkeypatch.setenv("CPSA_DATABASE", "")
    assert main(["restore", str(path)]) == 0
    assert "Everybody signs in again" in capsys.readouterr().out
    assert main(["restore", str(path)]) == 2
    assert main(["verify"]) == 0
    path.write_bytes(b"nothing")
    assert main(["verify", str(path)]) == 2
