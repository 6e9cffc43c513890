import type { Input } from "./rule.js";

/** A way of reading a text that patterns can be matched in. */
export type View = "raw" | "normalised" | "decoded";

export const ALL_VIEWS: readonly View[] = ["raw", "normalised", "decoded"];

interface Options {
  readonly regex?: string;
  readonly literal?: string;
  readonly caseInsensitive?: boolean;
  readonly wholeWord?: boolean;
  readonly unicode?: boolean;
  readonly inputs: readonly Input[];
  readonly views: readonly View[];
  readonly wakes: boolean;
  readonly label: string;
}

const BASE: Options = { inputs: ["answer"], views: ["raw"], wakes: true, label: "" };

/**
 * What the host looks for on a rule's behalf: a regular expression or a literal. Made with `regex`, `literal` or `phrase`.
 *
 * Regexes are those of the Rust `regex` crate, not of JavaScript, and so are given as text: no look-around, no
 * back-references; `\b`, `\w`, `\d` and `\s` mean ASCII unless `unicode` is asked for. A pattern must not be able to match
 * the empty text. Narrow patterns are cheap ones: each answer that one hits costs a fresh engine.
 */
export class Pattern {
  constructor(readonly options: Options) {}

  /** Matched in these inputs. */
  on(...inputs: Input[]): Pattern {
    return new Pattern({ ...this.options, inputs });
  }

  /** Matched in these views. */
  views(...views: View[]): Pattern {
    return new Pattern({ ...this.options, views });
  }

  /** Matched in every view: for what people try to hide. */
  allViews(): Pattern {
    return new Pattern({ ...this.options, views: ALL_VIEWS });
  }

  /** Names what it finds, for `Hit.label` and details. */
  label(label: string): Pattern {
    return new Pattern({ ...this.options, label });
  }

  /** Gives hits but does not wake the pack. */
  context(): Pattern {
    return new Pattern({ ...this.options, wakes: false });
  }

  /** `\b`, `\w`, `\d`, `\s` mean Unicode. Costs a hundred times as much on text with a curly quote. */
  unicode(): Pattern {
    return new Pattern({ ...this.options, unicode: true });
  }
}

/** A regular expression, matched in the raw answer. With `String.raw` backslashes need not be doubled. */
export function regex(regex: string): Pattern {
  return new Pattern({ ...BASE, regex });
}

/** A literal, matched in the raw answer. */
export function literal(literal: string): Pattern {
  return new Pattern({ ...BASE, literal });
}

/** A phrase: a literal in either case that does not touch other word characters. */
export function phrase(phrase: string): Pattern {
  return new Pattern({ ...BASE, literal: phrase, caseInsensitive: true, wholeWord: true });
}
