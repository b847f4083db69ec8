"""What the quizzes of the demo school ask. `right` and `wrong` are answers that its students give."""

from __future__ import annotations

from typing import Any

Questions = list[dict[str, Any]]


def _choice(id: str, text: str, worth: str = "0", feedback: str = "") -> dict[str, Any]:
    return {"id": id, "text": text, "worth": worth, "feedback": feedback}


CELLS: Questions = [
    {
        "type": "single",
        "text": "Where does a plant cell keep its chlorophyll?",
        "tags": ["cells"],
        "content": {
            "choices": [
                _choice("plast", "In the chloroplasts", "1"),
                _choice("nucleus", "In the nucleus", feedback="There lies the DNA."),
                _choice("wall", "In the cell wall", feedback="The wall gives it its shape."),
            ]
        },
        "right": {"choice": "plast"},
        "wrong": {"choice": "nucleus"},
    },
    {
        "type": "multiple",
        "text": "What has a plant cell that an animal cell has not?",
        "points": 2,
        "tags": ["cells"],
        "content": {
            "choices": [
                _choice("wall", "A cell wall", "1/2"),
                _choice("plast", "Chloroplasts", "1/2"),
                _choice("core", "A nucleus"),
                _choice("skin", "A membrane"),
            ],
            "scheme": "right_minus_wrong",
        },
        "right": {"choices": ["wall", "plast"]},
        "wrong": {"choices": ["wall", "core"]},
    },
    {
        "type": "true_false",
        "text": "Every living thing consists of at least one cell.",
        "tags": ["cells"],
        "content": {"right": True},
        "right": {"value": True},
        "wrong": {"value": False},
    },
    {
        "type": "short",
        "text": "What holds the inside of every cell together?",
        "tags": ["cells"],
        "content": {"accepted": [{"text": "membrane"}, {"text": "*cell membrane"}, {"text": "cell wall", "worth": 0}]},
        "right": {"text": "the cell membrane"},
        "wrong": {"text": "cell wall"},
    },
]

EVERY_TYPE: Questions = [
    {
        "type": "single",
        "text": "What does a leaf take from the air to make sugar?",
        "content": {
            "choices": [_choice("co", "Carbon dioxide", "1"), _choice("o", "Oxygen"), _choice("n", "Nitrogen")]
        },
        "tags": ["plants"],
    },
    {
        "type": "multiple",
        "text": "What does photosynthesis need?",
        "points": 2,
        "content": {
            "choices": [_choice("l", "Light", "1/2"), _choice("w", "Water", "1/2"), _choice("s", "Sugar")],
            "scheme": "right_minus_wrong",
        },
        "tags": ["plants"],
    },
    {
        "type": "true_false",
        "text": "Plants breathe only by day.",
        "content": {"right": False, "feedback_true": "They breathe day and night, as we do."},
        "tags": ["plants"],
    },
    {
        "type": "short",
        "text": "Which green substance catches the light?",
        "content": {"accepted": [{"text": "chlorophyll"}, {"text": "chlorophyl", "worth": "1/2"}]},
    },
    {
        "type": "numeric",
        "text": "A leaf makes 2.5 ml of oxygen an hour. How much is that in six hours?",
        "content": {
            "ranges": [{"low": "15", "high": "15"}],
            "units": [{"name": "ml", "factor": "1"}, {"name": "l", "factor": "1000"}],
        },
    },
    {
        "type": "matching",
        "text": "What is each part for?",
        "points": 3,
        "content": {
            "pairs": [
                {"prompt": "Root", "answer": "Takes up water"},
                {"prompt": "Leaf", "answer": "Catches light"},
                {"prompt": "Flower", "answer": "Makes seeds"},
            ],
            "distractors": [{"answer": "Digests insects"}],
        },
    },
    {
        "type": "ordering",
        "text": "Put the starch test into its order.",
        "points": 2,
        "content": {
            "items": [
                {"text": "Boil the leaf in water"},
                {"text": "Warm it in alcohol"},
                {"text": "Rinse it"},
                {"text": "Drop iodine on it"},
            ]
        },
    },
    {
        "type": "cloze",
        "text": "6 CO₂ + 6 [[1]] become sugar and 6 [[2]].",
        "points": 2,
        "content": {
            "gaps": [
                {
                    "id": "1",
                    "type": "short",
                    "content": {"accepted": [{"text": "H₂O"}, {"text": "H2O"}, {"text": "water"}]},
                },
                {"id": "2", "type": "single", "content": {"choices": [_choice("o", "O₂", "1"), _choice("n", "N₂")]}},
            ]
        },
    },
    {
        "type": "essay",
        "text": "Why is a forest cooler than a field in summer? Give two reasons.",
        "points": 3,
        "content": {"lines": 6, "words_at_least": 20, "notes": "Shade, and water that evaporates from the leaves."},
    },
]

MICROSCOPE: Questions = [
    {
        "type": "single",
        "text": "With which lens do you begin?",
        "content": {"choices": [_choice("small", "With the smallest", "1"), _choice("large", "With the largest")]},
    },
    {
        "type": "numeric",
        "text": "The eyepiece enlarges 10 times, the lens 40 times. How many times together?",
        "content": {"ranges": [{"low": "400", "high": "400"}]},
    },
]

WEBS: Questions = [
    {"type": "true_false", "text": "A food web has more than one food chain.", "content": {"right": True}},
    {"type": "true_false", "text": "Mushrooms are producers.", "content": {"right": False}},
    {
        "type": "single",
        "text": "Who stands at the beginning of a food chain?",
        "content": {
            "choices": [_choice("p", "A plant", "1"), _choice("h", "A herbivore"), _choice("c", "A carnivore")]
        },
    },
    {
        "type": "short",
        "text": "What do we call animals that eat plants only?",
        "content": {"accepted": [{"text": "herbivore*"}, {"text": "plant eater*"}]},
    },
    {
        "type": "ordering",
        "text": "Put this chain into its order, the eaten first.",
        "content": {"items": [{"text": "Grass"}, {"text": "Grasshopper"}, {"text": "Frog"}, {"text": "Heron"}]},
    },
]
