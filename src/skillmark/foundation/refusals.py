"""The one way a journey or rule says no to a person: what was wrong, and what to do next."""

from __future__ import annotations


class Refused(Exception):
    """A request that is understood and allowed but cannot be done now.

    `code` is stable and for machines (`attempts.used_up`), `sentence` says what was wrong, `next_step` what to do.
    """

    def __init__(self, code: str, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.next_step = next_step
