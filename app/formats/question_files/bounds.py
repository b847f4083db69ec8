"""What a question file may hold at most: the one place for its bounds (security.md T18, T20).

Read from the top: bytes of the file, then of the archive, of its XML, and of what is in the questions.
"""

from __future__ import annotations

FILE_BYTES = 15_000_000

MEMBERS = 2_000
MEMBER_BYTES = 20_000_000
UNPACKED_BYTES = 40_000_000
# Deflate reaches about a thousand; text and XML stay well under a hundred. Small members may pack better.
RATIO = 200
RATIO_FROM_BYTES = 1_000_000
NAME_CHARS = 500

XML_AMPERSANDS = 2_000_000
XML_DEPTH = 100
XML_ELEMENTS = 150_000
XML_ATTRIBUTES = 50
# A picture may stand in an address; nothing else of an element is long.
XML_ATTRIBUTE_CHARS = 10_000

LINE_CHARS = 200_000

QUESTIONS = 1_000
SECTIONS = 50
# Of one question: more than any type keeps, so that the rest is not even taken apart.
PARTS = 500
PICTURES = 100
# In one text, before its pictures are told apart.
IMAGES = 500
PICTURE_BYTES = 10_000_000
PICTURES_BYTES = 30_000_000
FACT_CHARS = 120
