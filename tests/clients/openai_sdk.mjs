// OpenAI's SDK for Node in front of Lictor's proxy: the scenarios of `openai_sdk.py`, which says what each is for.
//
//   node tests/clients/openai_sdk.mjs --installed DIR --proxy URL --token TEXT --card TEXT [--only NAME]
//
// URL is the base address (with /v1) of a running `lictor proxy` with the policy `default`, whose upstream is `upstream.py` with the
// same token and card. Prints {name, ok, detail} for each scenario, and ends with 1 when one failed.

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values: asked } = parseArgs({
  options: Object.fromEntries(["installed", "proxy", "token", "card", "only"].map((name) => [name, { type: "string" }])),
});
for (const name of ["installed", "proxy", "token", "card"]) {
  if (!asked[name]) {
    console.error(`openai_sdk.mjs: --${name} is missing`);
    process.exit(2);
  }
}

// The SDK lies where `install` put it, not beside this file.
const OpenAI = createRequire(join(resolve(asked.installed), "package.json"))("openai");
const client = new OpenAI({ baseURL: asked.proxy, apiKey: "an-applications-key", maxRetries: 0, timeout: 60_000 });

const PLAIN = "The library opens at nine and closes at six on weekdays.";
const TAIL = "and it is valid until May.";
const REDACTED = /\[redacted: [a-z-]+( \d+)?\]/;
const RULE = /\b[a-z0-9-]+\/[A-Z]{3}\d{3}\b/;
// As in harness.py.
const HARMLESS = 4;

const planted = { token: asked.token, card: asked.card };
let failed = 0;
let ran = 0;

async function scenario(name, run) {
  if (asked.only && !name.includes(asked.only)) return;
  let ok = true;
  let detail = "";
  try {
    detail = (await run()) ?? "";
  } catch (problem) {
    ok = false;
    detail = `${problem.constructor.name}: ${problem.message}`;
  }
  for (const [what, secret] of Object.entries(planted)) detail = detail.replaceAll(secret, `<${what}>`);
  ran += 1;
  failed += ok ? 0 : 1;
  console.log(JSON.stringify({ name, ok, detail: detail.slice(0, 400) }));
}

function demand(holds, what) {
  if (!holds) throw new Error(what);
}

function hidden(texts) {
  const compact = (text) => text.replaceAll(/[\s-]/g, "");
  for (const [what, secret] of Object.entries(planted)) {
    const needle = compact(secret);
    const seen = Math.max(...texts.map((text) => longestPiece(needle, compact(text))));
    demand(seen <= HARMLESS, `${seen} of ${needle.length} characters of the ${what} reached the application`);
  }
}

function longestPiece(secret, text) {
  let longest = 0;
  for (let begin = 0; begin < secret.length; begin += 1) {
    while (begin + longest < secret.length && text.includes(secret.slice(begin, begin + longest + 1))) longest += 1;
  }
  return longest;
}

/** Asks, and demands that nothing planted comes back, whatever else does. */
async function ask(scene, stream, { timeout, ...more } = {}) {
  const got = { choices: {}, refusals: {}, finish: {}, error: undefined, usage: undefined, raw: "" };
  try {
    const messages = [{ role: "system", content: "Be brief." }, { role: "user", content: `play: ${scene}` }];
    // The SDK's own timeout ends with the headers; behind them an application has to give up by itself.
    const options = timeout ? { signal: AbortSignal.timeout(timeout) } : {};
    const answer = await client.chat.completions.create({ model: "scripted", messages, stream, ...more }, options);
    for await (const part of stream ? answer : [answer]) take(got, part, stream);
  } catch (error) {
    const gaveUp = timeout && ["AbortError", "TimeoutError"].includes(error.name);
    demand(gaveUp || error instanceof OpenAI.OpenAIError, `not an error of the SDK: ${error.constructor.name}: ${error.message}`);
    got.error = error;
    got.raw += `${error.message} ${JSON.stringify(error.error)}`;
  }
  hidden([got.raw, ...Object.values(got.choices), ...Object.values(got.refusals)]);
  return got;
}

function take(got, part, stream) {
  got.raw += JSON.stringify(part);
  got.usage = part.usage ?? got.usage;
  for (const choice of part.choices) {
    const { content, refusal, tool_calls: calls } = stream ? choice.delta : choice.message;
    const text = (content ?? "") + (calls ?? []).map((call) => call.function.arguments ?? "").join("");
    got.choices[choice.index] = (got.choices[choice.index] ?? "") + text;
    got.refusals[choice.index] = (got.refusals[choice.index] ?? "") + (refusal ?? "");
    got.finish[choice.index] = choice.finish_reason ?? got.finish[choice.index];
  }
}

async function listsModels() {
  const names = (await client.models.list()).data.map((model) => model.id);
  demand(names.join() === "scripted", `the models are ${names}`);
}

async function passes(scene, stream, choices = 1) {
  const got = await ask(scene, stream);
  demand(!got.error, `${got.error}`);
  const texts = Object.values(got.choices);
  demand(texts.length === choices && texts.every((text) => text === PLAIN), `the answer was changed: ${JSON.stringify(got.choices)}`);
  demand(Object.values(got.finish).every((reason) => reason === "stop"), `finish reasons: ${JSON.stringify(got.finish)}`);
}

async function passesUsage() {
  const got = await ask("plain", true, { stream_options: { include_usage: true } });
  demand(got.choices[0] === PLAIN, `the answer was changed: ${JSON.stringify(got.choices)}`);
  const usage = got.usage ?? {};
  demand(usage.total_tokens > 0 && usage.total_tokens === usage.prompt_tokens + usage.completion_tokens, `usage: ${JSON.stringify(usage)}`);
}

async function passesRefusal(stream) {
  const got = await ask("refusal", stream);
  demand(got.refusals[0] === "I cannot help with that.", `${got.error} ${JSON.stringify(got.refusals)}`);
}

async function passesTool(stream) {
  const got = await ask("tool", stream);
  demand(!got.error, `${got.error}`);
  demand(JSON.parse(got.choices[0]).text === PLAIN, `the call was changed: ${got.choices[0]}`);
  demand(got.finish[0] === "tool_calls", `finish reason: ${got.finish[0]}`);
}

async function blocks(scene, stream) {
  const got = await ask(scene, stream);
  const told = got.error ? got.error.message : Object.values(got.refusals).join(" ");
  if (got.error) {
    const { status, code } = got.error;
    demand([undefined, 400, 403, 422].includes(status), `blocked with the status ${status}, which is tried again or misread`);
    demand(code, `the error has no code: ${got.error}`);
  } else {
    demand(Object.values(got.finish).includes("content_filter"), `it was not blocked: ${got.raw.slice(0, 300)}`);
  }
  demand(RULE.test(told), `no rule is named: ${told}`);
  return told;
}

async function redacts(scene, stream, choice = 0) {
  const got = await ask(scene, stream);
  demand(!got.error, `${got.error}`);
  const text = got.choices[choice];
  demand(REDACTED.test(text), `nothing was cut out, or not visibly: ${text}`);
  demand(text.endsWith(TAIL), `what stood behind the planted text is missing: ${text}`);
  demand(got.finish[choice] === "stop", `finish reasons: ${JSON.stringify(got.finish)}`);
  return text.slice(-100);
}

async function survives(scene, stream, timeout) {
  const got = await ask(scene, stream, { timeout });
  demand(got.error || got.finish[0] !== "stop", `a broken answer looks whole: ${JSON.stringify(got.choices)}`);
  await passes("plain", stream);
  return got.error ? `${got.error.constructor.name}: ${got.error.message}` : "the stream ended without a finish reason";
}

async function passesErrors(stream) {
  const got = await ask("error", stream);
  demand((got.error?.status ?? 0) >= 500, `the upstream's error is not passed on: ${got.error}`);
}

await scenario("models", listsModels);
for (const [way, stream] of [["whole answer", false], ["stream", true]]) {
  await scenario(`${way}: clean`, () => passes("plain", stream));
  await scenario(`${way}: clean, two choices`, () => passes("choices", stream, 2));
  await scenario(`${way}: clean call of a tool`, () => passesTool(stream));
  await scenario(`${way}: a refusal of the model's own`, () => passesRefusal(stream));
  for (const scene of ["secret", "split", "one-piece", "secret-last", "secret-late", "choices-secret", "tool-secret"]) {
    await scenario(`${way}: token, ${scene}`, () => blocks(scene, stream));
  }
  for (const scene of ["secret", "split", "one-piece", "secret-late"]) {
    await scenario(`${way}: card, ${scene}`, () => redacts(`${scene} card`, stream));
  }
  await scenario(`${way}: card, choices-secret`, () => redacts("choices-secret card", stream, 1));
  await scenario(`${way}: card, tool-secret`, () => blocks("tool-secret card", stream));
  for (const scene of ["reset", "end-early", "flood"]) await scenario(`${way}: ${scene}`, () => survives(scene, stream));
  for (const scene of ["silent", "hang"]) await scenario(`${way}: ${scene}`, () => survives(scene, stream, 2000));
  await scenario(`${way}: error`, () => passesErrors(stream));
}
await scenario("stream: usage", passesUsage);
await scenario("stream: broken-event", () => survives("broken-event", true));

if (ran === 0) console.error("no scenario has that name");
process.exit(failed || ran === 0 ? 1 : 0);
