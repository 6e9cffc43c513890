"""What the drivers share: what an application received, what must hold for it, and one line per scenario."""

import contextlib
import http.client
import json
import re
import sys
import urllib.parse

PLAIN = "The library opens at nine and closes at six on weekdays."
TAIL = "and it is valid until May."
REDACTED = re.compile(r"\[redacted: [a-z-]+( \d+)?\]")
RULE = re.compile(r"\b[a-z0-9-]+/[A-Z]{3}\d{3}\b")

# As many characters of what was planted may be seen together: a card's placeholder has a digit, a token its public prefix.
HARMLESS = 4


class Report:
    """Runs scenarios; prints {name, ok, detail} for each; knows whether one failed."""

    def __init__(self, planted, only=None):
        self.planted = planted
        self.only = only
        self.failed = 0
        self.ran = 0

    def scenario(self, name, do, *arguments):
        """A scenario fails when `do` raises; what it returns is the detail."""
        if self.only and self.only not in name:
            return
        try:
            ok, detail = True, do(*arguments) or ""
        except AssertionError as problem:
            ok, detail = False, str(problem)
        except Exception as problem:  # a client that gives up in a way nobody foresaw is a failed scenario, not the end of all
            ok, detail = False, f"{type(problem).__name__}: {problem}"
        self.ran += 1
        self.failed += not ok
        print(json.dumps({"name": name, "ok": ok, "detail": self.masked(detail)}), flush=True)

    def masked(self, text):
        """A detail can quote an answer, and reports hold no secrets."""
        for name, secret in self.planted.items():
            text = text.replace(secret, f"<{name}>")
        return text[:400]

    def exit(self):
        if not self.ran:
            print("no scenario has that name", file=sys.stderr)
        sys.exit(1 if self.failed or not self.ran else 0)


def demand(holds, what):
    if not holds:
        raise AssertionError(what)


def hidden(planted, *texts):
    """Demands that no more than a harmless piece of what was planted stands in any of the texts, however it is spaced."""
    for name, secret in planted.items():
        seen = max(longest_piece(compact(secret), compact(text)) for text in texts)
        demand(seen <= HARMLESS, f"{seen} of {len(compact(secret))} characters of the {name} reached the application")


def compact(text):
    return re.sub(r"[\s-]", "", text)


def longest_piece(secret, text):
    """The length of the longest piece of the secret that stands in the text."""
    longest = 0
    for begin in range(len(secret)):
        while begin + longest < len(secret) and secret[begin : begin + longest + 1] in text:
            longest += 1
    return longest


def redacted(text):
    """Demands that a text has a placeholder where the planted text stood, and the rest as it was."""
    demand(REDACTED.search(text), f"nothing was cut out, or not visibly: {text!r}")
    demand(text.endswith(TAIL), f"what stood behind the planted text is missing: {text!r}")


def names_a_rule(text):
    demand(RULE.search(text), f"no rule is named: {text!r}")


class Received:
    """What an application got for one chat request: the status, every byte, and each choice put together."""

    def __init__(self, status, raw):
        self.status = status
        self.raw = raw
        self.choices = {}
        self.finish = {}
        self.error = None
        self.done = False
        if raw.lstrip().startswith("data:"):
            for line in raw.splitlines():
                self.event(line)
        else:
            with contextlib.suppress(ValueError):
                self.whole(json.loads(raw))

    def whole(self, value):
        self.error = value.get("error")
        for choice in value.get("choices", []):
            self.add(choice["index"], choice["message"], choice.get("finish_reason"))

    def event(self, line):
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            self.done = True
        elif data:
            value = json.loads(data)
            self.error = self.error or value.get("error")
            for choice in value.get("choices", []):
                self.add(choice["index"], choice["delta"], choice.get("finish_reason"))

    def add(self, index, part, finish):
        text = part.get("content") or part.get("refusal") or ""
        for call in part.get("tool_calls") or []:
            text += call["function"].get("arguments") or ""
        self.choices[index] = self.choices.get(index, "") + text
        self.finish[index] = finish or self.finish.get(index)

    def texts(self):
        """Everything in which something planted could stand: the bytes, and what an application puts together from them."""
        return [self.raw, *self.choices.values()]


def post(url, body, headers=None):
    """A request, and everything that came back for it, also where the connection broke."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    connection.request("POST", parts.path, json.dumps(body), {"content-type": "application/json", **(headers or {})})
    response = connection.getresponse()
    raw = b""
    try:
        while piece := response.read1(65536):
            raw += piece
    except (ConnectionError, http.client.HTTPException):
        pass
    connection.close()
    return response.status, raw.decode("utf-8", "replace")


def chat(content, **more):
    return {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": content}], **more}
