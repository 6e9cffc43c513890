"""What the rules of this pack ask of a text."""

import re

_END = re.compile(r"[.!?…](?=[\s\"'”’)\]]|$)|\n")


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends that `text[start:end]` stands in."""
    begin = 0
    for stop in _END.finditer(text, 0, start):
        begin = stop.end()
    stop = _END.search(text, end)
    return begin, stop.end() if stop else len(text)


def denied(text: str) -> bool:
    """Whether a sentence takes back what it says."""
    return re.search(r"\b(?:not|never|no|cannot|can't|won't|don't)\b", text.replace("’", "'"), re.IGNORECASE) is not None
