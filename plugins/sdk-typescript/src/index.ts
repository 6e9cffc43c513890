/**
 * What a Lictor rule pack in TypeScript is written with.
 *
 * A pack is a list of rules, one file per rule. A rule is made with `rule`: its code, its page, the patterns that the host
 * shall look for, examples on which it must and must not fire, and a check that verifies what the patterns hit. The
 * words are those of the contract and of the Rust SDK.
 *
 * Nobody counts bytes: ranges are indices into strings as JavaScript counts them.
 *
 * @module
 */
export { Case, type Excerpt, type Evidence, type Finding, Hit, Part, Refused, type Span, Window } from "./case.js";
export {
  type Accuracy,
  type Added,
  added,
  type Json,
  type Measure,
  type Pack,
  type Settings,
  SettingsError,
  type Tombstone,
  pack,
} from "./pack.js";
export { literal, Pattern, phrase, regex, type View } from "./pattern.js";
export {
  type Behaviour,
  type Dimension,
  Example,
  type Input,
  type Level,
  PATTERN_LABELS,
  type Rule,
  rule,
  type Status,
  Wake,
} from "./rule.js";
