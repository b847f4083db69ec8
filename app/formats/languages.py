"""Tags of languages (BCP 47), as far as captions need them."""

import re

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")


def is_language_tag(text: str) -> bool:
    """Whether `text` is a language, perhaps with its script and country: en, pt-BR, zh-Hant."""
    return bool(_TAG.fullmatch(text))
