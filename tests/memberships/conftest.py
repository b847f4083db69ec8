from tests.lessons.conftest import biology

__all__ = ["biology"]
