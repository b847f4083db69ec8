"""Every text of the portal stands in every catalogue, translated (UX4): an untranslated one fails here."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.config import LANGUAGES
from tests.support.catalogues import TRANSLATIONS

ROOT = TRANSLATIONS.parents[1]
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
BLANK = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
# Plural rules of the Unicode CLDR for whole numbers, as gettext writes them.
PLURALS = {"es": "(n != 1)", "hi": "(n > 1)"}
SAME_IN_SPANISH = {"%(seconds)s s", "Chat", "Error %(code)s", "Classbell", "No", "Normal"}
DEVANAGARI = re.compile(r"[\u0900-\u097f]")


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code says now, collected afresh."""
    template = tmp_path_factory.mktemp("texts") / "messages.pot"
    subprocess.run(["sh", "setup/translations.sh", str(template)], cwd=ROOT, check=True)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with path_of(request.param).open("rb") as file:
        return read_po(file, locale=request.param)


def path_of(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def messages(catalogue: Catalog) -> dict[str | tuple[str, ...], Message]:
    return {tuple(each.id) if each.pluralizable else str(each.id): each for each in catalogue if each.id}


def forms(message: Message) -> tuple[str, ...]:
    found = message.string
    return tuple(found) if isinstance(found, (tuple, list)) else (str(found),)


def test_each_language_has_a_catalogue() -> None:
    assert {path.parts[-3] for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")} == set(TRANSLATED)


def test_there_are_texts(texts: Catalog) -> None:
    assert len(texts) > 500


def test_every_text_is_translated(texts: Catalog, catalogue: Catalog) -> None:
    said, translated = messages(texts), messages(catalogue)
    empty = {key for key, message in translated.items() if not all(form.strip() for form in forms(message))}
    assert sorted(map(str, said.keys() - translated.keys())) == [], "texts that are not in the catalogue"
    assert sorted(map(str, translated.keys() - said.keys())) == [], "texts that nobody says any more"
    assert sorted(map(str, empty)) == [], "texts without a translation"


def test_nothing_is_guessed_or_kept_from_before(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_plurals(catalogue: Catalog) -> None:
    assert catalogue.plural_expr == PLURALS[str(catalogue.locale)]
    wrong = [key for key, each in messages(catalogue).items() if each.pluralizable and len(forms(each)) != 2]
    assert wrong == []


def test_what_is_filled_in_is_the_same(catalogue: Catalog) -> None:
    wrong = []
    for message in messages(catalogue).values():
        source = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
        *fewer, last = (set(BLANK.findall(form)) for form in forms(message))
        wanted = set(BLANK.findall(source))
        if last != wanted or any(not found <= wanted for found in fewer) or list(message.check(catalogue)):
            wrong.append((source, message.string))
    assert wrong == []


def test_english_is_not_left_standing(catalogue: Catalog) -> None:
    wrong = [
        form
        for message in messages(catalogue).values()
        for form in forms(message)
        if (not DEVANAGARI.search(form) if str(catalogue.locale) == "hi" else form == message.id)
        and form not in SAME_IN_SPANISH
    ]
    assert wrong == []


def test_edges_are_the_same(catalogue: Catalog) -> None:
    """No space or line break before or after that English does not have, and a question stays one."""
    wrong = []
    for key, message in messages(catalogue).items():
        source = key[-1] if isinstance(key, tuple) else key
        for form in forms(message):
            if form != form.strip() or source.endswith("?") != form.endswith("?"):
                wrong.append(form)
    assert wrong == []
