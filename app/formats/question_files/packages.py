"""Packages (IMS content packages and cartridges): which members are questions, in which order, with which pictures."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from app.formats.question_files import moodle_reader, qti1_reader, qti2_reader
from app.formats.question_files.archives import Archive
from app.formats.question_files.gathering import Gathering
from app.formats.question_files.markup import child, parse
from app.formats.question_files.qti2_items import older_names
from app.formats.question_files.report import Bad, BadFile, Format, Reading
from app.formats.question_files.texts import Find, Texts

MANIFEST = "imsmanifest.xml"
_QUESTIONS = re.compile(r"\.(xml|qti|dat)\Z", re.IGNORECASE)
# What packages of Canvas and Blackboard say of themselves: it holds no questions.
_ABOUT = ("assessment_meta.xml", "course_settings/", "imslrm.xml", "imsldcontent.xml")
_CANVAS = re.compile(r"(?:\$|%24)IMS-CC-FILEBASE(?:\$|%24)/?", re.IGNORECASE)
_CANVAS_FOLDER = "web_resources"
_HEAD = 4_000
_known_root = re.compile(
    rb"<(?:[A-Za-z0-9_-]+:)?(questestinterop|quiz|assessmentItem|assessmentTest|assessmentSection|qti-)"
)


class Found:
    """The members that hold questions, each parsed once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.roots: dict[str, Element] = {}
        for name in archive.names:
            if _QUESTIONS.search(name) and not name.endswith(MANIFEST) and not any(part in name for part in _ABOUT):
                data = archive.read(name)
                if _known_root.search(data[:_HEAD]) or b"\x00" in data[:10]:
                    self.roots[name] = older_names(parse(data))

    def by_tag(self, *tags: str) -> dict[str, Element]:
        return {name: root for name, root in self.roots.items() if root.tag in tags}

    def pictures_from(self, name: str) -> Find:
        """Finds what a text in that member points to: beside it, or from the top, where Canvas keeps files."""
        folder = posixpath.dirname(name)

        def find(address: str) -> bytes | None:
            plain = unquote(address).partition("?")[0].partition("#")[0]
            bare = _CANVAS.sub("", plain)
            for place in (folder, "", _CANVAS_FOLDER):
                found = self.archive.find(posixpath.join(place, bare))
                if found:
                    return self.archive.read(found)
            return None

        return find


def read(archive: Archive) -> Reading:
    """Raises BadFile where there is no question in it."""
    found = Found(archive)
    newer = found.by_tag(*qti2_reader.ROOTS)
    if newer:
        return _newer(found, newer)
    older = found.by_tag("questestinterop")
    if older:
        return _older(found, older)
    for root in found.by_tag("quiz").values():
        return moodle_reader.read(root)
    raise BadFile(Bad.NO_QUESTIONS)


def read_alone(root: Element) -> Reading:
    """A file of QTI outside of a package."""
    texts, root = Texts(), older_names(root)
    if root.tag in qti2_reader.ROOTS:
        gathering = Gathering(Format.QTI2, texts)
        qti2_reader.read({"": root}, gathering, lambda _name: texts)
        return gathering.reading()
    if root.tag == "questestinterop":
        gathering = Gathering(Format.QTI12, texts)
        qti1_reader.read(root, gathering, texts)
        return gathering.reading()
    raise BadFile(Bad.UNKNOWN, root.tag)


def _older(found: Found, roots: dict[str, Element]) -> Reading:
    """Canvas writes each quiz twice, once for other programs: the one with all types is taken."""
    names = _ordered(found.archive, list(roots))
    whole = [name for name in names if "non_cc_assessments/" in name]
    texts = Texts()
    gathering = Gathering(Format.QTI12, texts)
    for name in whole or names:
        texts.find = found.pictures_from(name)
        if gathering.questions:
            gathering.section(next((each.get("title", "") for each in roots[name].iter("assessment")), ""))
        qti1_reader.read(roots[name], gathering, texts)
    return gathering.reading()


def _newer(found: Found, roots: dict[str, Element]) -> Reading:
    texts = Texts()
    gathering = Gathering(Format.QTI2, texts)

    def texts_of(name: str) -> Texts:
        texts.find = found.pictures_from(name)
        return texts

    qti2_reader.read({name: roots[name] for name in _ordered(found.archive, list(roots))}, gathering, texts_of)
    gathering.title = gathering.title or _title(found.archive)
    return gathering.reading()


def _ordered(archive: Archive, names: list[str]) -> list[str]:
    """As the manifest lists them; what it does not name comes after."""
    listed = list(dict.fromkeys(_listed(archive)))
    return [name for name in listed if name in names] + [name for name in names if name not in listed]


def _listed(archive: Archive) -> Iterator[str]:
    for manifest in _manifests(archive):
        folder = posixpath.dirname(manifest)
        for element in parse(archive.read(manifest)).iter():
            address = element.get("href") if element.tag in ("resource", "file") else None
            place = archive.find(posixpath.join(folder, address)) if address else None
            if place:
                yield place


def _manifests(archive: Archive) -> list[str]:
    return [name for name in archive.names if posixpath.basename(name) == MANIFEST][:1]


def _title(archive: Archive) -> str:
    for manifest in _manifests(archive):
        for element in parse(archive.read(manifest)).iter("title"):
            return child(element, "string") or child(element, "langstring") or "".join(element.itertext()).strip()
    return ""
