#!/usr/bin/env python3
"""Lictor as the webhook guardrail of a real Portkey gateway.

    tests/clients/portkey_gateway.py --guard URL --installed DIR [--token TEXT] [--card TEXT] [--only NAME]

URL is where a running `lictor serve` with the policy `default` answers Portkey's webhook (its whole address, with the path), DIR what
`install` made. Starts the gateway and a model server, plays the scenarios, prints {name, ok, detail} for each, and ends with 1 when
one failed.
"""

import json
import tempfile

import plant
from harness import PLAIN, RULE, Received, Report, chat, demand, hidden, post, redacted
from processes import free_port, process, until_ready, upstream

DENIED = 446


class Gateway:
    def __init__(self, port, guard, key, model_server, planted):
        self.url = f"http://127.0.0.1:{port}/v1/chat/completions"
        self.guard = guard
        self.key = key
        self.model_server = model_server
        self.planted = planted

    def configuration(self, guard):
        headers = {"headers": {"authorization": f"Bearer {self.key}"}} if self.key else {}
        # Spelled `fail_on_error`, Portkey ignores it, and an answer passes when the guard does not answer.
        hook = {"default.webhook": {"webhookURL": guard, "failOnError": True, **headers}, "deny": True}
        return {
            "provider": "openai", "api_key": "none", "custom_host": self.model_server,
            "input_guardrails": [hook], "output_guardrails": [hook],
        }

    def ask(self, scene, stream=False, guard=None):
        """Asks, and demands that nothing planted comes back, whatever else does."""
        headers = {"x-portkey-config": json.dumps(self.configuration(guard or self.guard))}
        received = Received(*post(self.url, chat(f"play: {scene}", model="scripted", stream=stream), headers))
        hidden(self.planted, *received.texts())
        return received

    def passes(self, scene, choices=1):
        received = self.ask(scene)
        demand(received.status == 200, f"{received.status}: {received.raw[-300:]}")
        demand(list(received.choices.values()) == [PLAIN] * choices, f"the answer was changed: {received.choices}")

    def tool_passes(self):
        received = self.ask("tool")
        demand(received.status == 200, f"{received.status}: {received.raw[-300:]}")
        demand(json.loads(received.choices[0])["text"] == PLAIN, f"the call was changed: {received.choices}")

    def blocks(self, scene, hook="after_request_hooks", stream=False):
        received = self.ask(scene, stream)
        demand(received.status == DENIED, f"not denied but {received.status}: {received.raw[:300]}")
        return self.told(received, hook)

    def told(self, received, hook):
        """What the application learns of the reason: our `data`."""
        data = [check["data"].get("responseData") for result in json.loads(received.raw)["hook_results"][hook] for check in result["checks"]]
        demand(data and all(data), f"the application is not told why: {received.raw[:300]}")
        return json.dumps(data)

    def names_the_rule(self, scene):
        told = self.blocks(scene)
        demand(RULE.search(told), f"no rule is named: {told}")
        return told

    def redacts(self, scene, choice=0):
        received = self.ask(scene)
        demand(received.status == 200, f"{received.status}: {received.raw[-300:]}")
        redacted(received.choices[choice])
        return received.choices[choice]

    def stream_is_closed(self, scene):
        """Portkey gives streams away unchecked, so the hook before the request has to deny them."""
        return self.blocks(scene, "before_request_hooks", stream=True)

    def is_closed(self):
        received = self.ask("plain", guard=f"http://127.0.0.1:{free_port()}/")
        demand(received.status == DENIED, f"an answer passed without a guard: {received.status}")
        demand(PLAIN not in received.raw, "the answer is in what was denied")


def play(report, gateway):
    run = report.scenario
    run("clean", gateway.passes, "plain")
    run("clean, two choices", gateway.passes, "choices", 2)
    run("clean call of a tool", gateway.tool_passes)
    run("token", gateway.names_the_rule, "secret")
    run("token in the second choice", gateway.names_the_rule, "choices-secret")
    run("token in a call of a tool", gateway.names_the_rule, "tool-secret")
    run("card", gateway.redacts, "secret card")
    run("card in the second choice", gateway.redacts, "choices-secret card", 1)
    # What cannot be cut out without breaking the call is blocked, as the policy does.
    run("card in a call of a tool", gateway.names_the_rule, "tool-secret card")
    run("stream: token", gateway.stream_is_closed, "split")
    run("stream: card", gateway.stream_is_closed, "split card")
    run("no guard", gateway.is_closed)


def main():
    guard = "address of Portkey's webhook at a running lictor serve"
    asked, planted = plant.gateway("Lictor as the webhook guardrail of a real Portkey gateway.", guard)
    report = Report(planted, asked.only)
    with tempfile.TemporaryDirectory() as folder, upstream(planted, folder) as model_server:
        port, log = free_port(), f"{folder}/gateway.log"
        server = f"{asked.installed}/node_modules/@portkey-ai/gateway/build/start-server.js"
        with process(["node", server, f"--port={port}", "--headless"], log, cwd=folder) as running:
            until_ready(running, port, "/", log, 60)
            play(report, Gateway(port, asked.guard, asked.guard_key, model_server, planted))
    report.exit()


if __name__ == "__main__":
    main()
