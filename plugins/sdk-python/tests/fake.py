"""A host for unit tests. It gives what it was made with: how patterns are matched is tested in the real one."""

from lictor.case import Excerpt, Span
from lictor.check import RawHit


def edge(data: bytes, at: int, step: int) -> int:
    while 0 < at < len(data) and data[at] & 0xC0 == 0x80:
        at += step
    return at


class Fake:
    """Parts as (input, text); hits as (pattern, part, text that is hit there)."""

    def __init__(self, *parts, hits=(), **attributes):
        self.parts = [(input, text.encode()) for input, text in parts]
        self.attributes = attributes
        self.found = []
        for pattern, part, text in hits:
            start = self.parts[part][1].index(text.encode())
            self.found.append(RawHit(pattern, 0, Span(part, start, start + len(text.encode()))))
        self.said = []

    def part_count(self):
        return len(self.parts)

    def input(self, part):
        return self.parts[part][0]

    def text(self, part):
        return self.parts[part][1].decode()

    def len(self, part):
        return len(self.parts[part][1])

    def read(self, part, start, end):
        data = self.parts[part][1]
        assert start <= end <= len(data), "a range that traps"
        return data[edge(data, start, -1) : edge(data, end, 1)].decode()

    def property(self, part, key):
        return None

    def attribute(self, key):
        return self.attributes.get(key)

    def input_state(self, input):
        texts = [text for kind, text in self.parts if kind == input]
        return "absent" if not texts else "present" if any(texts) else "empty"

    def expectation(self):
        return None

    def hits(self):
        return self.found

    def view(self, view):
        return "normalised"

    def around(self, hit, before, after):
        span = self.found[hit].span
        data = self.parts[span.part][1]
        first, last = edge(data, max(0, span.start - before), 1), edge(data, min(len(data), span.end + after), -1)
        return Excerpt(*(piece.decode() for piece in (data[first : span.start], data[span.start : span.end], data[span.end : last])))

    def locate(self, hit, start, end):
        span = self.found[hit].span
        return Span(span.part, span.start + start, span.start + end)

    def report(self, finding):
        self.said.append(finding)

    def not_applicable(self, rule, reason):
        self.said.append((rule, reason))

    def measure(self, name, value):
        self.said.append((name, value))

    def shown(self, span):
        """The text that a span cuts out of the original."""
        return self.parts[span.part][1][span.start : span.end].decode()
