"""GIFT, Aiken and tables: every way to write a question, and every way to write one that is not certain."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from app.formats import question_files
from app.formats.question_files import Bad, BadFile, Format, Reading, ReadQuestion, Status, Why
from app.questions import TYPES
from app.questions.base import WordsFormat
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric
from app.questions.short import Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse


def read(text: str, format: Format | None = None) -> Reading:
    return question_files.read(text.encode(), format)


def one(text: str, format: Format | None = None) -> ReadQuestion:
    (question,) = read(text, format).questions
    return question


def key(read: ReadQuestion) -> str:
    assert read.question is not None, read.reasons
    return TYPES[read.question.type].key_in_words(read.question.content)


@pytest.mark.parametrize(
    ("text", "type", "right"),
    [
        ("Which one swims? {~Robin =Trout ~Hare}", "single", "Trout"),
        ("Wrens are birds.{T}", "true_false", "true"),
        ("Wrens are fish. {false}", "true_false", "false"),
        ("Say yes in Spanish {=sí =si}", "short", "sí; si"),
        ("Ten and two {#12}", "numeric", "12"),
        ("Ten and two {#12:0.5}", "numeric", "11.5 – 12.5"),
        ("Below zero {#-5..-3.5}", "numeric", "-5 – -3.5"),
        ("Pair them {=cat -> meows =dog -> barks}", "matching", "cat → meows; dog → barks"),
        ("Both {~%50%a ~%50%b ~%-100%c}", "multiple", "a; b"),
        ("Thirds {~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}", "multiple", "a; b; c"),
    ],
)
def test_gift_of_every_type(text: str, type: str, right: str) -> None:
    found = one(text)
    assert (found.status, found.question and found.question.type) == (Status.IMPORTED, type)
    assert key(found) == right


def test_a_gap_in_a_sentence_is_shown_as_one() -> None:
    found = one("A year has {#365:1} days.")
    assert found.question
    assert found.question.text.source == "A year has _____ days."


def test_gift_keeps_names_formats_feedback_and_tags() -> None:
    found = one(
        "// [id:7] [tag:spring term]\n::Frogs:: [html]<b>Frogs</b> are\\: {\n"
        "=amphibians#[markdown]*Yes*\n~fish#No\\, no ####[plain]Look it up.}"
    )
    question = found.question
    assert question
    assert isinstance(question.content, Single)
    assert (question.name, question.tags, question.text.source) == ("Frogs", ("spring term",), "<b>Frogs</b> are:")
    right, wrong = question.content.choices
    assert right.feedback.format is WordsFormat.MARKDOWN
    assert (right.text.format, right.worth, wrong.worth) == (WordsFormat.HTML, 1, 0)
    assert question.feedback.source == "Look it up."


def test_gift_escapes() -> None:
    found = one(r"Which is \{set\}\: \~a \= \#1? {=\= 2 \# 3 ~\~\{\}}")
    assert found.question
    assert found.question.text.source == "Which is {set}: ~a = #1?"
    assert isinstance(found.question.content, Single)
    assert [each.text.source for each in found.question.content.choices] == ["= 2 # 3", "~{}"]


def test_gift_feedback_of_true_and_false_goes_to_who_chose_it() -> None:
    found = one("Ice floats.{TRUE#It does.#Right you are.}")
    assert found.question
    assert isinstance(found.question.content, TrueFalse)
    assert found.question.content.feedback_false.source == "It does."
    assert found.question.content.feedback_true.source == "Right you are."


def test_gift_shares_are_exact() -> None:
    found = one("Some {=all ~%16.66667%a ~%14.28571%b ~%-33.33333%c ~%12.5%d}")
    assert found.question
    assert isinstance(found.question.content, Single)
    worths = [each.worth for each in found.question.content.choices]
    assert worths == [1, Fraction(1, 6), Fraction(1, 7), Fraction(-1, 3), Fraction(1, 8)]


def test_gift_several_numbers_with_weights() -> None:
    found = one("When? {#\n=1822:0#exact\n=%50%1822:2#near}")
    assert found.question
    assert isinstance(found.question.content, Numeric)
    first, second = found.question.content.ranges
    assert (first.low, first.high, second.low, second.worth) == (1822, 1822, Decimal(1820), Fraction(1, 2))


def test_gift_wildcards_stay_wildcards() -> None:
    found = one(r"Name one {=red* =%0%*#Try again}")
    assert found.question
    assert isinstance(found.question.content, Short)
    assert [each.text for each in found.question.content.accepted] == ["red*", "*"]


def test_gift_folders_and_texts_become_sections() -> None:
    reading = read(
        "$CATEGORY: $course$/top/Plants\n\nLeaves are green.{T}\n\n$CATEGORY: $course$/top/Animals\n\n"
        "Read this first.\n\nCats purr.{T}\n"
    )
    assert reading.title == "Plants"
    assert [section.title for section in reading.sections] == ["", "Animals"]
    assert reading.sections[1].text.source == "Read this first."
    assert [each.section for each in reading.questions] == [0, 1, 1]
    assert [each.status for each in reading.questions] == [Status.IMPORTED, Status.CHANGED, Status.IMPORTED]


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        ("No right one {~a ~b}", Status.ERROR, Why.NO_KEY),
        ("Too little {~%30%a ~%30%b ~c}", Status.ERROR, Why.WRONG_WEIGHT),
        ("Odd {=a ~%1e9%b}", Status.ERROR, Why.WRONG_WEIGHT),
        ("Odd {=%50%a ~b}", Status.ERROR, Why.WRONG_WEIGHT),
        ("One choice {=a ~}", Status.ERROR, Why.TOO_FEW),
        ("Comma {#3,14}", Status.ERROR, Why.NOT_A_NUMBER),
        ("Backwards {#5..3}", Status.ERROR, Why.KEY_UNCLEAR),
        ("Open { =a ~b", Status.ERROR, Why.BRACES),
        ("Closed } =a", Status.ERROR, Why.BRACES),
        ("Two {=a} gaps {=b}", Status.UNSUPPORTED, Why.SEVERAL_PARTS),
        ("Loose pair {=a -> b =c}", Status.ERROR, Why.KEY_UNCLEAR),
        ("Half right only {=%50%a =%25%b}", Status.ERROR, Why.NO_KEY),
        ("{=a ~b}", Status.ERROR, Why.NO_TEXT),
    ],
)
def test_gift_that_is_not_certain_is_not_taken(text: str, status: Status, why: Why) -> None:
    found = one(text, Format.GIFT)
    assert (found.status, found.reasons[0].why, found.question) == (status, why, None)


def test_what_is_said_of_every_other_number_is_left_out_and_told() -> None:
    found = one("From 1 to 5 {#3:2~#No such number}")
    assert (found.status, found.reasons[0].why) == (Status.CHANGED, Why.FEEDBACK_LEFT_OUT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_ending(encoding: str, ending: str) -> None:
    text = ending.join(["::Käse:: Wie heißt das? {", "=Käse", "~Brot}", "", "Oui ou non ? {=né}", ""])
    reading = question_files.read(text.encode(encoding))
    assert [each.name for each in reading.questions] == ["Käse", "Oui ou non ?"]
    assert key(reading.questions[1]) == "né"


def test_aiken() -> None:
    reading = read("Which is a tree?\r\nA. Rose\r\nB) Oak\r\nANSWER: B\r\n\r\nTwo?\r\nA. 1\r\nB. 2\r\nanswer: b\r\n")
    assert reading.format is Format.AIKEN
    assert [key(each) for each in reading.questions] == ["Oak", "2"]


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        ("A text\nin two lines\nA. a\nB. b\nANSWER: A", Status.ERROR, Why.LINES),
        ("Skips a letter\nA. a\nC. c\nANSWER: A", Status.ERROR, Why.LINES),
        ("Not there\nA. a\nB. b\nANSWER: D", Status.ERROR, Why.KEY_UNCLEAR),
        ("Two\nA. a\nB. b\nANSWER: A, B", Status.UNSUPPORTED, Why.KEY_UNCLEAR),
        ("None\nA. a\nB. b", Status.ERROR, Why.NO_KEY),
        ("One\nA. a\nANSWER: A", Status.ERROR, Why.TOO_FEW),
    ],
)
def test_aiken_that_is_not_certain_is_not_taken(text: str, status: Status, why: Why) -> None:
    found = one(text, Format.AIKEN)
    assert (found.status, found.reasons[0].why) == (status, why)


TABLE = """type;name;question;points;choice 1;choice 2;choice 3;right;tolerance;tags
single;Trees;Which is a tree?;2;Rose;Oak;Fern;B;;plants
multiple;;Which are even?;1;2;3;4;1,3;;
true_false;;Ice floats.;1;;;;true;;
short;;A colour;1;red;blue;;;;
numeric;;Pi;1;;;;3.14;0.01;a, b
matching;;Pairs;1;cat -> meows;dog -> barks;-> moos;;;
ordering;;Order;1;one;two;three;;;
essay;;Tell;5;;;;;;
"""


def test_a_table_of_every_type() -> None:
    reading = read(TABLE)
    assert [each.question and each.question.type for each in reading.questions] == [
        "single", "multiple", "true_false", "short", "numeric", "matching", "ordering", "essay",
    ]  # fmt: skip
    first = reading.questions[0].question
    assert first
    assert (first.points, first.name, first.tags) == (2, "Trees", ("plants",))
    several = reading.questions[1].question
    assert several
    assert isinstance(several.content, Multiple)
    assert several.content.scheme is Scheme.RIGHT_MINUS_WRONG
    assert [key(each) for each in reading.questions[:5]] == ["Oak", "2; 4", "true", "red; blue", "3.13 – 3.15"]


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_a_table_with_other_delimiters(delimiter: str) -> None:
    rows = [["type", "question", "choice 1", "choice 2", "right"], ["single", '"Say ""a"""', "a", "b", "1"]]
    reading = read("\n".join(delimiter.join(row) for row in rows))
    assert reading.questions[0].question
    assert reading.questions[0].question.text.source == 'Say "a"'


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("single,Q,a,b,", Why.NO_KEY),
        ("single,Q,a,b,C", Why.KEY_UNCLEAR),
        ("single,Q,a,b,1 2", Why.KEY_UNCLEAR),
        ("true_false,Q,,,maybe", Why.KEY_UNCLEAR),
        ("numeric,Q,,,", Why.NO_KEY),
        ("numeric,Q,,,many", Why.NOT_A_NUMBER),
        ("matching,Q,a,b,", Why.KEY_UNCLEAR),
        ("hangman,Q,a,b,1", Why.TYPE),
    ],
)
def test_a_row_that_is_not_certain_is_not_taken(row: str, why: Why) -> None:
    found = one(f"type,question,choice 1,choice 2,right\n{row}\n")
    assert found.question is None
    assert found.reasons[0].why is why


@pytest.mark.parametrize(
    ("data", "bad"),
    [
        (b"", Bad.EMPTY),
        (b" \r\n ", Bad.EMPTY),
        (b"Dear Sam, see you at ten.", Bad.UNKNOWN),
        (b"\x89PNG\r\n\x1a\n", Bad.UNKNOWN),
        (b"<html><body>x</body></html>", Bad.UNKNOWN),
        (b"<quiz></quiz>", Bad.NO_QUESTIONS),
    ],
)
def test_what_is_no_file_of_questions(data: bytes, bad: Bad) -> None:
    with pytest.raises(BadFile) as refusal:
        question_files.read(data)
    assert refusal.value.bad is bad


def test_a_format_that_it_is_not() -> None:
    with pytest.raises(BadFile) as refusal:
        question_files.read(b"<quiz><question type='essay'/></quiz>", Format.QTI12)
    assert (refusal.value.bad, refusal.value.fact) == (Bad.OTHER_FORMAT, "moodle_xml")
