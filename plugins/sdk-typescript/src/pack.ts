import { ALL_VIEWS, type View } from "./pattern.js";
import type { Input, Rule } from "./rule.js";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The settings are wrong. Throw it from `Settings.parse` with every problem at once:
 *
 *     throw new SettingsError({ "/competitors/0": "a name has at least three letters" });
 */
export class SettingsError extends Error {
  readonly problems: Readonly<Record<string, string>>;

  constructor(problems: Readonly<Record<string, string>> | string) {
    const all = typeof problems === "string" ? { "": problems } : problems;
    super(Object.entries(all).map(([path, message]) => `${path}: ${message}`).join("; "));
    this.name = "SettingsError";
    this.problems = all;
  }
}

/** A pattern that the settings add. Made with `added`. */
export interface Added {
  readonly rule: string;
  readonly literal: string;
  readonly caseInsensitive: boolean;
  readonly wholeWord: boolean;
  readonly inputs: readonly Input[];
  readonly views: readonly View[];
}

/** A literal that the host looks for on the behalf of the rule with this code because the settings say so, such as a name. */
export function added(
  rule: string,
  literal: string,
  options: { caseInsensitive?: boolean; wholeWord?: boolean; inputs?: readonly Input[]; allViews?: boolean } = {},
): Added {
  const { caseInsensitive = true, wholeWord = true, inputs = ["answer"], allViews = false } = options;
  return { rule, literal, caseInsensitive, wholeWord, inputs, views: allViews ? ALL_VIEWS : ["raw"] };
}

/** What the settings are, and what they add. */
export interface Settings<S> {
  /** Their JSON Schema. The host holds them against it before the pack sees them. */
  readonly schema: Json;
  /**
   * Makes of the decoded JSON what `Case.settings` gives. Must be cheap: it runs for every check. `{}` are the defaults.
   * Throws `SettingsError`.
   */
  parse(given: { readonly [key: string]: Json }): S;
  /** What they add, in a stable order. */
  patterns?(settings: S): readonly Added[];
}

/** A number that a pack may report. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly summary: string;
}

/** A code that is out of use. */
export interface Tombstone {
  readonly code: string;
  readonly reason: string;
  readonly replacedBy?: string;
}

/** What was measured of a rule on one set. It has at least one of the three figures. */
export interface Accuracy {
  readonly rule: string;
  readonly revision: number;
  readonly set: string;
  readonly version: string;
  readonly cases: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly perThousand?: number;
}

/** A rule pack. */
export interface Pack<S = unknown> {
  /** Who answers for it; the first half of every rule ID. */
  readonly publisher: string;
  readonly name: string;
  /** Semantic versioning. */
  readonly version: string;
  /** One sentence. */
  readonly summary: string;
  /** All that it will ever read. It gets of them what the policy grants. */
  readonly inputs: readonly Input[];
  /** In the order in which they run. */
  readonly rules: readonly Rule<S>[];
  readonly measures?: readonly Measure[];
  readonly settings?: Settings<S>;
  readonly tombstones?: readonly Tombstone[];
  readonly accuracy?: readonly Accuracy[];
}

/** Makes a pack; the type of its settings follows from its rules. */
export function pack<S = unknown>(declared: Pack<S>): Pack<S> {
  return declared;
}

const NO_SETTINGS: Settings<unknown> = {
  schema: { type: "object", additionalProperties: false },
  parse: (given) => given,
};

export function settingsOf<S>(pack: Pack<S>): Settings<S> {
  return pack.settings ?? (NO_SETTINGS as Settings<S>);
}
