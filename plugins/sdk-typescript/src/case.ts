import type { Shared } from "./check.js";
import type { Json } from "./pack.js";
import type { Input, Rule } from "./rule.js";
import { first, last, Offsets, size } from "./utf8.js";

/** The longest character in UTF-8: so many bytes hold at least one code unit. */
const LONGEST = 4;

/** The largest number that the contract takes. */
const MOST = 0xffff_ffff;

/** The host refused a report. The pack has failed for this sample, whatever it does now. */
export class Refused extends Error {
  override name = "Refused";
}

/** A range of one part's original text, in the host's own measure (bytes). Made by `Part.span` and `Hit.locate`. */
export interface Span {
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/** What a pattern matched, with its surroundings, as the view showed it. */
export interface Excerpt {
  readonly before: string;
  readonly matched: string;
  readonly after: string;
}

/** What a finding can point at. */
export type Evidence = Hit | Span;

/** A violation that was reported. */
export interface Finding {
  readonly rule: string;
  readonly spans: readonly Span[];
  readonly hits: readonly number[];
  readonly confidence: number | null;
  readonly detail: readonly (readonly [string, string])[];
}

/** One rule's look at one sample: what it may read, what was hit, and where it reports. */
export class Case<S = unknown> {
  readonly #shared: Shared<S>;
  readonly #place: number;
  readonly rule: Rule<S>;

  constructor(shared: Shared<S>, place: number, rule: Rule<S>) {
    this.#shared = shared;
    this.#place = place;
    this.rule = rule;
  }

  /** The hits of the rule's patterns, its own and those that it shares, ordered by place. */
  get hits(): Hit[] {
    return this.#shared.heard(this.#place).map((index) => new Hit(this.#shared, index));
  }

  /** The texts that the pack may read. */
  get parts(): Part[] {
    return this.#shared.kinds().map((_, index) => this.#shared.part(index));
  }

  /** The texts of one input. */
  partsOf(input: Input): Part[] {
    // The contract puts the answer first, so that its kind need not be asked.
    if (input === "answer") return this.has("answer") ? [this.#shared.part(0)] : [];
    return this.parts.filter((part) => part.input === input);
  }

  /** The answer's text, or nothing where it is missing or withheld. */
  get answer(): string {
    return this.partsOf("answer")[0]?.text ?? "";
  }

  /** The user's last message, or nothing where it is missing or withheld. */
  get userMessage(): string {
    return this.partsOf("user-message").map((part) => part.text).join("\n");
  }

  /** Whether the input is granted, present and not empty. */
  has(input: Input): boolean {
    return this.inputState(input) === "present";
  }

  /** `present`, `empty`, `absent`, `withheld` or `unknown`. */
  inputState(input: Input): string {
    return this.#shared.state(input);
  }

  /**
   * An attribute of the sample: `stage`, `workflow`, `language`, `finish-reason`, `today`, `caller-id`, `caller-labels`,
   * `behaviour`.
   */
  attribute(key: string): string | null {
    return this.#shared.host.attribute(key);
  }

  /** The expectation, decoded from JSON. */
  get expectation(): { readonly [key: string]: Json } | null {
    const text = this.#shared.host.expectation();
    return text === null ? null : JSON.parse(text);
  }

  /** The pack's settings, as its `Settings.parse` gave them. */
  get settings(): S {
    return this.#shared.settings;
  }

  /** Something that several rules need: what the function gives, called once per sample. */
  memo<T>(compute: (sample: Case<S>) => T): T {
    const { memo } = this.#shared;
    if (!memo.has(compute)) memo.set(compute, compute(this));
    return memo.get(compute) as T;
  }

  /** What this rule and the rules before it have reported. */
  get reported(): readonly Finding[] {
    return this.#shared.reported;
  }

  /**
   * Reports a violation of this rule.
   *
   * Reports point at the first piece of evidence; with none, at the sample as a whole. `restingOn` are hits that it rests on
   * besides those of the evidence: the host takes the views from there. `confidence` is 0 to 1; `detail` are values
   * for the message.
   */
  report(
    evidence: Evidence | readonly Evidence[] = [],
    options: {
      readonly restingOn?: readonly Hit[];
      readonly confidence?: number;
      readonly detail?: Readonly<Record<string, string | number>>;
    } = {},
  ): void {
    const pieces: readonly Evidence[] = Array.isArray(evidence) ? evidence : [evidence as Evidence];
    const hits = [...pieces, ...(options.restingOn ?? [])].filter((piece) => piece instanceof Hit);
    const finding: Finding = {
      rule: this.rule.code,
      spans: pieces.map((piece) => (piece instanceof Hit ? piece.span : piece)),
      hits: hits.map((hit) => hit.index),
      confidence: options.confidence ?? null,
      detail: Object.entries(options.detail ?? {}).map(([key, value]) => [key, shown(value)]),
    };
    this.#shared.host.report(finding);
    this.#shared.reported.push(finding);
  }

  /** Says that this rule cannot tell, for one of the reasons that it declares. */
  notApplicable(reason: string): void {
    this.#shared.host.notApplicable(this.rule.code, reason);
  }

  /** Reports a declared number. */
  measure(name: string, value: number): void {
    this.#shared.host.measure(name, value);
  }
}

/** A decimal number has no exponent. */
function shown(value: string | number): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, "");
}

/** One text of the sample. */
export class Part {
  readonly #shared: Shared<unknown>;
  #text: string | undefined;
  #offsets: Offsets | undefined;
  /** Its index, for spans. */
  readonly index: number;

  constructor(shared: Shared<unknown>, index: number) {
    this.#shared = shared;
    this.index = index;
  }

  /** The input that it belongs to. */
  get input(): string {
    return this.#shared.kinds()[this.index] ?? "";
  }

  /** The whole text, fetched once. For a large one see `windows`. */
  get text(): string {
    this.#text ??= this.#shared.host.text(this.index);
    return this.#text;
  }

  /** How large it is, without fetching it. */
  get bytes(): number {
    return this.#shared.host.len(this.index);
  }

  /** A property: `role`, `id`, `title`, `source`, `access`, `name`, `success`, `context`, `url`, `aliases`. */
  property(key: string): string | null {
    return this.#shared.host.property(this.index, key);
  }

  /** The span of `text.slice(start, end)`. */
  span(start: number, end: number): Span {
    return spanOf(this.index, this.#places(), start, end);
  }

  /** Where in `text` a span lies: `text.slice(start, end)`. */
  range(span: Span): [start: number, end: number] {
    return [this.#places().units(span.start), this.#places().units(span.end)];
  }

  #places(): Offsets {
    this.#offsets ??= new Offsets(this.text, this.bytes);
    return this.#offsets;
  }

  /**
   * The text piece by piece, for one that is too large to hold: about so many characters each (fewer where they are no
   * ASCII), the last `overlap` of one again at the beginning of the next.
   */
  *windows(characters = 8192, overlap = 0): Generator<Window> {
    if (!(characters >= 1 && overlap >= 0 && LONGEST * overlap < characters)) {
      throw new RangeError("a window has a character at least, and an overlap is smaller than a quarter of it");
    }
    const total = this.bytes;
    for (let at = 0; at < total; ) {
      // The bound moves outwards to a character's edge, so what came back says where it lies.
      const asked = Math.min(at + characters, total) - at;
      const text = this.#shared.host.read(this.index, at, at + asked);
      // As many code units as bytes and no last character that was completed: ASCII, which need not be counted.
      const plain = text.length === asked && text.charCodeAt(asked - 1) < 0x80;
      const bytes = plain ? asked : size(text);
      const end = at + bytes;
      yield new Window(this.index, text, at, bytes);
      if (end >= total) return;
      at = end - size(last(text, overlap));
    }
  }
}

/** A piece of a large text. */
export class Window {
  readonly #part: number;
  readonly #at: number;
  readonly #offsets: Offsets;

  constructor(
    part: number,
    readonly text: string,
    at: number,
    bytes: number,
  ) {
    this.#part = part;
    this.#at = at;
    this.#offsets = new Offsets(text, bytes);
  }

  /** The span of `text.slice(start, end)`, in the whole part. */
  span(start: number, end: number): Span {
    const within = spanOf(this.#part, this.#offsets, start, end);
    return { part: within.part, start: this.#at + within.start, end: this.#at + within.end };
  }
}

function spanOf(part: number, offsets: Offsets, start: number, end: number): Span {
  if (start > end) throw new RangeError(`the range from ${start} to ${end} is reversed`);
  return { part, start: offsets.bytes(start, false), end: offsets.bytes(end, true) };
}

/** A match of one of the rule's patterns. */
export class Hit {
  readonly #shared: Shared<any>;
  #matched: string | undefined;
  /** Its number among the hits of the sample. */
  readonly index: number;

  constructor(shared: Shared<any>, index: number) {
    this.#shared = shared;
    this.index = index;
  }

  /** The code of the rule that declares the pattern. */
  get rule(): string {
    return this.#shared.owner(this.index).code;
  }

  /** Index of the pattern in its rule's list; null for one that the settings added. */
  get pattern(): number | null {
    return this.#shared.hit(this.index).pattern;
  }

  /** The pattern's label. */
  get label(): string {
    const pattern = this.pattern;
    return pattern === null ? "" : (this.#shared.owner(this.index).patterns[pattern]?.options.label ?? "");
  }

  /** Where in the original text. */
  get span(): Span {
    return this.#shared.hit(this.index).span;
  }

  /** The part that it lies in. */
  get part(): Part {
    return this.#shared.part(this.span.part);
  }

  /** Whether the raw text shows it, so that `matched` stands in the part's text as it is. */
  get isRaw(): boolean {
    return this.#shared.hit(this.index).view === 0;
  }

  /** The view's name: `raw`, `normalised`, `base64`, … */
  get view(): string {
    return this.isRaw ? "raw" : this.#shared.host.view(this.#shared.hit(this.index).view);
  }

  /** The matched text, as the view showed it. */
  get matched(): string {
    this.#matched ??= this.#shared.host.around(this.index, 0, 0).matched;
    return this.#matched;
  }

  /** The matched text with up to so many code units around it. */
  around(before: number, after: number): Excerpt {
    const excerpt = this.#shared.host.around(this.index, bytesFor(before), bytesFor(after));
    return { before: last(excerpt.before, before), matched: excerpt.matched, after: first(excerpt.after, after) };
  }

  /** Where in the original text `matched.slice(start, end)` comes from. */
  locate(start: number, end: number): Span {
    const within = spanOf(0, new Offsets(this.matched), start, end);
    return this.#shared.host.locate(this.index, within.start, within.end);
  }
}

/** As many bytes as so many code units can have. */
function bytesFor(units: number): number {
  return Math.min(LONGEST * Math.max(0, Math.floor(units)), MOST);
}
