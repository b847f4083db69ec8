"""Files made to harm: refused at once, with the one exception that there is (security.md T18, T20)."""

from __future__ import annotations

import base64
import contextlib
import io
import random
import stat
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.formats import question_files
from app.formats.question_files import Bad, BadFile, Format, bounds

ITEM = b"""<assessmentItem identifier="a" title="t"><responseDeclaration identifier="RESPONSE" cardinality="single"
 baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody>
<choiceInteraction responseIdentifier="RESPONSE"><prompt>Which?</prompt><simpleChoice identifier="A">a</simpleChoice>
<simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody><responseProcessing template=
"http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/></assessmentItem>"""


def packed(members: dict[str, bytes], **how: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            for attribute, value in how.items():
                setattr(info, attribute, value)
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def refused(data: bytes) -> Bad:
    with pytest.raises(BadFile) as refusal:
        question_files.read(data)
    return refusal.value.bad


def test_a_package_that_is_as_it_should_be_is_read() -> None:
    reading = question_files.read(packed({"items/a.xml": ITEM}))
    assert (reading.format, reading.questions[0].question is not None) == (Format.QTI2, True)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "C:\\evil.xml", "..\\evil.xml"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert refused(packed({"items/a.xml": ITEM, name: b"x"})) is Bad.DANGEROUS


def test_links_are_refused() -> None:
    assert refused(packed({"a.xml": b"/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16)) is Bad.DANGEROUS


def test_names_that_stand_there_twice_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", ITEM)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", ITEM)
    assert refused(stream.getvalue()) is Bad.DANGEROUS


def test_a_member_that_unpacks_to_a_thousand_times_itself_is_refused() -> None:
    assert refused(packed({"items/a.xml": ITEM, "b.xml": bytes(bounds.MEMBER_BYTES - 1)})) is Bad.TOO_BIG


def test_many_members_that_are_much_together_are_refused() -> None:
    noise = random.Random(1).randbytes(100_000) * 19
    assert refused(packed({f"{n}.bin": noise for n in range(25)})) is Bad.TOO_BIG


def test_too_many_members_are_refused() -> None:
    assert refused(packed({f"{n}.txt": b"" for n in range(bounds.MEMBERS + 1)})) is Bad.TOO_MANY


def test_a_zip_in_a_zip_is_not_opened() -> None:
    assert refused(packed({"inner.zip": packed({"items/a.xml": ITEM})})) is Bad.NO_QUESTIONS


def test_an_archive_that_is_locked_is_refused() -> None:
    data = bytearray(packed({"a.xml": ITEM}))
    head, directory = data.find(b"PK\x03\x04"), data.find(b"PK\x01\x02")
    data[head + 6] |= 1
    data[directory + 8] |= 1
    assert refused(bytes(data)) is Bad.NOT_AN_ARCHIVE


def test_a_member_that_is_longer_than_it_says_is_refused() -> None:
    data = bytearray(packed({"a.xml": ITEM}))
    directory = data.find(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (5).to_bytes(4, "little")
    assert refused(bytes(data)) in (Bad.NOT_AN_ARCHIVE, Bad.NO_QUESTIONS)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE quiz [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x.dtd"> %a;]>',
    ],
)
def test_entities_are_refused(head: str) -> None:
    question = "<question type='essay'><questiontext><text>&b;&a;</text></questiontext></question>"
    assert refused(f"{head}<quiz>{question}</quiz>".encode()) is Bad.DANGEROUS


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    head = '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:1/quiz.dtd">'
    question = "<question type='essay'><questiontext><text>Why&nbsp;so &amp; how?</text></questiontext></question>"
    reading = question_files.read(f"{head}<quiz>{question}</quiz>".encode())
    assert reading.questions[0].question is not None


@pytest.mark.parametrize(
    "inside",
    [
        "<b>" * 5_000,
        "<b>" * 99 + "</b>" * 99 + "<b/>" * bounds.XML_ELEMENTS,
        f'<b a="{"x" * (bounds.XML_ATTRIBUTE_CHARS + 1)}"/>',
        "<b " + " ".join(f'a{n}="1"' for n in range(bounds.XML_ATTRIBUTES + 1)) + "/>",
    ],
    ids=["deep", "wide", "long", "many"],
)
def test_xml_beyond_its_bounds_is_refused(inside: str) -> None:
    assert refused(f"<quiz>{inside}</quiz>".encode()) is Bad.TOO_BIG


def test_a_file_that_is_too_long_is_not_looked_at() -> None:
    assert refused(b"<quiz>" + b" " * bounds.FILE_BYTES) is Bad.TOO_BIG


def test_pictures_that_are_too_big_are_refused() -> None:
    data = base64.b64encode(bytes(bounds.PICTURE_BYTES + 1)).decode()
    text = f"<img src='data:image/png;base64,{data}'>"
    xml = f"<quiz><question type='essay'><questiontext format='html'><text><![CDATA[{text}]]></text></questiontext>"
    assert refused(f"{xml}</question></quiz>".encode()) is Bad.TOO_BIG


def test_too_many_questions_are_refused() -> None:
    assert refused(b"T.{T}\n\n" * (bounds.QUESTIONS + 1)) is Bad.TOO_MANY


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.binary(max_size=400), st.text(alphabet="{}~=#%:->\n[]\\ABa1$<>&;\"'/!?.()", max_size=300).map(str.encode)
    )
)
def test_whatever_the_bytes_are_nothing_else_is_raised(data: bytes) -> None:
    for format in (None, *Format):
        with contextlib.suppress(BadFile):
            question_files.read(data, format)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 3))
def test_a_package_with_a_byte_changed_is_read_or_refused(place: int, byte: int, cut: int) -> None:
    data = bytearray(packed({"imsmanifest.xml": b"<manifest/>", "items/a.xml": ITEM}))
    data[place % len(data)] = byte
    with contextlib.suppress(BadFile):
        question_files.read(bytes(data[: len(data) - cut]))


XML_WORDS = """quiz question questestinterop assessment section item presentation material mattext response_lid
render_choice response_label resprocessing respcondition conditionvar varequal and or not other setvar itemfeedback
outcomes decvar assessmentItem responseDeclaration correctResponse value mapping mapEntry itemBody choiceInteraction
simpleChoice textEntryInteraction inlineChoiceInteraction inlineChoice matchInteraction simpleMatchSet orderInteraction
gap gapMatchInteraction gapText responseProcessing responseCondition responseIf match variable correct setOutcomeValue
sum mapResponse baseValue questiontext text answer subquestion tolerance units unit multiplier dragbox p div"""
VALUES = """RESPONSE SCORE A B 1 0 100 -1 1e9 NaN single multiple ordered identifier string float true cloze numerical
{1:SA:=a} {1:MC: [[1]] multiple_answers_question matching ddwtos match_correct multichoice ordering shortanswer"""
NAMES = """type identifier responseIdentifier ident respident rcardinality mapKey mappedValue template fraction format
action cardinality baseType class"""
names, values, attributes = (st.sampled_from(words.split()) for words in (XML_WORDS, VALUES, NAMES))


def trees() -> st.SearchStrategy[str]:
    def wrap(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        some = st.dictionaries(attributes, values, max_size=3)
        return st.builds(
            lambda name, given, parts: f"<{name}{''.join(f' {k}={chr(34)}{v}{chr(34)}' for k, v in given.items())}>"
            f"{''.join(parts)}</{name}>",
            names, some, st.lists(inside, max_size=4),
        )  # fmt: skip

    return st.recursive(values, wrap, max_leaves=25)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(
        [
            "<quiz><question type='{0}'>{1}</question></quiz>",
            "<questestinterop><item>{1}</item></questestinterop>",
            "<assessmentItem identifier='a'>{1}</assessmentItem>",
        ]
    ),
    values,
    trees(),
)
def test_whatever_the_elements_are_nothing_else_is_raised(frame: str, type: str, inside: str) -> None:
    with contextlib.suppress(BadFile):
        question_files.read(frame.format(type, inside).encode())


DECLARED = '<responseDeclaration identifier="RESPONSE"><mapping><mapEntry mapKey="A" mappedValue="much"/></mapping>'


@pytest.mark.parametrize(
    "text",
    [
        f"<assessmentItem>{DECLARED}</responseDeclaration><itemBody><p>x</p></itemBody></assessmentItem>",
        "<quiz><question type='description'><questiontext format='html'><text><![CDATA["
        + "<img>" * (bounds.IMAGES + 1)
        + "]]></text></questiontext></question></quiz>",
        "a {" + "~a" * (bounds.PARTS + 1) + "}",
    ],
)
def test_one_question_beyond_its_bounds_stays_out(text: str) -> None:
    (found,) = question_files.read(text.encode()).questions
    assert found.question is None


def test_many_texts_become_no_more_sections_than_a_quiz_has() -> None:
    reading = question_files.read(b"Bats sing.{F}\n\nRead this.\n\n" * (bounds.SECTIONS + 5))
    assert len(reading.sections) == bounds.SECTIONS
    assert sum(each.status is question_files.Status.UNSUPPORTED for each in reading.questions) == 6


@pytest.mark.parametrize(
    "data",
    [
        b"a {" + b"~a" * 2_000_000 + b"}",
        b"<quiz>" + b"&" * 4_000_000 + b"</quiz>",
        b"type,question,right" + b",a" * 2_000_000,
        b"<quiz><question><questiontext><text>" + b"&lt;img " * 900_000 + b"</text></questiontext></question></quiz>",
    ],
    ids=["answers", "ampersands", "columns", "pictures"],
)  # fmt: skip
def test_files_that_are_long_in_one_way_are_not_taken_apart(data: bytes) -> None:
    with contextlib.suppress(BadFile):
        (found,) = question_files.read(data).questions
        assert found.question is None
