import { Case, type Excerpt, type Finding, Part, type Span } from "./case.js";
import { type Pack, settingsOf } from "./pack.js";
import type { Rule } from "./rule.js";

/** A hit as the host gives it. */
export interface RawHit {
  readonly pattern: number;
  readonly view: number;
  readonly span: Span;
}

/** The functions of the contract that a check may call. */
export interface Host {
  partCount(): number;
  input(part: number): string;
  text(part: number): string;
  read(part: number, start: number, end: number): string;
  len(part: number): number;
  property(part: number, key: string): string | null;
  attribute(key: string): string | null;
  inputState(input: string): string;
  expectation(): string | null;
  hits(): readonly RawHit[];
  view(view: number): string;
  around(hit: number, before: number, after: number): Excerpt;
  locate(hit: number, start: number, end: number): Span;
  report(finding: Finding): void;
  notApplicable(rule: string, reason: string): void;
  measure(name: string, value: number): void;
}

/** A hit and the rule that its pattern belongs to: their places in the pack and in the rule. */
interface Owned {
  readonly rule: number;
  readonly pattern: number | null;
  readonly view: number;
  readonly span: Span;
}

/** What follows from the pack alone. Made when the component is built, so that a check finds it done. */
export class Prepared<S> {
  readonly owners: readonly { readonly rule: number; readonly pattern: number }[];
  readonly shares: readonly ReadonlySet<number>[];

  constructor(readonly pack: Pack<S>) {
    this.owners = pack.rules.flatMap((rule, place) => rule.patterns.map((_, pattern) => ({ rule: place, pattern })));
    this.shares = pack.rules.map((rule) => {
      const shared = pack.rules.map((owner, place) => ({ owner, place }));
      const shares = shared.filter(({ owner }) => (rule.shares ?? []).some((prefix) => owner.code.startsWith(prefix)));
      return new Set(shares.map(({ place }) => place));
    });
  }

  /** Runs the rules that have something to look at on the host's current sample. */
  check(settings: S, host: Host): void {
    const shared = new Shared(this, settings, host);
    this.pack.rules.forEach((rule, place) => {
      try {
        const sample = new Case(shared, place, rule);
        if (wakes(rule, sample, shared, place) && rule.requires.every((input) => sample.has(input))) rule.check(sample);
      } catch (error) {
        throw new Error(`${rule.code}: ${words(error)}`);
      }
    });
  }
}

/** What the rules of one pack share while they check one sample. Whatever costs a call of the host is asked once. */
export class Shared<S> {
  readonly memo = new Map<unknown, unknown>();
  readonly reported: Finding[] = [];
  readonly #hits: readonly Owned[];
  readonly #states = new Map<string, string>();
  readonly #parts = new Map<number, Part>();
  #kinds: string[] | undefined;

  constructor(
    readonly prepared: Prepared<S>,
    readonly settings: S,
    readonly host: Host,
  ) {
    let added: number[] | undefined;
    this.#hits = host.hits().map(({ pattern, view, span }) => {
      const owner = prepared.owners[pattern];
      if (owner !== undefined) return { ...owner, view, span };
      // What the settings added comes after all static patterns.
      added ??= this.#added();
      return { rule: added[pattern - prepared.owners.length] ?? 0, pattern: null, view, span };
    });
  }

  #added(): number[] {
    const { pack } = this.prepared;
    const patterns = settingsOf(pack).patterns?.(this.settings) ?? [];
    return patterns.map(({ rule }) => pack.rules.findIndex(({ code }) => code === rule));
  }

  /** The numbers of the hits that a rule hears of. A pattern of the settings is heard by its own rule only. */
  heard(place: number): number[] {
    const shares = this.prepared.shares[place];
    const numbers = this.#hits.map((_, index) => index);
    return numbers.filter((index) => {
      const { rule, pattern } = this.hit(index);
      return rule === place || (pattern !== null && shares?.has(rule));
    });
  }

  hit(index: number): Owned {
    const hit = this.#hits[index];
    if (hit === undefined) throw new RangeError(`there is no hit ${index}`);
    return hit;
  }

  owner(index: number): Rule<S> {
    const rule = this.prepared.pack.rules[this.hit(index).rule];
    if (rule === undefined) throw new RangeError(`the hit ${index} belongs to no rule`);
    return rule;
  }

  kinds(): readonly string[] {
    this.#kinds ??= Array.from({ length: this.host.partCount() }, (_, part) => this.host.input(part));
    return this.#kinds;
  }

  part(index: number): Part {
    const known = this.#parts.get(index) ?? new Part(this as Shared<unknown>, index);
    this.#parts.set(index, known);
    return known;
  }

  state(input: string): string {
    const known = this.#states.get(input) ?? this.host.inputState(input);
    this.#states.set(input, known);
    return known;
  }
}

/** Whether one of the rule's wake conditions holds. The host hears nothing of a rule of which none does. */
function wakes<S>(rule: Rule<S>, sample: Case<S>, shared: Shared<S>, place: number): boolean {
  const hit = () =>
    shared.heard(place).some((index) => {
      const { pattern } = shared.hit(index);
      return pattern === null || shared.owner(index).patterns[pattern]?.options.wakes;
    });
  const conditions = rule.wake ?? [];
  if (conditions.length === 0) return hit();
  return conditions.some((wake) => {
    switch (wake.when) {
      case "hit":
        return hit();
      case "input":
        return sample.has(wake.input);
      case "answer-length":
        return isShort(sample.inputState("answer"), shared.host, wake.max);
      case "behaviour":
        return (wake.any as readonly (string | null)[]).includes(sample.attribute("behaviour"));
      case "finish-reason":
        return sample.attribute("finish-reason") === wake.is;
      // What facts there are is for the rule to see.
      default:
        return true;
    }
  });
}

function isShort(state: string, host: Host, max: number): boolean {
  return state === "empty" || (state === "present" && host.len(0) <= max);
}

/** What went wrong and where: the innermost line of the stack. */
export function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = error.stack?.split("\n").find((line) => line.includes("at "))?.trim();
  return `${error.name}: ${error.message}${where === undefined ? "" : ` (${where})`}`;
}
