#!/usr/bin/env python3
"""Lictor as the guardrail of a real LiteLLM proxy.

    tests/clients/litellm_gateway.py --guard URL --installed DIR [--token TEXT] [--card TEXT] [--only NAME]

URL is a running `lictor serve` with the policy `default`, DIR what `install` made. Starts the proxy and a model server, plays the
scenarios, prints {name, ok, detail} for each, and ends with 1 when one failed.
"""

import json
import secrets
import tempfile

import plant
from harness import PLAIN, Received, Report, chat, demand, hidden, names_a_rule, post, redacted
from processes import free_port, process, until_ready, upstream

BOTH = ["pre_call", "post_call"]
# The three ways to guard a stream that keep back what is planted; README.md says what each is for.
PIECES = {"mode": BOTH, "streaming_transform_mode": "incremental_diff"}
WHOLE = {
    "mode": BOTH, "streaming_transform_mode": "incremental_diff", "streaming_end_of_stream_only": True,
    "streaming_buffer_until_moderated": True,
}
# LiteLLM drops a redaction in this mode, so Lictor is told to block instead.
HELD = {
    "mode": BOTH, "streaming_buffer_until_moderated": True, "additional_provider_specific_params": {"on_redact": "block"},
}


def configuration(guard, key, model_server, api_key):
    def guardrail(name, settings, base=guard):
        settings = {"guardrail": "generic_guardrail_api", "api_base": base, **settings}
        return {"guardrail_name": name, "litellm_params": {**settings, **({"api_key": api_key} if api_key else {})}}

    nobody = f"http://127.0.0.1:{free_port()}"
    model = {"model": "openai/scripted", "api_base": model_server, "api_key": "none"}
    # JSON is YAML, so no library is needed to write it.
    return json.dumps({
        "model_list": [{"model_name": "m", "litellm_params": model}],
        "guardrails": [
            guardrail("pieces", PIECES), guardrail("whole", WHOLE), guardrail("held", HELD), guardrail("gone", WHOLE, nobody),
        ],
        "general_settings": {"master_key": key},
        "litellm_settings": {"num_retries": 0},
    })


class Gateway:
    def __init__(self, port, key, planted):
        self.url = f"http://127.0.0.1:{port}/v1/chat/completions"
        self.headers = {"authorization": f"Bearer {key}"}
        self.planted = planted

    def ask(self, guardrail, scene, stream):
        """Asks, and demands that nothing planted comes back, whatever else does."""
        body = chat(f"play: {scene}", model="m", stream=stream, guardrails=[guardrail])
        received = Received(*post(self.url, body, self.headers))
        hidden(self.planted, *received.texts())
        return received

    def passes(self, guardrail, scene, stream, choices=1):
        received = self.ask(guardrail, scene, stream)
        demand(received.status == 200 and not received.error, f"{received.status}: {received.error}")
        demand(list(received.choices.values()) == [PLAIN] * choices, f"the answer was changed: {received.choices}")
        # Of a stream with two choices LiteLLM passes on the finish reason of the first alone, guarded or not.
        demand(received.finish[0] == "stop", f"finish reasons: {received.finish}")

    def tool_passes(self, guardrail, stream):
        received = self.ask(guardrail, "tool", stream)
        demand(received.status == 200 and not received.error, f"{received.status}: {received.error}")
        demand(json.loads(received.choices[0])["text"] == PLAIN, f"the call was changed: {received.choices}")

    def blocks(self, guardrail, scene, stream):
        received = self.ask(guardrail, scene, stream)
        demand(received.error, f"it was not blocked: {received.raw[:300]}")
        demand(stream or received.status == 400, f"blocked with the status {received.status}")
        names_a_rule(received.error["message"])
        return received.error["message"]

    def redacts(self, guardrail, scene, stream, choice=0):
        received = self.ask(guardrail, scene, stream)
        demand(received.status == 200 and not received.error, f"{received.status}: {received.error}")
        redacted(received.choices[choice])
        demand(received.finish[0] == "stop", f"finish reasons: {received.finish}")
        return received.choices[choice][-100:]

    def is_closed(self, stream):
        received = self.ask("gone", "plain", stream)
        demand(received.error and PLAIN not in received.raw, f"an answer passed without a guard: {received.raw[:300]}")


def play(report, gateway):
    run = report.scenario
    run("whole answer: clean", gateway.passes, "whole", "plain", False)
    run("whole answer: clean, two choices", gateway.passes, "whole", "choices", False, 2)
    run("whole answer: token", gateway.blocks, "whole", "secret", False)
    run("whole answer: token in the second choice", gateway.blocks, "whole", "choices-secret", False)
    run("whole answer: card", gateway.redacts, "whole", "secret card", False)
    run("whole answer: card in the second choice", gateway.redacts, "whole", "choices-secret card", False, 1)
    run("whole answer: clean call of a tool", gateway.tool_passes, "whole", False)
    run("whole answer: token in a call of a tool", gateway.blocks, "whole", "tool-secret", False)
    # LiteLLM takes back no calls, so what cannot be cut out must be blocked.
    run("whole answer: card in a call of a tool", gateway.blocks, "whole", "tool-secret card", False)
    for guardrail in ("pieces", "whole"):
        run(f"stream, {guardrail}: clean", gateway.passes, guardrail, "plain", True)
        run(f"stream, {guardrail}: clean, two choices", gateway.passes, guardrail, "choices", True, 2)
        for scene in ("secret", "split", "one-piece", "secret-last", "secret-late", "choices-secret"):
            run(f"stream, {guardrail}: token, {scene}", gateway.blocks, guardrail, scene, True)
        for scene in ("secret", "split", "one-piece", "secret-late"):
            run(f"stream, {guardrail}: card, {scene}", gateway.redacts, guardrail, f"{scene} card", True)
        run(f"stream, {guardrail}: card, choices-secret", gateway.redacts, guardrail, "choices-secret card", True, 1)
    run("stream, held: clean", gateway.passes, "held", "plain", True)
    run("stream, held: clean call of a tool", gateway.tool_passes, "held", True)
    for scene in ("split", "split card", "tool-secret", "tool-secret card"):
        run(f"stream, held: {scene}", gateway.blocks, "held", scene, True)
    run("no guard: whole answer", gateway.is_closed, False)
    run("no guard: stream", gateway.is_closed, True)


def main():
    guard = "address of a running lictor serve"
    asked, planted = plant.gateway("Lictor as the guardrail of a real LiteLLM proxy.", guard)
    report = Report(planted, asked.only)
    with tempfile.TemporaryDirectory() as folder, upstream(planted, folder) as model_server:
        key, port = f"sk-{secrets.token_hex(24)}", free_port()
        with open(f"{folder}/config.yaml", "w") as file:
            file.write(configuration(asked.guard, key, model_server, asked.guard_key))
        command = [f"{asked.installed}/venv/bin/litellm", "--config", f"{folder}/config.yaml", "--host", "127.0.0.1", "--port", str(port)]
        # Without a price list from the network, and without a word to anybody.
        env = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False", "DISABLE_SCHEMA_UPDATE": "True"}
        log = f"{folder}/gateway.log"
        with process(command, log, env, cwd=folder) as running:
            until_ready(running, port, "/health/liveliness", log, 180)
            play(report, Gateway(port, key, planted))
    report.exit()


if __name__ == "__main__":
    main()
