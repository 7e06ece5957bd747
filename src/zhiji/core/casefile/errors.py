"""What is wrong with a case file, and where."""

from __future__ import annotations


class CaseFileError(ValueError):
    """`path` is an RFC 9535 path such as `$.events[2].start`; `reason` is Chinese and says what to do."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = _on_one_line(path)
        self.reason = _on_one_line(reason)
        super().__init__(f"{self.path}：{self.reason}")


def _on_one_line(text: str) -> str:
    """A hostile key or value may hold line breaks, terminal codes or broken characters: they are shown escaped."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
