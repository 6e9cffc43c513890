import { type Accuracy, type Added, type Json, type Pack, settingsOf } from "./pack.js";
import type { Pattern } from "./pattern.js";
import { PATTERN_LABELS, type Example, type Rule } from "./rule.js";

/** The pack as the JSON that `describe` returns, under some settings. */
export function manifest<S>(pack: Pack<S>, settings: S): string {
  const { schema, patterns } = settingsOf(pack);
  const added = patterns?.(settings) ?? [];
  // A key that is undefined is left out of the JSON, as the schema wants it.
  return JSON.stringify({
    schema: "lictor.manifest/v1",
    publisher: pack.publisher,
    pack: pack.name,
    version: pack.version,
    summary: pack.summary,
    inputs: pack.inputs,
    rules: pack.rules.map((rule) => ruleJson(pack, rule)),
    patterns: [
      ...pack.rules.flatMap((rule) => rule.patterns.map((pattern) => patternJson(pack, rule, pattern))),
      ...added.map((pattern) => addedJson(pack, pattern)),
    ],
    measures: pack.measures ?? [],
    settings: schema,
    tombstones: (pack.tombstones ?? []).map(({ code, reason, replacedBy }) => ({ code, reason, replaced_by: replacedBy })),
  });
}

function ruleJson<S>(pack: Pack<S>, rule: Rule<S>): unknown {
  const accuracy = (pack.accuracy ?? []).filter((measured) => measured.rule === rule.code).map(accuracyJson);
  return {
    code: rule.code,
    slug: rule.slug,
    summary: rule.summary,
    docs: rule.docs,
    message: rule.message,
    remedy: rule.remedy,
    dimension: rule.dimension,
    level: rule.level,
    status: rule.status,
    since: rule.since,
    revision: rule.revision,
    language: rule.language,
    sensitive: rule.sensitive,
    requires: rule.requires,
    horizon: rule.horizon,
    tags: rule.tags ?? [],
    references: rule.references ?? [],
    wake: rule.wake ?? [],
    detail: Object.fromEntries(Object.entries(rule.detail ?? {}).map(([key, values]) => [key, detailJson(rule, values)])),
    reasons: rule.reasons ?? [],
    waiver: rule.waiver === "any" ? undefined : rule.waiver,
    examples: { fires: rule.fires.map(exampleJson), ignores: rule.ignores.map(exampleJson) },
    accuracy: accuracy.length > 0 ? accuracy : undefined,
  };
}

function accuracyJson({ set, version, revision, cases, precision, recall, perThousand }: Accuracy): unknown {
  return { set, version, revision, cases, precision, recall, per_thousand: perThousand };
}

function detailJson<S>(rule: Rule<S>, values: "number" | typeof PATTERN_LABELS | readonly string[]): unknown {
  if (values === "number") return values;
  if (values !== PATTERN_LABELS) return { values };
  const labels = rule.patterns.map((pattern) => pattern.options.label).filter((label) => label !== "");
  return { values: [...new Set(labels)].sort() };
}

function exampleJson(example: Example): { sample: Json; settings: Json | undefined } {
  return { sample: example.json, settings: example.settings };
}

/** The codes of the rules that listen to a pattern of `owner`. */
function listeners<S>(pack: Pack<S>, owner: string): string[] {
  const listens = (rule: Rule<S>) =>
    rule.code === owner || (rule.shares ?? []).some((prefix) => owner.startsWith(prefix));
  return pack.rules.filter(listens).map((rule) => rule.code);
}

function patternJson<S>(pack: Pack<S>, owner: Rule<S>, { options }: Pattern): unknown {
  return {
    regex: options.regex,
    literal: options.literal,
    case_insensitive: options.caseInsensitive,
    whole_word: options.wholeWord,
    unicode: options.unicode,
    inputs: options.inputs,
    views: options.views,
    rules: listeners(pack, owner.code),
    wakes: options.wakes ? undefined : false,
  };
}

function addedJson<S>(pack: Pack<S>, added: Added): unknown {
  return {
    literal: added.literal,
    case_insensitive: added.caseInsensitive,
    whole_word: added.wholeWord,
    inputs: added.inputs,
    views: added.views,
    rules: listeners(pack, added.rule),
  };
}
