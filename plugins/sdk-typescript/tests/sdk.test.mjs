// Run against what tsc made: node --test, with LICTOR_SDK naming that folder.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const built = (file) => import(pathToFileURL(resolve(process.env.LICTOR_SDK ?? "build", file)).href);
const { added, Example, pack, PATTERN_LABELS, phrase, regex, rule, SettingsError, Wake } = await built("index.js");
const { Prepared } = await built("check.js");
const { manifest } = await built("manifest.js");
const { first, last, Offsets, size } = await built("utf8.js");

const DOCS = `
  ## What it does
    a
  ## Why is this bad
  ## Known false positives
`;

const make = (check = () => {}, changes = {}) =>
  rule({
    code: "XMP101", slug: "x", summary: "x", docs: DOCS, message: "x", remedy: "x", dimension: "risk", level: "warn",
    status: "preview", since: "0.1.0", revision: 1, sensitive: false, requires: ["answer"], patterns: [regex("x")],
    fires: [Example.answer("x")], ignores: [Example.answer("y")], check, ...changes,
  });

const packOf = (rules, changes = {}) =>
  pack({ publisher: "acme", name: "x", version: "0.1.0", summary: "x", inputs: ["answer"], rules, ...changes });

/** A host with parts as [input, text] and hits as [pattern, part, text that is hit there]. */
function fake(parts, hits = [], attributes = {}) {
  const data = parts.map(([, text]) => Buffer.from(text));
  const edge = (bytes, at, step) => {
    while (at > 0 && at < bytes.length && (bytes[at] & 0xc0) === 0x80) at += step;
    return at;
  };
  const found = hits.map(([pattern, part, text]) => {
    const start = data[part].indexOf(text);
    return { pattern, view: 0, span: { part, start, end: start + Buffer.byteLength(text) } };
  });
  const said = [];
  return {
    said,
    shown: ({ part, start, end }) => data[part].subarray(start, end).toString(),
    partCount: () => parts.length,
    input: (part) => parts[part][0],
    text: (part) => parts[part][1],
    len: (part) => data[part].length,
    read(part, start, end) {
      assert.ok(start <= end && end <= data[part].length, "a range that traps");
      return data[part].subarray(edge(data[part], start, -1), edge(data[part], end, 1)).toString();
    },
    property: () => null,
    attribute: (key) => attributes[key] ?? null,
    inputState(input) {
      const texts = parts.filter(([kind]) => kind === input);
      return texts.length === 0 ? "absent" : texts.some(([, text]) => text) ? "present" : "empty";
    },
    expectation: () => null,
    hits: () => found,
    view: () => "normalised",
    around(hit, before, after) {
      const { part, start, end } = found[hit].span;
      const bytes = data[part];
      const from = edge(bytes, Math.max(0, start - before), 1);
      const to = edge(bytes, Math.min(bytes.length, end + after), -1);
      const cut = (a, b) => bytes.subarray(a, b).toString();
      return { before: cut(from, start), matched: cut(start, end), after: cut(end, to) };
    },
    locate(hit, start, end) {
      const { span } = found[hit];
      return { part: span.part, start: span.start + start, end: span.start + end };
    },
    report: (finding) => said.push(finding),
    notApplicable: (code, reason) => said.push([code, reason]),
    measure: (name, value) => said.push([name, value]),
  };
}

function run(host, rules, settings = {}, changes = {}) {
  new Prepared(packOf(rules, changes)).check(settings, host);
  return host.said;
}

test("what is missing is refused where the rule is made", () => {
  for (const [changes, words] of [
    [{ code: "X1" }, /three capital letters/],
    [{ docs: "## What it does" }, /## Why is this bad/],
    [{ fires: [] }, /on which it fires/],
    [{ ignores: [] }, /does not fire/],
    [{ revision: 0 }, /count from 1/],
  ]) {
    assert.throws(() => make(() => {}, changes), words);
  }
  assert.ok(make().docs.startsWith("## What it does\n  a\n##"));
});

test("keys without a value are left out of the manifest, and patterns are numbered through", () => {
  const one = make(() => {}, { patterns: [regex("a"), phrase("b").label("l").on("user-message").context()] });
  const two = make(() => {}, {
    code: "XMP201", slug: "y", shares: ["XMP1"], detail: { how: PATTERN_LABELS, n: "number" }, language: "en",
  });
  const settings = { schema: {}, parse: (given) => given, patterns: ({ names }) => names.map((name) => added("XMP101", name)) };
  const value = JSON.parse(manifest(packOf([one, two], { settings }), { names: ["N"] }));
  const values = [...value.rules, ...value.patterns].flatMap((part) => Object.values(part));
  assert.ok(!values.includes(null));
  const both = ["XMP101", "XMP201"];
  assert.deepEqual(value.patterns.map(({ rules }) => rules), [both, both, ["XMP201"], both]);
  assert.equal(value.patterns[1].wakes, false);
  assert.deepEqual(value.rules[1].detail, { how: { values: [] }, n: "number" });
  assert.equal(value.patterns[3].literal, "N");
});

test("places in a text are places in its bytes, near and far", () => {
  const text = `a🎉é—${"x🎉é".repeat(2000)}end`;
  for (const known of [undefined, size(text)]) {
    const offsets = new Offsets(text, known);
    for (const units of [0, 1, 3, 4, 5, 1024, 1025, 4097, text.length]) {
      const whole = units > 0 && /[\ud800-\udbff]/.test(text[units - 1]) ? units + 1 : units;
      assert.equal(offsets.bytes(units, true), Buffer.byteLength(text.slice(0, whole)), `${units}`);
      assert.equal(offsets.units(offsets.bytes(units, true)), whole);
    }
    assert.equal(offsets.bytes(2, false), 1);
    assert.throws(() => offsets.bytes(text.length + 1, true), /no place/);
  }
  assert.equal(new Offsets("plain", 5).bytes(3, true), 3);
  assert.deepEqual([last("a🎉", 1), first("🎉a", 1), last("a🎉", 2), first("🎉a", 2)], ["", "", "🎉", "🎉"]);
});

const TEXT = "🎉é “you — did” 🎉 end";

function check(hits, body) {
  const host = fake([["answer", TEXT]], hits);
  let result;
  run(host, [make((sample) => { result = body(sample, host); })]);
  return result;
}

test("spans are ranges of the text whatever stands before", () => {
  const at = TEXT.indexOf("did");
  const [shown, range] = check([[0, 0, "you"]], (sample, host) => {
    const span = sample.parts[0].span(at, at + 3);
    return [host.shown(span), sample.parts[0].range(span)];
  });
  assert.deepEqual([shown, range], ["did", [at, at + 3]]);
  assert.equal(check([[0, 0, "you — did"]], (sample, host) => host.shown(sample.hits[0].locate(6, 9))), "did");
});

test("around counts characters and cuts none", () => {
  const { before, matched, after } = check([[0, 0, "you"]], (sample) => sample.hits[0].around(5, 2));
  assert.deepEqual([before, matched, after], ["🎉é “", "you", " —"]);
});

test("windows give all of the text, and spans of the whole", () => {
  for (const text of [TEXT, "aaaé", "aaa\u4e00b", "plain ascii text", "🎉🎉🎉🎉"]) {
    for (const wide of [1, 2, 3, 4, 5, 9]) {
      const host = fake([["answer", text]], [[0, 0, text.slice(0, 2)]]);
      run(host, [make((sample) => {
        const windows = [...sample.parts[0].windows(wide)];
        assert.equal(windows.map((window) => window.text).join(""), text);
        for (const window of windows) assert.equal(host.shown(window.span(0, window.text.length)), window.text);
      })]);
    }
  }
  check([[0, 0, "you"]], (sample) => {
    const texts = [...sample.parts[0].windows(9, 1)].map((window) => window.text);
    texts.slice(1).forEach((text, index) => assert.ok(text[0] === texts[index].at(-1) || texts[index].endsWith("🎉")));
  });
});

test("a range outside the text is an error and no trap", () => {
  assert.throws(() => check([[0, 0, "you"]], (sample) => sample.parts[0].span(3, 99)), /XMP101: RangeError: 99 is no place/);
});

test("a rule hears its own patterns, those it shares and those of the settings", () => {
  const heard = {};
  const note = (sample) => { heard[sample.rule.code] = sample.hits.map((hit) => [hit.rule, hit.pattern, hit.matched]); };
  const rules = [make(note), make(note, { code: "XMP201", slug: "y", shares: ["XMP1"] })];
  const settings = { schema: {}, parse: (given) => given, patterns: () => [added("XMP201", "c")] };
  run(fake([["answer", "a b c"]], [[0, 0, "a"], [1, 0, "b"], [2, 0, "c"]]), rules, {}, { settings });
  assert.deepEqual(heard.XMP101, [["XMP101", 0, "a"]]);
  assert.deepEqual(heard.XMP201, [["XMP101", 0, "a"], ["XMP201", 0, "b"], ["XMP201", null, "c"]]);
});

test("a rule that nothing woke is not asked, and each wake condition wakes", () => {
  const never = () => assert.fail("asked");
  const host = fake([["answer", "a"]], [[0, 0, "a"]]);
  run(host, [make(never, { patterns: [regex("a").context()] })]);
  run(host, [make(never, { wake: [Wake.input("history"), Wake.behaviour("refuse"), Wake.answerLength(0)] })]);
  run(host, [make(never, { requires: ["answer", "citations"] })]);
  const wakes = [Wake.always, Wake.input("answer"), Wake.answerLength(1), Wake.finishReason("length"), Wake.behaviour("refuse")];
  for (const wake of wakes) {
    const told = fake([["answer", "a"]], [], { "finish-reason": "length", behaviour: "refuse" });
    assert.equal(run(told, [make((sample) => sample.report(), { wake: [wake] })]).length, 1, wake.when);
  }
  const empty = fake([["answer", ""]]);
  assert.equal(run(empty, [make((sample) => sample.report(), { wake: [Wake.answerLength(0)], requires: [] })]).length, 1);
});

test("what a check throws names the rule", () => {
  const broken = make(() => { null.x; }, { wake: [Wake.always] });
  assert.throws(() => run(fake([["answer", "a"]]), [broken]), /XMP101: TypeError: .*\(at /);
});

test("reports carry spans, hits and details", () => {
  const [one, measured, two] = run(fake([["answer", "ab"]], [[0, 0, "b"]]), [make((sample) => {
    const [hit] = sample.hits;
    sample.report([hit, sample.parts[0].span(0, 1)], { confidence: 0.5, detail: { n: 0.25, m: 3 } });
    sample.measure("m", 2);
    sample.report(hit.locate(0, 0), { restingOn: [hit] });
  })]);
  assert.deepEqual([one.spans.map(({ start }) => start), one.hits], [[1, 0], [0]]);
  assert.deepEqual([one.confidence, one.detail], [0.5, [["n", "0.25"], ["m", "3"]]]);
  assert.deepEqual([measured, two.hits, two.confidence], [["m", 2], [0], null]);
  assert.deepEqual(new SettingsError("wrong").problems, { "": "wrong" });
});
