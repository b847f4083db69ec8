"""QTI 2: every interaction that there is a type for, marked in every way that is understood, and no other."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction

import pytest

from app.formats import question_files
from app.formats.question_files import Format, ReadQuestion, Status, Why
from app.questions import TYPES
from app.questions.base import Question
from app.questions.cloze import Cloze
from app.questions.multiple import Multiple, Scheme
from app.questions.ordering import Ordering, OrderScheme
from app.questions.short import Short
from app.questions.single import Single

HEAD = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="item" title="A title" adaptive="false"'
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
MATCH = f'<responseProcessing template="{TEMPLATES}match_correct"/>'
MAP = f'<responseProcessing template="{TEMPLATES}map_response"/>'


def declared(
    *right: str, ident: str = "RESPONSE", kind: str = "identifier", many: str = "single", mapping: str = ""
) -> str:
    values = "".join(f"<value>{value}</value>" for value in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    about = f'identifier="{ident}" cardinality="{many}" baseType="{kind}"'
    return f"<responseDeclaration {about}>{correct}{mapping}</responseDeclaration>"


def mapped(entries: dict[str, str], more: str = "", case: str = "") -> str:
    flag = f' caseSensitive="{case}"' if case else ""
    inside = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"{flag}/>' for key, value in entries.items())
    return f"<mapping {more}>{inside}</mapping>"


def item(declarations: str, body: str, processing: str = "", more: str = "") -> str:
    outcome = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    return (
        f"<assessmentItem {HEAD}>{declarations}{outcome}<itemBody>{body}</itemBody>{processing}{more}</assessmentItem>"
    )


def choices(tag: str = "simpleChoice", **texts: str) -> str:
    return "".join(f'<{tag} identifier="{key}">{text}</{tag}>' for key, text in texts.items())


CHOICE = (
    '<p>Look.</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">'
    f"<prompt>Which <b>one</b>?</prompt>{choices(A='Rose', B='Oak', C='Fern')}</choiceInteraction>"
)


def read(text: str) -> ReadQuestion:
    (found,) = question_files.read(text.encode()).questions
    return found


def taken(text: str) -> tuple[Question, str]:
    found = read(text)
    assert found.question is not None, found.reasons
    return found.question, TYPES[found.question.type].key_in_words(found.question.content)


def test_one_choice_with_its_prompt() -> None:
    question, key = taken(item(declared("B"), CHOICE, MATCH))
    assert (question.type, question.name, question.points, key) == ("single", "A title", 1, "Oak")
    assert question.text.source == "<p>Look.</p><div>Which <b>one</b>?</div>"
    assert isinstance(question.content, Single)
    assert question.content.shuffle


def test_choices_that_are_worth_a_part() -> None:
    declaration = declared("B", mapping=mapped({"B": "2", "C": "1", "A": "-1"}))
    question, _ = taken(item(declaration, CHOICE, MAP))
    assert isinstance(question.content, Single)
    assert question.points == 2
    assert [each.worth for each in question.content.choices] == [Fraction(-1, 2), 1, Fraction(1, 2)]


def test_true_and_false() -> None:
    body = f'<choiceInteraction responseIdentifier="RESPONSE">{choices(true="True", false="False")}</choiceInteraction>'
    question, key = taken(item(declared("false"), f"<p>Ice sinks.</p>{body}", MATCH))
    assert (question.type, key) == ("true_false", "false")


def test_several_choices_all_or_nothing() -> None:
    question, key = taken(item(declared("A", "C", many="multiple"), CHOICE, MATCH))
    assert isinstance(question.content, Multiple)
    assert (question.content.scheme, key) == (Scheme.ALL_OR_NOTHING, "Rose; Fern")


def test_several_choices_that_add_up() -> None:
    mapping = mapped({"A": "1", "C": "1", "B": "-1"}, 'lowerBound="0" upperBound="2" defaultValue="-2"')
    question, key = taken(item(declared("A", "C", many="multiple", mapping=mapping), CHOICE, MAP))
    assert isinstance(question.content, Multiple)
    assert (question.points, question.content.scheme, key) == (2, Scheme.RIGHT_MINUS_WRONG, "Rose; Fern")


def test_an_order() -> None:
    body = f'<orderInteraction responseIdentifier="RESPONSE">{choices(A="two", B="one", C="three")}</orderInteraction>'
    question, key = taken(item(declared("B", "A", "C", many="ordered"), f"<p>Order.</p>{body}", MATCH))
    assert isinstance(question.content, Ordering)
    assert (key, question.content.scheme) == ("one › two › three", OrderScheme.EXACT)


def pairs(declaration: str, processing: str) -> str:
    sets = [
        choices("simpleAssociableChoice", **each)
        for each in ({"A": "cat", "B": "dog"}, {"X": "barks", "Y": "meows", "Z": "moos"})
    ]
    inside = "".join(f"<simpleMatchSet>{each}</simpleMatchSet>" for each in sets)
    body = f'<p>Pair.</p><matchInteraction responseIdentifier="RESPONSE">{inside}</matchInteraction>'
    return item(declaration, body, processing)


def test_pairs() -> None:
    mapping = mapped({"A Y": "1", "B X": "1"})
    question, key = taken(pairs(declared("A Y", "B X", kind="directedPair", many="multiple", mapping=mapping), MAP))
    assert (question.type, question.points, key) == ("matching", 2, "cat → meows; dog → barks")


def test_pairs_all_or_nothing_are_marked_by_pair_and_it_is_said() -> None:
    found = read(pairs(declared("A Y", "B X", kind="directedPair", many="multiple"), MATCH))
    assert (found.status, found.reasons[0].why) == (Status.CHANGED, Why.SCORING_SIMPLER)


@pytest.mark.parametrize("right", [("A Y",), ("A Y", "A X", "B X"), ("A Y", "B Q")])
def test_pairs_that_do_not_part_each_are_not_taken(right: tuple[str, ...]) -> None:
    found = read(pairs(declared(*right, kind="directedPair", many="multiple"), MATCH))
    assert (found.question, found.reasons[0].why) == (None, Why.KEY_UNCLEAR)


TYPED = '<p>Who wrote it?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def test_a_text_that_is_typed_is_compared_as_it_stands() -> None:
    question, key = taken(item(declared("York", kind="string"), TYPED, MATCH))
    assert isinstance(question.content, Short)
    assert (key, question.content.case) == ("York", True)


def test_texts_that_are_worth_a_part() -> None:
    mapping = mapped({"York": "1", "york": "0.5"}, 'defaultValue="0"')
    question, _ = taken(item(declared("York", kind="string", mapping=mapping), TYPED, MAP))
    assert isinstance(question.content, Short)
    assert [(each.text, each.worth) for each in question.content.accepted] == [("York", 1), ("york", Fraction(1, 2))]


def test_stars_are_stars() -> None:
    question, _ = taken(item(declared("5*", kind="string"), TYPED, MATCH))
    assert isinstance(question.content, Short)
    assert question.content.accepted[0].text == "5\\*"


def test_a_number_within_a_tolerance() -> None:
    equal = (
        '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.5 0.5">'
        '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
        '<baseValue baseType="float">3</baseValue></setOutcomeValue></responseIf></responseCondition>'
        "</responseProcessing>"
    )
    question, key = taken(item(declared("4", kind="float"), TYPED, equal))
    assert (question.type, question.points, key) == ("numeric", 3, "3.5 – 4.5")


def test_menus_and_fields_in_a_text() -> None:
    text = (
        '<p>A <inlineChoiceInteraction responseIdentifier="R1">'
        f"{choices('inlineChoice', A='cat', B='dog')}</inlineChoiceInteraction> "
        'says <textEntryInteraction responseIdentifier="R2"/>.</p>'
    )
    declarations = declared("B", ident="R1") + declared(
        "woof", ident="R2", kind="string", mapping=mapped({"woof": "2"})
    )
    rule = (
        '<responseCondition><responseIf><match><variable identifier="R1"/><correct identifier="R1"/></match>'
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="float">1'
        "</baseValue></sum></setOutcomeValue></responseIf></responseCondition>"
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><mapResponse identifier="R2"/></sum>'
        "</setOutcomeValue>"
    )
    question, key = taken(item(declarations, text, f"<responseProcessing>{rule}</responseProcessing>"))
    assert isinstance(question.content, Cloze)
    assert question.text.source == "<p>A [[1]] says [[2]].</p>"
    assert ([gap.weight for gap in question.content.gaps], question.points, key) == ([1, 2], 3, "1: dog; 2: woof")


def test_words_for_gaps() -> None:
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill it.</prompt>'
        f"{choices('gapText', W='winter', S='summer')}<p>Now is the <gap identifier='G1'/> and then "
        "<gap identifier='G2'/>.</p></gapMatchInteraction>"
    )
    mapping = mapped({"W G1": "1", "S G2": "1"})
    found = read(item(declared("W G1", "S G2", kind="directedPair", many="multiple", mapping=mapping), body, MAP))
    assert found.question is not None
    assert TYPES["cloze"].key_in_words(found.question.content) == "1: winter; 2: summer"
    assert [each.why for each in found.reasons] == [Why.REUSE_ALLOWED]


def test_an_essay() -> None:
    rubric = '<rubricBlock view="scorer"><p>Look for three.</p></rubricBlock>'
    body = f'<p>Tell.</p>{rubric}<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="7"/>'
    question, _ = taken(item(declared(kind="string"), body))
    assert question.type == "essay"
    assert question.content.json()["lines"] == 7
    assert question.content.json()["notes"]["source"] == "<p>Look for three.</p>"


def test_feedback_of_choices_and_for_all() -> None:
    told = '<feedbackInline outcomeIdentifier="FEEDBACK" identifier="A" showHide="show">No tree.</feedbackInline>'
    body = CHOICE.replace("Rose", f"Rose{told}")
    general = (
        '<outcomeDeclaration identifier="ALWAYS" cardinality="single" baseType="identifier"><defaultValue><value>all'
        "</value></defaultValue></outcomeDeclaration>"
    )
    shown = '<modalFeedback outcomeIdentifier="ALWAYS" identifier="all" showHide="show">Well.</modalFeedback>'
    question, _ = taken(item(declared("B") + general, body, MATCH, shown))
    assert isinstance(question.content, Single)
    assert question.content.choices[0].feedback.source == "No tree."
    assert question.feedback.source == "Well."


SET = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
CHANCE = f"<responseCondition><responseIf><random/>{SET}</responseIf></responseCondition>"
ELSE = (
    '<responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
    f'{SET}</responseIf><responseElse><setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/>'
    "</setOutcomeValue></responseElse></responseCondition>"
)
TEMPLATE = '<templateDeclaration identifier="X" cardinality="single" baseType="integer"/>'
PATTERN = TYPED.replace("/></p>", ' patternMask="[a-z]"/></p>')
TEXT = declared("x", kind="string")


def other(name: str) -> str:
    return f'<p>A</p><{name} responseIdentifier="RESPONSE"/>'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (item(declared("Q"), CHOICE, MATCH), Why.KEY_UNCLEAR),
        (item(declared(), CHOICE, MATCH), Why.NO_KEY),
        (item("", CHOICE, MATCH), Why.UNKNOWN_SCORING),
        (item(declared("B"), CHOICE, MAP), Why.NO_KEY),
        (item(declared("B"), CHOICE, MATCH.replace("match_correct", "own")), Why.UNKNOWN_SCORING),
        (item(declared("B"), CHOICE, f"<responseProcessing>{CHANCE}</responseProcessing>"), Why.UNKNOWN_SCORING),
        (item(declared("B"), CHOICE, f"<responseProcessing>{ELSE}</responseProcessing>"), Why.UNKNOWN_SCORING),
        (item(declared("B") + TEMPLATE, CHOICE, MATCH), Why.TEMPLATE),
        (item(declared("B"), CHOICE, MATCH).replace('adaptive="false"', 'adaptive="true"'), Why.TEMPLATE),
        (item(declared("B"), CHOICE + CHOICE, MATCH), Why.SEVERAL_PARTS),
        (item(declared("B"), other("hottextInteraction"), MATCH), Why.TYPE),
        (item(declared("1 2", kind="point"), other("selectPointInteraction"), MATCH), Why.TYPE),
        (item(declared("a b", kind="pair"), other("associateInteraction"), MATCH), Why.TYPE),
        (item(TEXT, PATTERN, MATCH), Why.UNKNOWN_SCORING),
        (item(TEXT, other("extendedTextInteraction"), MATCH), Why.UNKNOWN_SCORING),
    ],
)
def test_what_is_not_understood_exactly_is_not_taken(text: str, why: Why) -> None:
    found = read(text)
    assert (found.question, found.reasons[0].why) == (None, why)


def test_where_nothing_says_how_it_is_marked_that_is_said() -> None:
    found = read(item(declared("B"), CHOICE))
    assert (found.status, found.reasons[0].why) == (Status.CHANGED, Why.SCORING_NOT_SAID)


def test_an_item_that_asks_nothing_is_the_text_of_a_section() -> None:
    with_text = packed({"a.xml": item("", "<p>Read <i>this</i>.</p>"), "b.xml": item(declared("B"), CHOICE, MATCH)})
    reading = question_files.read(with_text)
    assert [section.text.source for section in reading.sections] == ["<p>Read <i>this</i>.</p>"]
    assert [each.status for each in reading.questions] == [Status.CHANGED, Status.IMPORTED]


def packed(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_package_follows_its_test() -> None:
    def named(title: str) -> str:
        return item(declared("B"), CHOICE, MATCH).replace("A title", title)

    test = (
        '<assessmentTest identifier="t" title="The test"><testPart identifier="p"><assessmentSection identifier="s1"'
        ' title="First"><rubricBlock view="candidate"><p>Think.</p></rubricBlock><assessmentItemRef identifier="i2"'
        ' href="b.xml"/></assessmentSection><assessmentSection identifier="s2" title="Pool"><selection select="1"/>'
        '<assessmentItemRef identifier="i1" href="a.xml"/><assessmentItemRef identifier="i3" href="c.xml"/>'
        "</assessmentSection></testPart></assessmentTest>"
    )
    members = {f"x/{name}.xml": named(name) for name in "abcd"}
    reading = question_files.read(packed({**members, "x/test.xml": test}))
    assert (reading.format, reading.title) == (Format.QTI2, "The test")
    assert [(each.name, each.section) for each in reading.questions] == [("b", 0), ("a", 1), ("c", 1), ("d", 2)]
    assert [(each.title, each.draws) for each in reading.sections] == [("First", None), ("Pool", 1), ("", None)]
    assert reading.sections[0].text.source == "<p>Think.</p>"


def test_pictures_come_with_the_package() -> None:
    body = CHOICE.replace(
        "<p>Look.</p>",
        '<p><img src="../pics/one%20two.png" alt="A frog"/><object data="../pics/gone.png" type="image/png"/></p>',
    )
    reading = question_files.read(
        packed({"items/a.xml": item(declared("B"), body, MATCH), "pics/one two.png": b"\x89PNG1"})
    )
    (found,) = reading.questions
    (address,) = reading.files
    assert reading.files[address] == b"\x89PNG1"
    assert found.question is not None
    assert f'<img src="{address}" alt="A frog">' in found.question.text.source
    assert [(each.why, each.fact) for each in found.reasons] == [(Why.PICTURE_MISSING, "gone.png")]


def test_the_names_of_qti_3() -> None:
    text = item(declared("B"), CHOICE, MATCH)
    for name in ("assessmentItem", "responseDeclaration", "correctResponse", "value", "outcomeDeclaration", "itemBody",
                 "choiceInteraction", "prompt", "simpleChoice", "responseProcessing"):  # fmt: skip
        hyphened = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
        text = text.replace(f"<{name}", f"<qti-{hyphened}").replace(f"</{name}", f"</qti-{hyphened}")
    text = text.replace("baseType=", "base-type=").replace("responseIdentifier=", "response-identifier=")
    assert taken(text)[1] == "Oak"
