#!/usr/bin/env python3
"""OpenAI's SDK for Python in front of Lictor's proxy. Run it with the Python of the environment that `install` made.

    DIR/venv/bin/python tests/clients/openai_sdk.py --proxy URL [--token TEXT] [--card TEXT] [--upstream URL] [--only NAME]

URL is the base address (with /v1) of a running `lictor proxy` with the policy `default`, whose upstream is `upstream.py` with the
same token and card. With --upstream, the address of that server, it is also looked at what reached it. Prints {name, ok, detail} for
each scenario, and ends with 1 when one failed. `openai_sdk.mjs` plays the same with the SDK for Node.
"""

import argparse
import json
import urllib.request

import openai

import plant
from harness import PLAIN, Report, chat, demand, hidden, names_a_rule, redacted

KEY = "an-applications-key"


class Got:
    """What an application has after a call: each choice put together, and the error, if there was one."""

    def __init__(self):
        self.choices, self.refusals, self.finish = {}, {}, {}
        self.error, self.usage, self.raw = None, None, ""

    def add(self, index, part, finish):
        text = part.content or ""
        for call in part.tool_calls or []:
            text += call.function.arguments or ""
        self.choices[index] = self.choices.get(index, "") + text
        self.refusals[index] = self.refusals.get(index, "") + (part.refusal or "")
        self.finish[index] = finish or self.finish.get(index)

    def told(self):
        """The words with which a block was told."""
        return str(self.error) if self.error else " ".join(self.refusals.values())


class Application:
    def __init__(self, base, planted, upstream):
        self.client = openai.OpenAI(base_url=base, api_key=KEY, max_retries=0, timeout=60)
        self.planted = planted
        self.upstream = upstream

    def ask(self, scene, stream, timeout=None, **more):
        """Asks, and demands that nothing planted comes back, whatever else does."""
        got = Got()
        client = self.client.with_options(timeout=timeout) if timeout else self.client
        try:
            answer = client.chat.completions.create(**chat(f"play: {scene}", model="scripted", stream=stream, **more))
            for part in answer if stream else [answer]:
                got.raw += part.to_json()
                got.usage = part.usage or got.usage
                for choice in part.choices:
                    got.add(choice.index, choice.delta if stream else choice.message, choice.finish_reason)
        except openai.APIError as error:
            got.error = error
            got.raw += f"{error} {error.body}"
        hidden(self.planted, got.raw, *got.choices.values(), *got.refusals.values())
        return got

    def lists_models(self):
        names = [model.id for model in self.client.models.list()]
        demand(names == ["scripted"], f"the models are {names}")

    def passes(self, scene, stream, choices=1):
        got = self.ask(scene, stream)
        demand(not got.error, f"{got.error!r}")
        demand(list(got.choices.values()) == [PLAIN] * choices, f"the answer was changed: {got.choices}")
        demand(set(got.finish.values()) == {"stop"}, f"finish reasons: {got.finish}")

    def passes_usage(self):
        got = self.ask("plain", True, stream_options={"include_usage": True})
        demand(got.choices == {0: PLAIN}, f"the answer was changed: {got.choices}")
        demand(got.usage and got.usage.total_tokens == got.usage.prompt_tokens + got.usage.completion_tokens, f"usage: {got.usage}")

    def passes_refusal(self, stream):
        got = self.ask("refusal", stream)
        demand(got.refusals == {0: "I cannot help with that."}, f"{got.error!r} {got.refusals}")

    def passes_tool(self, stream):
        got = self.ask("tool", stream)
        demand(not got.error, f"{got.error!r}")
        demand(json.loads(got.choices[0])["text"] == PLAIN, f"the call was changed: {got.choices}")
        demand(got.finish[0] == "tool_calls", f"finish reason: {got.finish}")

    def blocks(self, scene, stream):
        """A block is an error that no SDK tries again, or the finish reason `content_filter`; either names the rule."""
        got = self.ask(scene, stream)
        if got.error:
            status = getattr(got.error, "status_code", None)  # an error within a stream has none
            demand(status in (None, 400, 403, 422), f"blocked with the status {status}, which is tried again or misread")
            demand(got.error.code, f"the error has no code: {got.error!r}")
        else:
            demand("content_filter" in got.finish.values(), f"it was not blocked: {got.raw[:300]}")
        names_a_rule(got.told())
        return got.told()

    def redacts(self, scene, stream, choice=0):
        got = self.ask(scene, stream)
        demand(not got.error, f"{got.error!r}")
        redacted(got.choices[choice])
        demand(got.finish[choice] == "stop", f"finish reasons: {got.finish}")
        return got.choices[choice][-100:]

    def survives(self, scene, stream, timeout=None):
        """Something breaks behind the proxy: the application learns of it, and the next answer comes as if nothing had been."""
        got = self.ask(scene, stream, timeout)
        finished = got.error is None and got.finish.get(0) == "stop"
        demand(not finished, f"a broken answer looks whole: {got.choices}")
        self.passes("plain", stream)
        return repr(got.error) if got.error else "the stream ended without a finish reason"

    def passes_errors(self, stream):
        got = self.ask("error", stream)
        demand(getattr(got.error, "status_code", 0) >= 500, f"the upstream's error is not passed on: {got.error!r}")
        return repr(got.error)

    def reaches_upstream(self):
        self.ask("plain", False, temperature=0.5)
        with urllib.request.urlopen(f"{self.upstream.removesuffix('/v1')}/requests") as answer:
            seen = json.load(answer)[-1]
        demand(seen["headers"].get("authorization") == f"Bearer {KEY}", "the application's key did not reach the upstream")
        demand(seen["body"]["messages"] == chat("play: plain")["messages"], f"the messages were changed: {seen['body']}")
        demand(seen["body"].get("temperature") == 0.5, f"parameters are missing: {seen['body']}")


def play(report, application):
    run = report.scenario
    run("models", application.lists_models)
    if application.upstream:
        run("what reaches the upstream", application.reaches_upstream)
    for way, stream in (("whole answer", False), ("stream", True)):
        run(f"{way}: clean", application.passes, "plain", stream)
        run(f"{way}: clean, two choices", application.passes, "choices", stream, 2)
        run(f"{way}: clean call of a tool", application.passes_tool, stream)
        run(f"{way}: a refusal of the model's own", application.passes_refusal, stream)
        for scene in ("secret", "split", "one-piece", "secret-last", "secret-late", "choices-secret", "tool-secret"):
            run(f"{way}: token, {scene}", application.blocks, scene, stream)
        for scene in ("secret", "split", "one-piece", "secret-late"):
            run(f"{way}: card, {scene}", application.redacts, f"{scene} card", stream)
        run(f"{way}: card, choices-secret", application.redacts, "choices-secret card", stream, 1)
        run(f"{way}: card, tool-secret", application.blocks, "tool-secret card", stream)
        for scene in ("reset", "end-early", "flood"):
            run(f"{way}: {scene}", application.survives, scene, stream)
        for scene in ("silent", "hang"):
            run(f"{way}: {scene}", application.survives, scene, stream, 2)
        run(f"{way}: error", application.passes_errors, stream)
    run("stream: usage", application.passes_usage)
    run("stream: broken-event", application.survives, "broken-event", True)


def main():
    parser = argparse.ArgumentParser(description="OpenAI's SDK for Python in front of Lictor's proxy.")
    parser.add_argument("--proxy", required=True, help="base address of a running lictor proxy, with /v1")
    parser.add_argument("--upstream", help="address of the upstream.py behind it")
    parser.add_argument("--only", help="play only scenarios with this in their name")
    plant.arguments(parser)
    asked = parser.parse_args()
    planted = {"token": asked.token, "card": asked.card}
    report = Report(planted, asked.only)
    play(report, Application(asked.proxy, planted, asked.upstream))
    report.exit()


if __name__ == "__main__":
    main()
