"""QTI 1.2 as Canvas (classic and New Quizzes), Blackboard and others write it."""

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
from app.questions.essay import Essay
from app.questions.multiple import Multiple, Scheme
from app.questions.numeric import Numeric
from app.questions.ordering import Ordering, OrderScheme
from app.questions.short import Short
from app.questions.single import Single
from app.questions.true_false import TrueFalse


def field(name: str, value: str) -> str:
    return f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"


def canvas(
    kind: str, responses: str, rules: str, more: str = "", text: str = "&lt;p&gt;What?&lt;/p&gt;", meta: str = ""
) -> str:
    about = (
        f"<itemmetadata><qtimetadata>"
        f"{field('question_type', kind)}{field('points_possible', '2.0')}{meta}</qtimetadata>"
        f"</itemmetadata>"
    )
    asked = (
        f'<presentation><material><mattext texttype="text/html">{text}</mattext></material>{responses}</presentation>'
    )
    outcomes = '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
    return (
        f'<item ident="i" title="A title">{about}{asked}<resprocessing>{outcomes}{rules}</resprocessing>{more}</item>'
    )


def label(ident: str, text: str, more: str = "") -> str:
    return (
        f'<response_label ident="{ident}"{more}><material><mattext texttype="text/plain">'
        f"{text}</mattext></material></response_label>"
    )


def choose(*labels: str, ident: str = "response1", many: str = "Single", prompt: str = "") -> str:
    said = f"<material><mattext>{prompt}</mattext></material>" if prompt else ""
    return (
        f'<response_lid ident="{ident}" rcardinality="{many}">{said}<render_choice>'
        f"{''.join(labels)}</render_choice></response_lid>"
    )


def equal(answer: str, ident: str = "response1", more: str = "") -> str:
    return f'<varequal respident="{ident}"{more}>{answer}</varequal>'


def rule(tests: str, points: object = 100, action: str = "Set") -> str:
    return (
        f"<respcondition><conditionvar>{tests}</conditionvar>"
        f'<setvar action="{action}" varname="SCORE">{points}</setvar></respcondition>'
    )


def shown(tests: str, feedback: str) -> str:
    return (
        f'<respcondition><conditionvar>{tests}</conditionvar><displayfeedback linkrefid="{feedback}"/></respcondition>'
    )


def told(ident: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{ident}"><flow_mat><material><mattext>{text}</mattext></material>'
        f"</flow_mat></itemfeedback>"
    )


def bound(kind: str, value: object) -> str:
    return f'<var{kind} respident="response1">{value}</var{kind}>'


FIELD = '<response_str ident="response1"><render_fib{}><response_label ident="answer1"/></render_fib></response_str>'
TEXT, NUMBER = FIELD.format(""), FIELD.format(' fibtype="Decimal"')
ABC = (label("1", "Rose"), label("2", "Oak"), label("3", "Fern"))


def quiz(*items: str, title: str = "A quiz") -> bytes:
    head = 'xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"'
    return (
        f'<questestinterop {head}><assessment title="{title}"><section ident="root_section">'
        f"{''.join(items)}</section></assessment></questestinterop>"
    ).encode()


def one(item: str) -> ReadQuestion:
    (found,) = question_files.read(quiz(item)).questions
    return found


def taken(item: str) -> tuple[Question, str]:
    found = one(item)
    assert found.question is not None, found.reasons
    return found.question, TYPES[found.question.type].key_in_words(found.question.content)


def test_a_choice_of_canvas_with_all_its_feedback() -> None:
    rules = shown("<other/>", "general_fb") + shown(equal("1"), "1_fb") + rule(equal("2"))
    more = told("general_fb", "Look it up.") + told("1_fb", "No tree.") + told("correct_fb", "Right.")
    question, key = taken(canvas("multiple_choice_question", choose(*ABC), rules, more))
    assert (question.name, question.points, question.feedback.source, key) == ("A title", 2, "Look it up.", "Oak")
    assert isinstance(question.content, Single)
    assert [each.feedback.source for each in question.content.choices] == ["No tree.", "Right.", ""]


def test_new_quizzes_vary_points_by_answer() -> None:
    question, _ = taken(canvas("multiple_choice_question", choose(*ABC), rule(equal("2"), 2) + rule(equal("3"), 1)))
    assert isinstance(question.content, Single)
    assert [each.worth for each in question.content.choices] == [0, 1, Fraction(1, 2)]


def test_true_or_false() -> None:
    labels = choose(label("7", "True"), label("8", "False"))
    question, _ = taken(canvas("true_false_question", labels, rule(equal("8")), told("8_fb", "Yes.")))
    assert isinstance(question.content, TrueFalse)
    assert (question.content.right, question.content.feedback_false.source) == (False, "Yes.")


def test_several_answers_of_canvas_take_away_for_wrong_ones() -> None:
    tests = f"<and>{equal('1')}<not>{equal('2')}</not>{equal('3')}</and>"
    question, key = taken(canvas("multiple_answers_question", choose(*ABC, many="Multiple"), rule(tests)))
    assert isinstance(question.content, Multiple)
    assert (question.content.scheme, key) == (Scheme.RIGHT_MINUS_WRONG, "Rose; Fern")


def test_typed_answers() -> None:
    question, _ = taken(canvas("short_answer_question", TEXT, rule(equal("five *") + equal("5"))))
    assert isinstance(question.content, Short)
    assert [each.text for each in question.content.accepted] == ["five \\*", "5"]
    assert not question.content.case


@pytest.mark.parametrize(
    ("tests", "ends", "status"),
    [
        (f"<or>{equal('4')}<and>{bound('gte', 3.5)}{bound('lte', 4.5)}</and></or>", "3.5 – 4.5", Status.IMPORTED),
        (f"<or>{equal('9')}<and>{bound('gt', 1)}{bound('lte', 2)}</and></or>", "1 – 2; 9", Status.CHANGED),
        (equal("200", more=' margintype="percent" margin="10"'), "180 – 220", Status.IMPORTED),
        (equal("200", more=' margintype="absolute" margin="1"'), "199 – 201", Status.IMPORTED),
    ],
)  # fmt: skip
def test_numbers(tests: str, ends: str, status: Status) -> None:
    found = one(canvas("numerical_question", NUMBER, rule(tests)))
    assert found.question is not None
    assert isinstance(found.question.content, Numeric)
    assert (TYPES["numeric"].key_in_words(found.question.content), found.status) == (ends, status)


def test_pairs() -> None:
    answers = (label("a", "meows"), label("b", "barks"), label("c", "moos"))
    responses = choose(*answers, ident="r1", prompt="cat") + choose(*answers, ident="r2", prompt="dog")
    rules = rule(equal("a", "r1"), 50, "Add") + rule(equal("b", "r2"), 50, "Add")
    _, key = taken(canvas("matching_question", responses, rules))
    assert key == "cat → meows; dog → barks"


BLANKS = "&lt;p&gt;[one] and [two]&lt;/p&gt;"


def test_blanks_and_menus() -> None:
    responses = choose(label("a", "Cat"), label("b", "cat"), label("c", "kitten"), ident="response_one")
    responses += choose(label("d", "dog"), ident="response_two")
    rules = rule(equal("a", "response_one"), 50, "Add") + rule(equal("d", "response_two"), 50, "Add")
    question, key = taken(canvas("fill_in_multiple_blanks_question", responses, rules, text=BLANKS))
    assert isinstance(question.content, Cloze)
    assert (question.text.source, key) == ("<p>[[1]] and [[2]]</p>", "1: Cat; kitten; 2: dog")
    menus = choose(*ABC, ident="response_one") + choose(*ABC, ident="response_two")
    rules = rule(equal("2", "response_one"), 50, "Add") + rule(equal("3", "response_two"), 50, "Add")
    assert taken(canvas("multiple_dropdowns_question", menus, rules, text=BLANKS))[1] == "1: Oak; 2: Fern"


@pytest.mark.parametrize(
    ("way", "accepted"),
    [
        ("TextContainsAnswer", "*cat*"),
        ("TextEquivalence", "cat"),
        ("TextInChoices", "cat"),
        ("TextRegex", None),
        ("TextCloseEnough", None),
    ],
)  # fmt: skip
def test_ways_of_new_quizzes(way: str, accepted: str | None) -> None:
    marked = label("a", "cat", f' scoring_algorithm="{way}" answer_type="openEntry"')
    item = canvas(
        "fill_in_multiple_blanks_question",
        choose(marked, ident="response_one"),
        "",
        text="[one]",
        meta=field("case_sensitive", "true"),
    )
    found = one(item)
    if accepted is None:
        assert (found.status, found.reasons[0].why) == (Status.UNSUPPORTED, Why.UNKNOWN_SCORING)
        return
    assert found.question is not None
    assert isinstance(found.question.content, Cloze)
    gap = found.question.content.gaps[0].content
    assert isinstance(gap, Short)
    assert (gap.accepted[0].text, gap.case) == (accepted, True)


def test_essays_texts_and_order() -> None:
    essay, _ = taken(canvas("essay_question", TEXT, ""))
    assert isinstance(essay.content, Essay)
    order = choose(*ABC, many="Ordered")
    question, key = taken(canvas("ordering_question", order, rule(equal("3") + equal("1") + equal("2"))))
    assert isinstance(question.content, Ordering)
    assert (question.content.scheme, key) == (OrderScheme.EXACT, "Fern › Rose › Oak")
    reading = question_files.read(quiz(canvas("text_only_question", "", ""), canvas("essay_question", TEXT, "")))
    assert (reading.title, reading.sections[0].text.source) == ("A quiz", "<p>What?</p>")


def test_pools_and_what_follows_them() -> None:
    true = canvas("true_false_question", choose(label("7", "True"), label("8", "False")), rule(equal("7")))
    drawn = (
        "<selection_ordering><selection><selection_number>1</selection_number>"
        "<selection_extension><points_per_item>3.0</points_per_item></selection_extension>"
        "</selection></selection_ordering>"
    )
    pool = f'<section title="Pool">{drawn}{true}{true}</section>'
    reading = question_files.read(quiz(true, pool, true))
    assert [(each.title, each.draws, each.points) for each in reading.sections] == [
        ("", None, None),
        ("Pool", 1, 3),
        ("", None, None),
    ]
    assert [each.section for each in reading.questions] == [0, 1, 1, 2]
    small = question_files.read(quiz(f'<section title="Pool">{drawn}{true}</section>'))
    assert small.sections[0].draws is None
    assert small.questions[0].reasons[0].why is Why.POOL_LEFT_OUT


NO, BAD = Status.UNSUPPORTED, Status.ERROR
CHOICE, BLANK = "multiple_choice_question", "fill_in_multiple_blanks_question"
EITHER = f"<or>{equal('1')}<and>{equal('2')}{equal('3')}</and></or>"
SUBSET = "<varsubset respident='response1'>a</varsubset>"


@pytest.mark.parametrize(
    ("item", "status", "why"),
    [
        (canvas(CHOICE, choose(*ABC), ""), BAD, Why.NO_KEY),
        (canvas(CHOICE, choose(*ABC), rule(equal("9"))), BAD, Why.KEY_UNCLEAR),
        (canvas(CHOICE, choose(*ABC), rule(f"<not>{equal('1')}</not>")), NO, Why.UNKNOWN_SCORING),
        (canvas(CHOICE, choose(*ABC), rule(equal("1"), 50)), BAD, Why.NO_KEY),
        (canvas(CHOICE, choose(*ABC), rule(equal("1")) + rule("<other/>", 50)), NO, Why.UNKNOWN_SCORING),
        (canvas("multiple_answers_question", choose(*ABC), rule(EITHER)), NO, Why.UNKNOWN_SCORING),
        (canvas("numerical_question", NUMBER, rule(bound('gte', 3))), NO, Why.UNKNOWN_SCORING),
        (canvas("short_answer_question", TEXT, rule(SUBSET)), NO, Why.UNKNOWN_SCORING),
        (canvas(BLANK, choose(label("a", "x"), ident="response_one"), "", text="none"), BAD, Why.GAPS),
        (canvas("calculated_question", NUMBER, rule(equal("1"))), NO, Why.CALCULATED),
        (canvas("file_upload_question", "", ""), NO, Why.TYPE),
        (canvas("hot_spot_question", "", ""), NO, Why.TYPE),
        (canvas("categorization_question", choose(*ABC, many="Multiple"), ""), NO, Why.TYPE),
        (canvas(CHOICE, choose(*ABC) + choose(*ABC, ident="r2"), rule(equal("1"))), NO, Why.SEVERAL_PARTS),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_taken(item: str, status: Status, why: Why) -> None:
    found = one(item)
    assert (found.status, found.reasons[0].why, found.question) == (status, why, None)


def blackboard(kind: str, responses: str, rules: str, extra: str = "", more: str = "") -> str:
    block = (
        '<flow class="{}"><material><mat_extension><mat_formattedtext type="HTML">'
        "{}</mat_formattedtext></mat_extension></material></flow>"
    )
    asked = (
        f'<flow class="Block"><flow class="QUESTION_BLOCK">'
        f'{block.format("FORMATTED_TEXT_BLOCK", "What?")}</flow><flow class="RESPONSE_BLOCK">'
        f"{responses}</flow>{extra}</flow>"
    )
    about = (
        f"<itemmetadata><bbmd_questiontype>{kind}</bbmd_questiontype>"
        f"{more}<qmd_absolutescore_max>4.0</qmd_absolutescore_max></itemmetadata>"
    )
    outcomes = '<outcomes><decvar defaultval="0.0" maxvalue="4.0" varname="SCORE"/></outcomes>'
    return f"<item>{about}<presentation>{asked}</presentation><resprocessing>{outcomes}{rules}</resprocessing></item>"


RIGHT = (
    '<respcondition title="correct"><conditionvar>{}</conditionvar>'
    '<setvar action="Set" variablename="SCORE">SCORE.max</setvar></respcondition>'
)


def test_blackboard() -> None:
    question, key = taken(blackboard("Multiple Choice", choose(*ABC), RIGHT.format(equal("2"))))
    assert (question.points, key) == (4, "Oak")
    order = choose(*ABC, many="Ordered")
    assert (
        taken(blackboard("Ordering", order, RIGHT.format(f"<and>{equal('3')}{equal('1')}{equal('2')}</and>")))[1]
        == "Fern › Rose › Oak"
    )
    found = one(
        blackboard(
            "Multiple Answer",
            choose(*ABC),
            RIGHT.format(f"<and>{equal('1')}<not>{equal('2')}</not><not>{equal('3')}</not></and>"),
            more="<bbmd_partialcredit>true</bbmd_partialcredit>",
        )
    )
    assert (found.status, found.reasons[0].why) == (Status.CHANGED, Why.SCORING_SIMPLER)
    number = blackboard(
        "Numeric",
        NUMBER,
        RIGHT.format(bound("gte", 3) + bound("lte", 5) + equal("4")),
    )
    assert taken(number)[1] == "3 – 5"
    assert one(blackboard("Opinion Scale", choose(*ABC), "")).reasons[0].why is Why.SURVEY
    assert one(blackboard("Calculated", NUMBER, "")).reasons[0].why is Why.CALCULATED


def test_pairs_of_blackboard_stand_in_blocks() -> None:
    def text(words: str) -> str:
        return f'<flow class="FORMATTED_TEXT_BLOCK"><material><mattext>{words}</mattext></material></flow>'

    bare = "".join(f'<response_label ident="{{0}}{n}"/>' for n in (1, 2))
    flows = "".join(
        f'<flow class="Block">{choose(bare.format(name), ident=name)}{text(words)}</flow>'
        for name, words in (("x", "cat"), ("y", "dog"))
    )
    right = (
        f'<flow class="RIGHT_MATCH_BLOCK"><flow class="Block">{text("barks")}</flow>'
        f'<flow class="Block">{text("meows")}</flow></flow>'
    )
    rules = shown(equal("x2", "x"), "correct") + shown(equal("y1", "y"), "correct")
    _, key = taken(blackboard("Matching", flows, rules, right))
    assert key == "cat → meows; dog → barks"


def test_without_the_name_of_a_type_the_responses_say_it() -> None:
    bare = (
        "<item><presentation><material><mattext>What?</mattext></material>{}</presentation>"
        "<resprocessing>{}</resprocessing></item>"
    ).format
    assert taken(bare(choose(*ABC), rule(equal("2"))))[1] == "Oak"
    question, _ = taken(
        bare(
            choose(*ABC, many="Multiple"),
            rule(equal("1"), 1, "Add") + rule(equal("2"), 1, "Add") + rule(equal("3"), -1, "Add"),
        )
    )
    assert question.type == "multiple"
    assert taken(bare(NUMBER, rule(equal("7"))))[0].type == "numeric"
    case = taken(bare(TEXT, rule(equal("York", more=' case="Yes"'))))[0].content
    assert isinstance(case, Short)
    assert case.case


def packed(members: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_package_of_canvas_with_pictures_and_without_doubles() -> None:
    image = '&lt;img src="$IMS-CC-FILEBASE$/my%20pics/a.png?canvas_download=1" alt="A"&gt;'
    whole = quiz(canvas("essay_question", TEXT, "", text=image), title="Whole")
    members = {
        "imsmanifest.xml": "<manifest/>",
        "q1/assessment_qti.xml": quiz(canvas("essay_question", TEXT, ""), title="Less"),
        "q1/assessment_meta.xml": "<quiz><title>x</title></quiz>",
        "non_cc_assessments/q1.xml.qti": whole,
        "web_resources/my pics/a.png": b"\x89PNG",
    }
    reading = question_files.read(packed(members))
    assert (reading.format, reading.title, len(reading.questions)) == (Format.QTI12, "Whole", 1)
    assert list(reading.files.values()) == [b"\x89PNG"]


def test_formulas_of_canvas() -> None:
    image = '&lt;img class="equation_image" src="/equation_images/x" data-equation-content="\\frac{1}{2}"&gt;'
    question, _ = taken(canvas("essay_question", TEXT, "", text=image))
    assert question.text.source == '<code class="math-inline">\\frac{1}{2}</code>'
