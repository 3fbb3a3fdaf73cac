"""A file that arrives with a form: taken in if it is one of those that are taken, or refused in words."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

import msgspec
from flask import current_app, request
from werkzeug.datastructures import FileStorage

from webapp.config import MEBIBYTE, Settings
from webapp.database import let_others_write
from webapp.evidence.folder import EvidenceFolder, hash_of
from webapp.evidence.kinds import kind_of
from webapp.evidence.names import extension_of, stored_name
from webapp.evidence.refusal import RefusedFile
from webapp.evidence.seal import unsealed_file
from webapp.records import evidence
from webapp.records.evidence import AttachedFile
from webapp.wording import _


class Arrived(msgspec.Struct, frozen=True):
    """The file that came with a form and lies in the folder by now, or why it was not taken."""

    file: AttachedFile | None = None
    problem: str = ""


def evidence_folder() -> EvidenceFolder:
    """The folder of this installation."""
    settings: Settings = current_app.extensions["settings"]
    return EvidenceFolder(settings.folder)


def arrived_file(country_code: str) -> Arrived:
    """What came of the field `file` of this request's form, or of an earlier sending of it that the field
    `file-kept` tells of. Looking into a file takes time: meanwhile nothing is held.
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return Arrived(unsealed_file(request.form.get("file-kept", "")))
    known = evidence.files_of(country_code)
    let_others_write()
    try:
        return Arrived(_taken_in(sent, known))
    except RefusedFile as refusal:
        return Arrived(problem=str(refusal))
    except OSError:
        current_app.logger.exception("a file could not be stored")
        return Arrived(problem=_("The file could not be stored: the disk may be full. Try again later."))


def _taken_in(sent: FileStorage, known: set[str]) -> AttachedFile:
    settings: Settings = current_app.extensions["settings"]
    file, name = cast("BinaryIO", sent.stream), sent.filename or ""
    size = file.seek(0, io.SEEK_END)
    if size > settings.file_megabytes * MEBIBYTE:
        raise RefusedFile(_("The file is larger than %(most)s MB.", most=settings.file_megabytes))
    kind = kind_of(file, extension_of(name))
    if len(known) >= settings.files_per_country and hash_of(file) not in known:
        raise RefusedFile(
            _(
                "The country has attached %(most)s files, and no more are taken. Ask whoever runs this "
                "service.",
                most=settings.files_per_country,
            )
        )
    return AttachedFile(evidence_folder().store(file), stored_name(name), kind.media_type, size)
