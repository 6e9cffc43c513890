#!/usr/bin/env python3
"""Lictor as the webhook assertion of a real promptfoo evaluation.

    tests/clients/promptfoo_eval.py --guard URL --installed DIR [--token TEXT] [--card TEXT] [--only NAME]

URL is where a running `lictor serve` with the policy `default` answers promptfoo's webhook (its whole address, with the path), DIR
what `install` made. Starts a model server and one evaluation, looks at its JSON, prints {name, ok, detail} for each scenario, and
ends with 1 when one failed.
"""

import json
import subprocess
import tempfile

import plant
from harness import Report, demand, hidden, names_a_rule
from processes import process, upstream

SCENES = [
    "plain", "tool", "secret", "tool-secret", "secret card", "tool-secret card",
]


def configuration(guard, model_server):
    provider = {"id": "openai:chat:scripted", "config": {"apiBaseUrl": model_server, "apiKey": "none"}}
    return {
        "prompts": ["{{task}}"],
        "providers": [provider],
        "defaultTest": {"assert": [{"type": "webhook", "value": guard}]},
        "tests": [{"description": scene, "vars": {"task": f"play: {scene}"}} for scene in SCENES],
    }


def evaluate(guard, installed, planted, folder):
    """Scene → promptfoo's result for it."""
    with upstream(planted, folder) as model_server, open(f"{folder}/config.json", "w") as file:
        json.dump(configuration(guard, model_server), file)
        file.flush()
        command = [
            f"{installed}/node_modules/.bin/promptfoo", "eval", "-c", f"{folder}/config.json", "-o", f"{folder}/out.json",
            "--no-cache", "--no-table", "--no-progress-bar", "--no-write",
        ]
        # Nothing is told to anybody, and nothing is left in the home of whoever runs this.
        env = {
            "PROMPTFOO_CONFIG_DIR": f"{folder}/home", "PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1",
            "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1", "PROMPTFOO_REQUEST_BACKOFF_MS": "10",
        }
        with process(command, f"{folder}/promptfoo.log", env, cwd=folder) as running:
            try:
                running.wait(300)
            except subprocess.TimeoutExpired:
                raise SystemExit("promptfoo did not end") from None
    with open(f"{folder}/promptfoo.log", errors="replace") as log:
        said = log.read()
    try:
        with open(f"{folder}/out.json") as file:
            results = json.load(file)["results"]["results"]
    except OSError:
        raise SystemExit(f"promptfoo wrote no results:\n{said[-2000:]}") from None
    return {result["testCase"]["description"]: result for result in results}


def of_the_webhook(result):
    [component] = result["gradingResult"]["componentResults"]
    return component


def passes(result):
    component = of_the_webhook(result)
    demand(result["success"] and component["pass"] and component["score"] == 1, f"it does not pass: {component}")


def fails(result, planted):
    component = of_the_webhook(result)
    demand(not result["success"] and component["pass"] is False, f"it passes: {component}")
    demand(component["score"] == 0, f"a failed case has the score {component['score']}")
    hidden(planted, component["reason"])  # the answer itself promptfoo keeps; our reason must not repeat it
    names_a_rule(component["reason"])
    return component["reason"]


def main():
    guard = "address of promptfoo's webhook at a running lictor serve"
    asked, planted = plant.gateway("Lictor as the webhook assertion of a real promptfoo evaluation.", guard, with_key=False)
    report = Report(planted, asked.only)
    with tempfile.TemporaryDirectory() as folder:
        results = evaluate(asked.guard, asked.installed, planted, folder)
    report.scenario("clean", lambda: passes(results["plain"]))
    report.scenario("clean call of a tool", lambda: passes(results["tool"]))
    report.scenario("token", lambda: fails(results["secret"], planted))
    report.scenario("token in a call of a tool", lambda: fails(results["tool-secret"], planted))
    report.scenario("card", lambda: fails(results["secret card"], planted))
    report.scenario("card in a call of a tool", lambda: fails(results["tool-secret card"], planted))
    report.exit()


if __name__ == "__main__":
    main()
