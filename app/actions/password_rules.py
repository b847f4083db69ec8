"""Which passwords are too easy to guess. Our own short list of what people choose, and the patterns around it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import gettext as _

from app.errors import Invalid
from app.models import limits

# What remains of a password once digits, signs and look-alikes are undone.
WORDS = """
password passwort passwd passphrase contrasena contrasenia clave secret secreto letmein welcome bienvenido iloveyou
teamo teamomucho login signin access admin administrator root user guest default changeme change temporary temp
test testing tester example sample school classroom classbell teacher student principal homework lesson class
university college football baseball basketball soccer cricket hockey superman batman spiderman pokemon minecraft
fortnite roblox starwars dragon monkey princess sunshine shadow master killer hello hellothere helloworld whatever
nothing trustno trustnoone freedom forever flower summer winter spring autumn january february march april june
july august september october november december monday tuesday wednesday thursday friday saturday sunday india
bharat mumbai delhi mexico espana america london berlin google facebook instagram youtube computer internet samsung
iphone android windows microsoft apple mypassword yourpassword thepassword newpassword oldpassword passwordpassword
qwertyuiop asdfghjkl zxcvbnm qwerty qwertz azerty asdf asdfgh zxcv qazwsx qazwsxedc wasd abc abcd abcdef abcdefg
abcdefgh xyz jesus jesuschrist krishna ganesh allah blessed angel michael jennifer jessica daniel charlie ashley
thomas jordan matthew andrew joshua family mother father brother sister baby babygirl lovely loveyou mylove
iloveyouso onetwothree onetwothreefour unodostres
"""
OBVIOUS = frozenset(WORDS.split())
LOOK_ALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
LONGEST_REPEATED = 6


def check(password: str, *, username: str = "", email: str | None = None, field: str = "password") -> None:
    """Raises Invalid for `field` when `password` breaks a rule."""
    if problem := _problem(password, _own_words(username, email)):
        raise Invalid({field: problem})


def _own_words(username: str, email: str | None) -> list[str]:
    mail = (email or "").lower()
    return [word for word in (username.lower(), mail, mail.partition("@")[0]) if len(word) >= limits.USERNAME_MIN]


def _problem(password: str, own_words: Iterable[str]) -> str | None:
    lower = password.lower()
    if len(password) < limits.PASSWORD_MIN:
        return _(
            "At least %(min)d characters. Three or four words in a row are easy to remember.", min=limits.PASSWORD_MIN
        )
    if len(password) > limits.PASSWORD_MAX:
        return _("At most %(max)d characters.", max=limits.PASSWORD_MAX)
    if any(word in lower for word in own_words):
        return _("It must not contain your username or email.")
    if _obvious(lower):
        return _("This is one of the first that others would guess. Choose something less common.")
    return None


def _obvious(lower: str) -> bool:
    letters = re.sub(r"[^a-z]", "", lower)
    undone = re.sub(r"[^a-z]", "", lower.translate(LOOK_ALIKES))
    bare = re.sub(r"[^a-z]", "", re.sub(r"[\d\W_]+$", "", lower).translate(LOOK_ALIKES))
    if not letters and len(set(lower)) < 8:
        return True
    return {letters, undone, bare} & OBVIOUS != set() or _repeats(lower) or _runs(lower)


def _repeats(text: str) -> bool:
    """One short piece over and over: aaaaaaaaaa, abcabcabcabc, password twice."""
    twice = len(text) % 2 == 0 and text[: len(text) // 2] == text[len(text) // 2 :]
    short = any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, min(LONGEST_REPEATED, len(text) // 2) + 1)
    )
    return short or (twice and len(set(text)) < 8)


def _runs(text: str) -> bool:
    """Keys or letters in their order, forwards or backwards."""
    return any(text in run + run or text in (run + run)[::-1] for run in RUNS)
