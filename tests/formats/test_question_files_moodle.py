"""Moodle XML and the codes of its cloze questions."""

from __future__ import annotations

import base64
from decimal import Decimal
from fractions import Fraction

import pytest

from app.formats import question_files
from app.formats.question_files import Format, ReadQuestion, Status, Why
from app.questions import TYPES
from app.questions.base import Question, WordsFormat
from app.questions.choices import Choice
from app.questions.cloze import Cloze
from app.questions.essay import Essay
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric, Unit
from app.questions.ordering import Ordering, OrderScheme
from app.questions.short import Short
from app.questions.single import Single


def xml(type: str, inside: str, text: str = "<p>What?</p>", more: str = "") -> str:
    asked = f'<questiontext format="html"><text><![CDATA[{text}]]></text>{more}</questiontext>'
    return f'<question type="{type}"><name><text>A name</text></name>{asked}{inside}</question>'


def answer(fraction: object, text: str, feedback: str = "", more: str = "") -> str:
    told = f"<feedback format='html'><text>{feedback}</text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{told}{more}</answer>'


def one(*parts: str) -> ReadQuestion:
    (found,) = question_files.read(f"<?xml version='1.0'?><quiz>{''.join(parts)}</quiz>".encode()).questions
    return found


def taken(*parts: str) -> tuple[Question, str]:
    found = one(*parts)
    assert found.question is not None, found.reasons
    return found.question, TYPES[found.question.type].key_in_words(found.question.content)


TWO = answer(100, "Oak", "Yes.") + answer(0, "Rose")


def test_a_single_choice() -> None:
    more = "<defaultgrade>2.5000000</defaultgrade><single>true</single><shuffleanswers>false</shuffleanswers>"
    tags = "<tags><tag><text>trees</text></tag></tags>"
    general = '<generalfeedback format="markdown"><text>*Look* it up.</text></generalfeedback>'
    question, key = taken(xml("multichoice", more + tags + general + TWO))
    assert (question.name, question.points, question.tags, key) == ("A name", Fraction(5, 2), ("trees",), "Oak")
    assert isinstance(question.content, Single)
    assert not question.content.shuffle
    assert question.content.choices[0].feedback.source == "Yes."
    assert question.feedback.format is WordsFormat.MARKDOWN


def worths(question: Question) -> list[Fraction]:
    assert isinstance(question.content, Single | Multiple)
    choices: tuple[Choice, ...] = question.content.choices
    return [each.worth for each in choices]


def test_shares_are_exact() -> None:
    parts = answer(100, "a") + answer("33.33333", "b") + answer("-16.6666667", "c") + answer("83.33333", "d")
    question, _ = taken(xml("multichoice", f"<single>true</single>{parts}"))
    assert worths(question) == [1, Fraction(1, 3), Fraction(-1, 6), Fraction(5, 6)]


def test_several_choices() -> None:
    parts = "".join(answer("33.33333", name) for name in "abc") + answer(-50, "d")
    question, key = taken(xml("multichoice", f"<single>false</single>{parts}"))
    assert isinstance(question.content, Multiple)
    assert (question.content.scheme, key) == (Scheme.WORTHS, "a; b; c")
    cancelling = answer(50, "a") + answer(50, "b") + answer(-50, "c")
    question, _ = taken(xml("multichoice", f"<single>false</single>{cancelling}"))
    assert isinstance(question.content, Multiple)
    assert question.content.scheme is Scheme.RIGHT_MINUS_WRONG


def test_all_or_nothing() -> None:
    question, key = taken(xml("multichoiceset", answer(100, "a") + answer(100, "b") + answer(0, "c")))
    assert isinstance(question.content, Multiple)
    assert (question.content.scheme, key) == (Scheme.ALL_OR_NOTHING, "a; b")


def test_true_or_false() -> None:
    assert taken(xml("truefalse", answer(0, "true") + answer(100, "false")))[1] == "false"


def test_a_short_answer() -> None:
    parts = "<usecase>1</usecase>" + answer(100, "York*") + answer(50, "york") + answer(0, "*", "No.")
    question, key = taken(xml("shortanswer", parts))
    assert isinstance(question.content, Short)
    assert (question.content.case, key) == (True, "York*")
    assert [each.worth for each in question.content.accepted] == [1, Fraction(1, 2), 0]


def test_a_number_with_units() -> None:
    unit = "<unit><multiplier>{}</multiplier><unit_name>{}</unit_name></unit>".format
    parts = (
        answer(100, "2.5", more="<tolerance>0.1</tolerance>") + answer(50, "25", more="<tolerance>0</tolerance>")
    ) + f"<units>{unit(1, 'm')}{unit(100, 'cm')}</units><showunits>0</showunits><unitgradingtype>0</unitgradingtype>"
    question, key = taken(xml("numerical", parts))
    assert isinstance(question.content, Numeric)
    assert question.content.units == (Unit("m", Decimal(1)), Unit("cm", Decimal("0.01")))
    assert key.startswith("2.4 – 2.6")


def test_units_that_cost_all_are_needed() -> None:
    parts = answer(100, "2") + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
    question, _ = taken(xml("numerical", f"{parts}<unitgradingtype>2</unitgradingtype><unitpenalty>1</unitpenalty>"))
    assert isinstance(question.content, Numeric)
    assert question.content.unit_required
    found = one(xml("numerical", f"{parts}<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty>"))
    assert [each.why for each in found.reasons] == [Why.UNIT_PENALTY_LEFT_OUT]


def test_pairs_with_an_answer_to_spare() -> None:
    sub = "<subquestion format='html'><text>{}</text><answer><text>{}</text></answer></subquestion>".format
    question, key = taken(xml("matching", sub("cat", "meows") + sub("dog", "barks") + sub("", "moos")))
    assert (question.type, key) == ("matching", "cat → meows; dog → barks")


@pytest.mark.parametrize(
    ("grading", "scheme"),
    [("-1", OrderScheme.EXACT), ("0", OrderScheme.POSITIONS), ("1", OrderScheme.NEIGHBOURS)],
)
def test_an_order(grading: str, scheme: OrderScheme) -> None:
    parts = answer("2.0000000", "two") + answer("1.0000000", "one") + answer("3.0000000", "three")
    question, key = taken(xml("ordering", f"<gradingtype>{grading}</gradingtype>{parts}"))
    assert isinstance(question.content, Ordering)
    assert (question.content.scheme, key) == (scheme, "one › two › three")


def test_an_order_marked_otherwise_is_marked_by_place_and_it_is_said() -> None:
    parts = answer(1, "one") + answer(2, "two") + "<gradingtype>5</gradingtype><selecttype>1</selecttype>"
    found = one(xml("ordering", parts))
    assert [each.why for each in found.reasons] == [Why.SCORING_SIMPLER, Why.ALL_ITEMS_ASKED]


def test_an_essay() -> None:
    parts = (
        "<responsefieldlines>12</responsefieldlines><minwordlimit>50</minwordlimit><attachments>1</attachments>"
        '<graderinfo format="html"><text>Three reasons.</text></graderinfo>'
        '<responsetemplate format="html"><text>&lt;p&gt;Because …&lt;/p&gt;</text></responsetemplate>'
    )
    found = one(xml("essay", parts))
    assert found.question is not None
    assert isinstance(found.question.content, Essay)
    essay = found.question.content
    assert (essay.lines, essay.words_at_least, essay.template) == (12, 50, "Because …")
    assert essay.notes.source == "Three reasons."
    assert [each.why for each in found.reasons] == [Why.ATTACHMENT_LEFT_OUT]


CLOZE = (
    "<p>{1:SHORTANSWER:=Berlin#Yes~%50%Bonn#Long ago~*#No} on the {2:MULTICHOICE_S:=Spree~Rhine#West~%25%Havel}, "
    "{:NUMERICAL:=3.7:0.2} million, {1:SAC:=DE}, {1:MULTIRESPONSE:=bears~=bridges~whales}</p>"
)


def test_a_text_with_gaps() -> None:
    question, key = taken(xml("cloze", "", CLOZE))
    assert isinstance(question.content, Cloze)
    assert question.text.source == "<p>[[1]] on the [[2]], [[3]] million, [[4]], [[5]]</p>"
    assert [gap.weight for gap in question.content.gaps] == [1, 2, 1, 1, 1]
    assert question.points == 6
    assert key == "1: Berlin; 2: Spree; 3: 3.5 – 3.9; 4: DE; 5: bears; bridges"
    town, river, _, country, sights = (gap.content for gap in question.content.gaps)
    assert isinstance(town, Short)
    assert isinstance(country, Short)
    assert [each.worth for each in town.accepted] == [1, Fraction(1, 2), 0]
    assert (town.case, country.case) == (False, True)
    assert isinstance(river, Single)
    assert river.shuffle
    assert isinstance(sights, Multiple)
    assert sights.scheme is Scheme.RIGHT_MINUS_WRONG


def test_escapes_and_entities_in_gaps() -> None:
    question, _ = taken(xml("cloze", "", r"<p>{1:MC:=a\} \#1 &#39;b&#39;~3,5 &lt; 4}  {1:NM:=3,5}</p>"))
    assert isinstance(question.content, Cloze)
    first, second = (gap.content for gap in question.content.gaps)
    assert isinstance(first, Single)
    assert [each.text.source for each in first.choices] == ["a} #1 'b'", "3,5 < 4"]
    assert isinstance(second, Numeric)
    assert second.ranges[0].low == Decimal("3.5")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<p>No code</p>", Why.NO_KEY),
        ("<p>{1:SHORTANSWER:=open</p>", Why.BRACES),
        ("<p>{1:REGEXP:=a.*}</p>", Why.TYPE),
        ("<p>{1:SHORTANSWER:a~b}</p>", Why.NO_KEY),
        ("<p>{1:MULTICHOICE:=a}</p>", Why.TOO_FEW),
        ("<p>{1:NUMERICAL:=many}</p>", Why.NOT_A_NUMBER),
        ("<p>[[1]] {1:SA:=a}</p>", Why.GAPS),
        ("<p>{0:SA:=a}</p>", Why.WRONG_WEIGHT),
    ],
)
def test_codes_that_are_not_certain_are_not_taken(text: str, why: Why) -> None:
    found = one(xml("cloze", "", text))
    assert (found.question, found.reasons[0].why) == (None, why)


def test_words_in_gaps() -> None:
    box = "<{0}><text>{1}</text><group>{2}</group></{0}>".format
    parts = box("selectoption", "cat", 1) + box("selectoption", "runs", 2) + box("selectoption", "dog", 1)
    parts += box("selectoption", "flies", 2)
    question, key = taken(xml("gapselect", parts, "<p>The [[3]] [[2]].</p>"))
    assert (question.type, key) == ("cloze", "1: dog; 2: runs")
    found = one(xml("ddwtos", parts.replace("selectoption", "dragbox"), "<p>The [[3]] [[2]].</p>"))
    assert [each.why for each in found.reasons] == [Why.REUSE_ALLOWED]
    assert one(xml("gapselect", parts, "<p>The [[9]].</p>")).reasons[0].why is Why.KEY_UNCLEAR


@pytest.mark.parametrize(
    ("type", "inside", "why"),
    [
        ("multichoice", answer(50, "a") + answer(0, "b"), Why.NO_KEY),
        ("multichoice", "<single>false</single>" + answer(40, "a") + answer(40, "b"), Why.WRONG_WEIGHT),
        ("multichoice", answer(100, "a") + answer("lots", "b"), Why.NOT_A_NUMBER),
        ("multichoice", answer(100, "a") + "<answer><text>b</text></answer>", Why.WRONG_WEIGHT),
        ("multichoice", answer(100, "") + answer(0, "b"), Why.NO_TEXT),
        ("truefalse", answer(0, "true") + answer(0, "false"), Why.KEY_UNCLEAR),
        ("truefalse", answer(100, "wahr") + answer(0, "falsch"), Why.KEY_UNCLEAR),
        ("shortanswer", answer(50, "a"), Why.NO_KEY),
        ("numerical", answer(100, "{x}+1"), Why.NOT_A_NUMBER),
        ("numerical", answer(100, "*"), Why.KEY_UNCLEAR),
        ("calculated", answer(100, "{a}+{b}"), Why.CALCULATED),
        ("calculatedsimple", "", Why.CALCULATED),
        ("ddimageortext", "", Why.TYPE),
        ("stack", "", Why.TYPE),
        ("randomsamatch", "", Why.TYPE),
        ("matching", "", Why.TOO_FEW),
    ],
)
def test_what_is_not_certain_is_not_taken(type: str, inside: str, why: Why) -> None:
    found = one(xml(type, inside))
    assert (found.question, found.reasons[0].why) == (None, why)


def test_what_is_left_out_is_told() -> None:
    more = (
        "<penalty>0.7</penalty><hint><text>Think.</text></hint><correctfeedback><text>Bravo!</text></correctfeedback>"
        "<incorrectfeedback><text>Your answer is incorrect.</text></incorrectfeedback>"
    )
    text = '<video src="a.mp4"></video><a href="@@PLUGINFILE@@/a.pdf">x</a><math></math>'
    text += '<img src="https://example.org/a.png"><img src="@@PLUGINFILE@@/gone.png">'
    found = one(xml("multichoice", TWO + more, text))
    assert found.status is Status.CHANGED
    assert {each.why for each in found.reasons} == {
        Why.PENALTY_LEFT_OUT, Why.HINTS_LEFT_OUT, Why.FEEDBACK_LEFT_OUT, Why.MEDIA_LEFT_OUT, Why.ATTACHMENT_LEFT_OUT,
        Why.FORMULA_LEFT_OUT, Why.PICTURE_ELSEWHERE, Why.PICTURE_MISSING,
    }  # fmt: skip
    usual = "<penalty>0.3333333</penalty><correctfeedback><text>Your answer is correct.</text></correctfeedback>"
    assert one(xml("multichoice", TWO + usual)).status is Status.IMPORTED


def test_pictures_in_texts_and_answers() -> None:
    png = base64.b64encode(b"\x89PNG one").decode()
    file = f'<file name="a b.png" path="/x/" encoding="base64">{png}</file>'
    text = '<img src="@@PLUGINFILE@@/x/a%20b.png" alt="A" width="40">'
    inline = (
        f'<answer fraction="0" format="html">'
        f'<text>&lt;img src="data:image/png;base64,{png}" alt="B"&gt;</text></answer>'
    )
    reading = question_files.read(f"<quiz>{xml('multichoice', answer(100, 'x') + inline, text, file)}</quiz>".encode())
    (address,) = reading.files
    assert reading.files[address] == b"\x89PNG one"
    question = reading.questions[0].question
    assert question is not None
    assert question.text.source == f'<img src="{address}" alt="A" width="40">'
    assert isinstance(question.content, Single)
    assert question.content.choices[1].text.source == f'<img src="{address}" alt="B">'


def test_formulas_become_ours() -> None:
    question, _ = taken(xml("multichoice", TWO, r"<p>\(x^2\) and $$y$$</p>\[z\]"))
    line = '<code class="math-inline">{}</code>'.format
    assert question.text.source == f'<p>{line("x^2")} and {line("y")}</p><pre class="math-block">z</pre>'


def test_folders_and_descriptions() -> None:
    folder = "<question type='category'><category><text>$course$/top/{}</text></category></question>".format
    text = xml("description", "", "<p>Read.</p>")
    parts = folder("Trees") + xml("multichoice", TWO) + folder("Trees/Oaks//Elms") + text + xml("multichoice", TWO)
    reading = question_files.read(f"<quiz>{parts}</quiz>".encode())
    assert (reading.format, reading.title) == (Format.MOODLE_XML, "Trees")
    assert [(each.title, each.text.source) for each in reading.sections] == [("", ""), ("Oaks/Elms", "<p>Read.</p>")]
    assert [each.section for each in reading.questions] == [0, 1, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_encoding(encoding: str) -> None:
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    text = (
        f"<?xml version='1.0' encoding='{said}'?>\r\n<quiz>"
        f"{xml('multichoice', TWO, '<p>Käse &amp; &nbsp; Brot & é</p>')}</quiz>"
    )
    (found,) = question_files.read(text.encode(encoding)).questions
    assert found.question is not None
    assert "Käse" in found.question.text.source
