"""Contents of questions out of items of QTI 1.2, as Canvas, Blackboard and others write them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from app.formats.question_files import making
from app.formats.question_files.qti1_items import ItemTexts, Label, Response, responses
from app.formats.question_files.qti1_scoring import RIGHT, WRONG, Rule, Rules, case_counts, equals, ranges, wanted
from app.formats.question_files.report import Notes, Refused, Why, unsupported
from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Words
from app.questions.choices import Choice
from app.questions.essay import Essay
from app.questions.multiple import Scheme
from app.questions.numeric import Numeric
from app.questions.ordering import Ordering, OrderScheme
from app.questions.short import Accepted
from app.questions.true_false import TrueFalse

Made = tuple[str, Content]
# What programs call feedback on the whole answer.
_WHOLE_RIGHT = {RIGHT, "correct_fb", "general_correct_fb"}
_WHOLE_WRONG = {WRONG, "incorrect_fb", "general_incorrect_fb"}
_TRUTH = {"true": True, "false": False, "t": True, "f": False}


@dataclass
class Item:
    """An item while it is read. `scheme` is how its program adds up several right answers."""

    element: Element
    words: ItemTexts
    notes: Notes
    scheme: Scheme = Scheme.ALL_OR_NOTHING
    points: Fraction = FULL
    case: bool = False

    def __post_init__(self) -> None:
        self.responses: list[Response] = responses(self.element)
        self.rules = Rules(self.element, self.points)
        self.feedback = {
            each.get("ident", "").strip(): self.words.under(each) for each in self.element.iter("itemfeedback")
        }

    def one(self) -> Response:
        """The only response. Raises Refused."""
        if len(self.responses) != 1:
            raise unsupported(Why.SEVERAL_PARTS) if self.responses else Refused(Why.TOO_FEW)
        return self.responses[0]

    def told(self, response: str, answer: str, worth: Fraction = NOTHING, whole: bool = False) -> Words:
        """What is said of one answer; with `whole` else what is said of any right or any wrong one."""
        named = self.rules.shown_for(response=response, answer=answer)
        own = [name for name in named if name not in _WHOLE_RIGHT | _WHOLE_WRONG] + [f"{answer}_fb", answer]
        for name in own:
            if self.feedback.get(name):
                return self.feedback[name]
        names = _WHOLE_RIGHT if worth == FULL else _WHOLE_WRONG if not worth else ()
        return next((self.feedback[name] for name in names if self.feedback.get(name)), NO_WORDS) if whole else NO_WORDS

    def general(self) -> Words:
        """What is said whatever was answered."""
        names = ["general_fb", *self.rules.always_shown()]
        known = (name for name in names if name not in _WHOLE_RIGHT | _WHOLE_WRONG)
        return next((self.feedback[name] for name in known if self.feedback.get(name)), NO_WORDS)

    def leave_whole_feedback(self) -> None:
        said = any(self.feedback.get(name) for name in _WHOLE_RIGHT | _WHOLE_WRONG)
        self.notes.add_if(said, Why.FEEDBACK_LEFT_OUT)

    def worth(self, points: Fraction) -> Fraction:
        return points / self.rules.full


def single(item: Item) -> Made:
    response = item.one()
    worths = _single_worths(item, response)
    choices = [
        making.choice(
            item.words.short(label.element),
            worths[label.ident],
            item.told(response.ident, label.ident, worths[label.ident], True),
        )
        for label in response.labels
    ]
    return "single", making.single(choices, item.notes)


def _single_worths(item: Item, response: Response) -> dict[str, Fraction]:
    """What each choice is worth: the rules of one answer each. Raises Refused for a choice that is not there."""
    worths = {label.ident: NOTHING for label in response.labels}
    if len(worths) != len(response.labels):
        raise Refused(Why.KEY_UNCLEAR)
    for rule in item.rules.scoring:
        for answer in equals(rule, response.ident):
            if answer not in worths:
                raise Refused(Why.KEY_UNCLEAR, answer)
            gained = item.worth(rule.points or NOTHING)
            worths[answer] = worths[answer] + gained if rule.adds else gained
    return worths


def true_false(item: Item) -> Made:
    response = item.one()
    worths = _single_worths(item, response)
    by_truth: dict[bool, Label] = {}
    for label in response.labels:
        said = _TRUTH.get(item.words.short(label.element).source.strip().lower(), _TRUTH.get(label.ident.lower()))
        if said is None or said in by_truth:
            return single(item)
        by_truth[said] = label
    if len(by_truth) != 2 or sorted(worths.values()) != [NOTHING, FULL]:
        raise Refused(Why.KEY_UNCLEAR)
    told = {
        truth: item.told(response.ident, label.ident, worths[label.ident], True) for truth, label in by_truth.items()
    }
    return "true_false", TrueFalse(worths[by_truth[True].ident] == FULL, told[True], told[False])


def multiple(item: Item) -> Made:
    response = item.one()
    item.leave_whole_feedback()
    scoring = item.rules.scoring
    if len(scoring) == 1 and not (scoring[0].adds and len(scoring[0].tests) == 1):
        scheme, worths = item.scheme, _exact(item, scoring[0], response)
    else:
        scheme, worths = Scheme.WORTHS, _added(item, response)
    choices = _choices(item, response, worths)
    return "multiple", making.multiple(choices, item.notes, scheme)


def _choices(item: Item, response: Response, worths: dict[str, Fraction]) -> list[Choice]:
    return [
        making.choice(item.words.short(label.element), worths[label.ident], item.told(response.ident, label.ident))
        for label in response.labels
    ]


def _exact(item: Item, rule: Rule, response: Response) -> dict[str, Fraction]:
    right, wrong = wanted(rule)
    known = [label.ident for label in response.labels]
    strange = [ident for ident in (*right, *wrong) if ident not in known]
    if strange or len(set(known)) != len(known):
        raise Refused(Why.KEY_UNCLEAR, strange[0] if strange else "")
    item.notes.add_if(len(set(right) | set(wrong)) != len(known), Why.SCORING_SIMPLER)
    return {ident: FULL if ident in right else NOTHING for ident in known}


def _added(item: Item, response: Response) -> dict[str, Fraction]:
    """Worths that are added up; each rule is about one answer."""
    worths = {label.ident: NOTHING for label in response.labels}
    for rule in item.rules.rules:
        if rule.is_other or not rule.points:
            continue
        answers = equals(rule, response.ident)
        if not rule.adds or len(answers) != 1 or answers[0] not in worths:
            raise unsupported(Why.UNKNOWN_SCORING)
        worths[answers[0]] += item.worth(rule.points)
    return worths


def ordering(item: Item) -> Made:
    response = item.one()
    item.leave_whole_feedback()
    scoring = item.rules.scoring
    right, wrong = wanted(scoring[0])
    labels = {label.ident: label for label in response.labels}
    if len(scoring) != 1 or wrong or sorted(right) != sorted(labels) or len(labels) != len(response.labels):
        raise Refused(Why.KEY_UNCLEAR)
    made = making.items(item.words.short(labels[ident].element) for ident in right)
    return "ordering", Ordering(made, OrderScheme.EXACT)


def short(item: Item) -> Made:
    response = item.one()
    item.leave_whole_feedback()
    rules = item.rules.scoring
    found: dict[str, Accepted] = {}
    for rule in rules:
        for answer in equals(rule, response.ident):
            worth = item.worth(rule.points or NOTHING)
            found.setdefault(answer, making.accepted(answer, worth, item.told(response.ident, answer)))
    return "short", making.short(found.values(), item.case or case_counts(rules))


def numeric(item: Item) -> Made:
    item.one()
    item.leave_whole_feedback()
    found = [
        each
        for rule in item.rules.scoring
        for each in ranges(rule, item.worth(rule.points or NOTHING), NO_WORDS, item.notes)
    ]
    making.some_full(each.worth for each in found)
    item.notes.add_if(_has_answer_feedback(item), Why.FEEDBACK_LEFT_OUT)
    return "numeric", Numeric(tuple(found))


def _has_answer_feedback(item: Item) -> bool:
    whole = _WHOLE_RIGHT | _WHOLE_WRONG | {"general_fb"}
    return any(words for name, words in item.feedback.items() if name not in whole)


def essay(item: Item) -> Made:
    notes = next((words for name, words in item.feedback.items() if name.lower() == "solution" and words), NO_WORDS)
    item.leave_whole_feedback()
    return "essay", Essay(notes=notes)
