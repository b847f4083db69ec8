"""Questions as a package of QTI 2.2: an item each, a test with the sections, pictures, and the manifest."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.formats.question_files.qti2_bodies import FOLDER, Texts, of, outcomes
from app.formats.question_files.qti2_writer_types import KINDS, Page
from app.formats.question_files.report import Notes
from app.formats.question_files.text_bytes import kept
from app.formats.question_files.writing import Part, Quiz, Report, Written, lose
from app.questions.base import Question

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p2"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
_TEST, _ITEM = "imsqti_test_xmlv2p2", "imsqti_item_xmlv2p2"
# So that the same questions are the same bytes.
_WHEN = (2000, 1, 1, 0, 0, 0)


def write(quiz: Quiz) -> Written:
    report, files, pictures = Report(), dict[str, bytes](), dict[str, bytes]()
    names: list[list[str]] = []

    def add(question: Question, notes: Notes) -> None:
        name = f"items/{len(report.questions) + 1}.xml"
        _item(question, notes, quiz, name, files, pictures)
        names[-1].append(name)

    for part in quiz.parts:
        names.append([])
        for question in part.questions:
            report.write(question, add)
    files["test.xml"] = _bytes(_test(quiz, names, pictures))
    files |= {f"{FOLDER}/{name}": data for name, data in pictures.items()}
    files["imsmanifest.xml"] = _bytes(_manifest(quiz, list(files)))
    return Written(_zipped(files), "application/zip", "zip", tuple(report.questions))


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("imsmanifest.xml", *(name for name in files if name != "imsmanifest.xml")):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _bytes(root: Element) -> bytes:
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _item(
    question: Question, notes: Notes, quiz: Quiz, name: str, files: dict[str, bytes], pictures: dict[str, bytes]
) -> None:
    lose(notes, tags=question.tags)
    title = kept(question.name)
    ident = f"q{name.removeprefix('items/').removesuffix('.xml')}"
    item = Element("assessmentItem", xmlns=QTI, identifier=ident, title=title, adaptive="false", timeDependent="false")
    texts = Texts(quiz.files, notes)
    body = of("itemBody", texts.block(question.text))
    page = Page(item, body, texts, notes, question.points)
    KINDS[question.type](question.content, page)
    outcomes(item, question.points, page.feedback, bool(question.feedback))
    item.append(body)
    if page.rules:
        item.append(of("responseProcessing", *page.rules, *_told(page)))
    if question.feedback:
        told = SubElement(item, "modalFeedback", outcomeIdentifier="GENERAL", identifier="general", showHide="show")
        texts.into(told, question.feedback)
    files[name] = _bytes(item)
    pictures.update(texts.shown)


def _told(page: Page) -> list[Element]:
    """Feedback in choices is shown for what was chosen."""
    if not page.feedback:
        return []
    return [of("setOutcomeValue", Element("variable", identifier="RESPONSE"), identifier="FEEDBACK")]


def _test(quiz: Quiz, names: list[list[str]], pictures: dict[str, bytes]) -> Element:
    root = Element("assessmentTest", xmlns=QTI, identifier="test", title=kept(quiz.title))
    part = SubElement(root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    for number, (section, inside) in enumerate(zip(quiz.parts, names, strict=True), 1):
        part.append(_section(section, number, inside, quiz, pictures))
    return root


def _section(part: Part, number: int, names: list[str], quiz: Quiz, pictures: dict[str, bytes]) -> Element:
    section = Element("assessmentSection", identifier=f"s{number}", title=kept(part.title), visible="true")
    if part.draws:
        SubElement(section, "selection", select=str(part.draws))
    if part.text:
        texts = Texts(quiz.files, Notes())
        section.append(of("rubricBlock", texts.block(part.text), view="candidate"))
        pictures.update(texts.shown)
    for name in names:
        ident = f"i{name.removeprefix('items/').removesuffix('.xml')}"
        SubElement(section, "assessmentItemRef", identifier=ident, href=name)
    return section


def _manifest(quiz: Quiz, names: list[str]) -> Element:
    root = Element("manifest", xmlns=PACKAGE, identifier="classbell")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.2 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    lom = SubElement(metadata, "lom", xmlns=LOM)
    title = SubElement(SubElement(lom, "general"), "title")
    SubElement(title, "string").text = kept(quiz.title)
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for number, name in enumerate(names):
        kind = _TEST if name == "test.xml" else _ITEM if name.startswith("items/") else "webcontent"
        resource = SubElement(resources, "resource", identifier=f"r{number}", type=kind, href=name)
        SubElement(resource, "file", href=name)
    indent(root)
    return root
