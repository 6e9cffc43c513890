#!/usr/bin/env bash
# Asks a server what its own OpenAPI document allows and forbids, and holds each answer to the document.
#
#   tests/clients/schemathesis.sh LICTOR [SCHEMATHESIS]
#
# LICTOR is the binary; SCHEMATHESIS the command, `schemathesis` if nothing is said:
#   python3 -m venv DIR && DIR/bin/pip install schemathesis==4.32.5
# EXAMPLES is how many requests are made up for each operation (20). The same ones every time.
set -euo pipefail

lictor=${1:?usage: schemathesis.sh LICTOR [SCHEMATHESIS]}
schemathesis=${2:-schemathesis}
pinned=4.32.5

if ! "$schemathesis" --version 2>/dev/null | grep -qF "$pinned"; then
  printf 'NOT CHECKED: this needs schemathesis %s (pip install schemathesis==%s)\n' "$pinned" "$pinned"
  exit 77
fi

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

key=$("$lictor" serve key tester 2>&1 >"$work/key.toml" | grep -o 'lictor_sk_.*')
{
  printf 'schema = "lictor.server/v1"\nlisten = "127.0.0.1:0"\n[limits]\nbody_seconds = 2\n[[policies]]\nname = "default"\ndeadline_ms = 10000\n'
  cat "$work/key.toml"
  printf 'endpoints = ["check", "stream", "gateway", "proxy", "catalogue", "metrics"]\n'
} >"$work/server.toml"
"$lictor" serve --config "$work/server.toml" 2>"$work/said" &
server=$!
until url=$(grep -o '127.0.0.1:[0-9]*' "$work/said"); do
  kill -0 "$server" || { cat "$work/said"; exit 1; }
  sleep 0.1
done

# One worker: with two, Python 3.11 now and then fails inside its own parser.
# A proxy without a model server behind it answers nothing but that.
# Left out: whether a body that fits the schema is always taken and one that does not never. A sample's schema cannot say that a
# response needs an answer and a request needs messages, and gateways' bodies are theirs.
export SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH
PYTHONPATH=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1
cd "$work"
"$schemathesis" run "http://$url/openapi.json" \
  --header "x-api-key: $key" --exclude-tag proxy \
  --checks all --exclude-checks positive_data_acceptance,negative_data_rejection \
  --max-examples "${EXAMPLES:-20}" --generation-deterministic --seed 1 --workers 1 \
  --request-timeout 30 --suppress-health-check all --warnings off --no-color
kill -0 "$server" || { echo 'the server is gone'; cat "$work/said"; exit 1; }
