import type { Case } from "./case.js";
import type { Json } from "./pack.js";
import type { Pattern } from "./pattern.js";

/** What a rule is about. */
export type Dimension = "correctness" | "grounding" | "usefulness" | "risk";
/** The level that a rule has unless a policy says otherwise. */
export type Level = "off" | "note" | "warn" | "redact" | "block";
/** Where a rule stands in its life. */
export type Status = "preview" | "stable" | "deprecated";
/** What an expectation can ask of an answer. */
export type Behaviour = "answer" | "refuse" | "clarify" | "abstain";
/** A kind of data that a policy grants. */
export type Input =
  | "answer"
  | "user-message"
  | "history"
  | "system-prompt"
  | "tool-calls"
  | "tool-results"
  | "permitted-contexts"
  | "restricted-contexts"
  | "citations"
  | "caller-labels"
  | "expectation";

/** As the values of a detail: the labels of the rule's patterns. */
export const PATTERN_LABELS = "pattern-labels";

/**
 * A sample on which a rule must fire, or must not.
 *
 * Texts may hold fixtures such as `{{random:base32:16}}`, so that no secret-like string stands in a repository.
 */
export class Example {
  private constructor(
    readonly json: Json,
    readonly settings: Json | undefined,
  ) {}

  /** An answer and nothing else. */
  static answer(answer: string, settings?: Json): Example {
    return new Example({ answer }, settings);
  }

  /** An answer to a user's message. */
  static asked(message: string, answer: string, settings?: Json): Example {
    return new Example({ messages: [{ role: "user", content: message }], answer }, settings);
  }

  /** A whole sample in its JSON form. */
  static sample(sample: Json, settings?: Json): Example {
    return new Example(sample, settings);
  }
}

/** When the host wakes the pack for a rule. It never does for a rule that is not applicable. */
export type Wake =
  | { readonly when: "hit" | "facts" | "always" }
  | { readonly when: "input"; readonly input: Input }
  | { readonly when: "answer-length"; readonly max: number }
  | { readonly when: "behaviour"; readonly any: readonly Behaviour[] }
  | { readonly when: "finish-reason"; readonly is: string };

export const Wake = {
  /** One of the rule's patterns hit. What holds where nothing else is said. */
  hit: { when: "hit" } as Wake,
  /** The expectation lists facts or forbidden terms. */
  facts: { when: "facts" } as Wake,
  /** Every sample. The last resort: it costs an instance each time. */
  always: { when: "always" } as Wake,
  /** The input is present. */
  input: (input: Input): Wake => ({ when: "input", input }),
  /** The answer has at most so many bytes. */
  answerLength: (max: number): Wake => ({ when: "answer-length", max }),
  /** The expectation names one of these. */
  behaviour: (...any: Behaviour[]): Wake => ({ when: "behaviour", any }),
  /** The model stopped for this reason. */
  finishReason: (is: string): Wake => ({ when: "finish-reason", is }),
};

/** A rule. Made with `rule`. */
export interface Rule<S = unknown> {
  /** Three capital letters and three digits. Never reused, never changed in meaning. */
  readonly code: string;
  /** A readable alias. */
  readonly slug: string;
  /** One line without a full stop: what it reports. */
  readonly summary: string;
  /** Its page: `## What it does`, `## Why is this bad`, `## Known false positives`. */
  readonly docs: string;
  /** The message template: `{quote}`, `{quote:1}`, or the key of a detail. */
  readonly message: string;
  /** What a person can do about a finding. */
  readonly remedy: string;
  /** What it is about. */
  readonly dimension: Dimension;
  /** Its level unless a policy says otherwise. */
  readonly level: Level;
  /** Where it stands. */
  readonly status: Status;
  /** The pack version that brought it. */
  readonly since: string;
  /** From 1; counts up when scope or threshold changes. */
  readonly revision: number;
  /** Whether its evidence must never be shown again. Its message cannot quote. */
  readonly sensitive: boolean;
  /** Inputs without which it is not applicable. */
  readonly requires: readonly Input[];
  /** What the host looks for. */
  readonly patterns: readonly Pattern[];
  /** It must fire on these. */
  readonly fires: readonly Example[];
  /** It must not fire on these. */
  readonly ignores: readonly Example[];
  /** Verifies the hits and reports. */
  check(sample: Case<S>): void;

  /** When to be asked; none means on a hit. */
  readonly wake?: readonly Wake[];
  /** How many bytes the rule must see at once; none means the whole text. */
  readonly horizon?: number;
  /** The language that it understands; none means any. */
  readonly language?: string;
  /** Labels for selection. */
  readonly tags?: readonly string[];
  /** Entries of public taxonomies. */
  readonly references?: readonly string[];
  /** Values for the message: `"number"`, a list of values, or `PATTERN_LABELS`. */
  readonly detail?: Readonly<Record<string, "number" | typeof PATTERN_LABELS | readonly string[]>>;
  /** Reasons that it may give for not being applicable. */
  readonly reasons?: readonly string[];
  /** How it may be waived; none means any way. */
  readonly waiver?: "any" | "fingerprint";
  /** Code prefixes of rules whose patterns this rule uses too. */
  readonly shares?: readonly string[];
}

const SECTIONS = ["## What it does", "## Why is this bad", "## Known false positives"];

/** Makes a rule. Throws where something is missing, so that the build fails. */
export function rule<S = unknown>(declared: Rule<S>): Rule<S> {
  const made: Rule<S> = { ...declared, docs: page(declared.docs) };
  const problems = SECTIONS.filter((section) => !made.docs.includes(section)).map(
    (section) => `its docs lack the section \`${section}\``,
  );
  if (!/^[A-Z]{3}[0-9]{3}$/.test(made.code)) problems.push("a code has three capital letters and three digits");
  if (made.fires.length === 0) problems.push("it needs an example on which it fires");
  if (made.ignores.length === 0) problems.push("it needs an example on which it does not fire");
  if (!made.slug || !made.summary) problems.push("it needs a slug and a summary");
  if (!made.message || !made.since) problems.push("it needs a message and a version");
  if (made.revision < 1) problems.push("revisions count from 1");
  if (problems.length > 0) throw new Error(`the rule ${made.code}: ${problems.join("; ")}`);
  return made;
}

/** A page without the indentation that it has in the source. */
function page(docs: string): string {
  const lines = docs.replace(/^\s*\n/, "").trimEnd().split("\n");
  const indents = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n");
}
