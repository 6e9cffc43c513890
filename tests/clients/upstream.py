#!/usr/bin/env python3
"""A model server that answers by script: OpenAI's `/v1/chat/completions` and `/v1/models`.

    tests/clients/upstream.py [--token TEXT] [--card TEXT] [--port 0]

Prints its port as one line and ends when its standard input ends, so that it never outlives a test that died.

What it answers stands in the last user message: `say: TEXT` gives TEXT, `play: SCENE` a scene of `scenes`, with the token where
something is planted, and `play: SCENE card` the same with the card. Anything else gets the scene `plain`. `GET /requests` gives every
chat request so far ({path, headers, body}): a test can look whether a prompt that should have been stopped came through. Only
Python's standard library is needed.
"""

import argparse
import json
import os
import re
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import plant

PLAIN = "The library opens at nine and closes at six on weekdays."
LONG = " ".join([PLAIN] * 40)
FLOOD_BYTES = 10 * 1024 * 1024
MODEL = "scripted"


def words(text):
    """A text in pieces as models stream them: a word with the blank before it."""
    return re.findall(r"\s*\S+|\s+$", text)


def pieces(text, size):
    return [text[at : at + size] for at in range(0, len(text), size)]


def wire(text, cut=words):
    """One choice whose text comes in pieces."""
    return [(0, {"content": piece}) for piece in cut(text)]


def tool_call(arguments):
    """A call of a tool whose arguments come in pieces, as OpenAI streams them."""
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "send_mail", "arguments": ""}}
    begin = [(0, {"content": None, "tool_calls": [call]})]
    rest = [(0, {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}) for part in pieces(arguments, 5)]
    return begin + rest


def both_choices(first, second):
    """Two choices that come in turns, as with `n=2`."""
    one, two = words(first), words(second)
    turns = []
    for at in range(max(len(one), len(two))):
        turns += [(0, {"content": one[at]})] if at < len(one) else []
        turns += [(1, {"content": two[at]})] if at < len(two) else []
    return turns


def scenes(secret):
    """Scene → what is done, in order. A step is an index of a choice and its delta, or the name of something that goes wrong."""
    leak = f"Your number is {secret} and it is valid until May."
    return {
        "plain": wire(PLAIN),
        "long": wire(LONG),
        # The secret is one piece, with text before and behind.
        "secret": [(0, {"content": text}) for text in ("Your number is ", secret, " and it is valid until May.")],
        "split": wire(leak, lambda text: pieces(text, 3)),
        "one-piece": wire(leak, lambda text: [text]),
        "secret-late": wire(f"{LONG} {leak}"),
        "secret-last": wire(f"Your number is {secret}", lambda text: pieces(text, 3)),
        "choices": both_choices(PLAIN, PLAIN),
        "choices-secret": both_choices(PLAIN, leak),
        "tool": tool_call(json.dumps({"to": "desk@example.org", "text": PLAIN})),
        "tool-secret": tool_call(json.dumps({"to": "desk@example.org", "text": leak})),
        "refusal": [(0, {"refusal": "I cannot help with that."})],
        "empty": [],
        "silent": ["hang"],
        "hang": wire("The library opens ") + ["hang"],
        "reset": wire("The library opens ") + ["reset"],
        "end-early": wire("The library opens ") + ["end"],
        "broken-event": wire("The library opens ") + ["broken"] + wire("at nine."),
        "flood": wire("The library opens ") + ["flood"],
        "error": ["error"],
    }


def message_of(steps):
    """The choices of an answer that is not streamed: the deltas of each choice put together."""
    choices = {}
    for index, delta in steps:
        message = choices.setdefault(index, {"role": "assistant", "content": None})
        for key in ("content", "refusal"):
            if delta.get(key) is not None:
                message[key] = (message.get(key) or "") + delta[key]
        for call in delta.get("tool_calls", []):
            if "id" in call:
                whole = {"id": call["id"], "type": call["type"], "function": dict(call["function"])}
                message.setdefault("tool_calls", []).append(whole)
            else:
                message["tool_calls"][call["index"]]["function"]["arguments"] += call["function"]["arguments"]
    if not choices:
        choices[0] = {"role": "assistant", "content": ""}
    return [
        {"index": index, "message": message, "logprobs": None, "finish_reason": finish_of(message)}
        for index, message in sorted(choices.items())
    ]


def finish_of(message):
    return "tool_calls" if "tool_calls" in message else "stop"


def script_of(body, all_scenes):
    asked = ""
    for message in body.get("messages", []):
        if message.get("role") == "user":
            content = message.get("content")
            asked = content if isinstance(content, str) else "".join(part.get("text", "") for part in content or [])
    command, _, rest = asked.partition(": ")
    if command == "say":
        return wire(rest)
    if command == "play":
        scene, _, planted = rest.strip().partition(" ")
        return all_scenes[planted or "token"].get(scene)
    return all_scenes["token"]["plain"]


class Upstream(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []
    scenes = {}
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def handle_one_request(self):
        self.chunked = False
        try:
            super().handle_one_request()
        except ConnectionError:  # the other side went away, which is what some tests are about
            self.close_connection = True

    def do_GET(self):
        if self.path == "/v1/models":
            model = {"id": MODEL, "object": "model", "created": 1700000000, "owned_by": "tests"}
            return self.answer(200, {"object": "list", "data": [model]})
        if self.path == "/requests":
            with self.lock:
                return self.answer(200, list(self.seen))
        self.answer(404, error("not_found", f"no such path: {self.path}"))

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path != "/v1/chat/completions":
            return self.answer(404, error("not_found", f"no such path: {self.path}"))
        try:
            body = json.loads(raw)
            steps = script_of(body, self.scenes)
        except (ValueError, AttributeError, KeyError, TypeError) as problem:
            return self.answer(400, error("invalid_body", str(problem)))
        with self.lock:
            self.seen.append({"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body})
        if steps is None:
            return self.answer(400, error("no_such_scene", f"the scenes are: {', '.join(self.scenes['token'])}"))
        if steps == ["error"]:
            return self.answer(503, error("overloaded", "the model is overloaded"))
        if body.get("stream"):
            return self.stream(body, steps)
        self.whole(body, steps)

    def whole(self, body, steps):
        """An answer that is not streamed. What goes wrong in it does so after half of the bytes."""
        faults = [step for step in steps if isinstance(step, str)]
        if faults == ["hang"] and len(steps) == 1:
            return self.until_gone()
        choices = message_of([step for step in steps if not isinstance(step, str)])
        answer = {**self.head("chat.completion", body), "choices": choices, "usage": usage(steps)}
        if not faults:
            return self.answer(200, answer)
        data = json.dumps(answer).encode()
        self.begin(200, "application/json", {"content-length": str(len(data) + (FLOOD_BYTES if faults == ["flood"] else 0))})
        self.send(data[: len(data) // 2])
        self.fault(faults[0])

    def stream(self, body, steps):
        self.begin(200, "text/event-stream", {"transfer-encoding": "chunked", "cache-control": "no-cache"})
        self.chunked = True
        head = self.head("chat.completion.chunk", body)
        tells_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        if tells_usage:  # as OpenAI does: null everywhere but in the last event
            head["usage"] = None
        ends = {}
        for step in steps:
            if isinstance(step, str):
                if self.fault(step):
                    return
                continue
            index, delta = step
            if index not in ends:
                self.event(head, index, {"role": "assistant", "content": ""})
            ends[index] = "tool_calls" if "tool_calls" in delta else ends.get(index, "stop")
            self.event(head, index, delta)
        for index, reason in ends.items() or [(0, "stop")]:
            self.event(head, index, {}, reason)
        if tells_usage:
            self.send(sse({**head, "choices": [], "usage": usage(steps)}))
        self.send(b"data: [DONE]\n\n")
        self.send(b"")

    def fault(self, name):
        """Does what goes wrong; true where nothing can come behind it."""
        self.close_connection = True
        if name == "broken":
            self.send(b'data: {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"con\n\n')
            return False
        if name == "hang":
            self.until_gone()
        elif name == "reset":
            # Linger of zero seconds: closing sends a reset instead of an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
        elif name == "flood":
            for _ in range(FLOOD_BYTES // 65536):
                self.send(b"x" * 65536)
        return True

    def until_gone(self):
        """Says nothing more until the other side goes away."""
        self.close_connection = True
        while self.connection.recv(65536):
            pass

    def head(self, kind, body):
        return {"id": "chatcmpl-1", "object": kind, "created": 1700000000, "model": body.get("model", MODEL)}

    def event(self, head, index, delta, reason=None):
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": reason}
        self.send(sse({**head, "choices": [choice]}))

    def begin(self, status, kind, headers):
        self.send_response(status)
        self.send_header("content-type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def answer(self, status, value):
        data = json.dumps(value).encode()
        self.begin(status, "application/json", {"content-length": str(len(data))})
        self.send(data)

    def send(self, data):
        """Sends bytes at once; no bytes end a chunked body."""
        if self.chunked:
            data = f"{len(data):x}\r\n".encode() + data + b"\r\n"
        self.wfile.write(data)


def sse(value):
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def usage(steps):
    count = len(steps)
    return {"prompt_tokens": 7, "completion_tokens": count, "total_tokens": 7 + count}


def error(code, message):
    return {"error": {"message": message, "type": "upstream_error", "param": None, "code": code}}


def main():
    parser = argparse.ArgumentParser(description="A model server that answers by script.")
    plant.arguments(parser)
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    Upstream.scenes = {"token": scenes(asked.token), "card": scenes(asked.card)}
    server = ThreadingHTTPServer(("127.0.0.1", asked.port), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
