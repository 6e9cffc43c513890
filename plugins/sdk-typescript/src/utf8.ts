/** Every so many code units a text's place in bytes is remembered. */
const STEP = 1024;

/**
 * Where the code units of a text lie in its UTF-8. A text of ASCII (as many bytes as code units) costs nothing; of others it is
 * counted as far as it is asked, once.
 */
export class Offsets {
  readonly #text: string;
  readonly #ascii: boolean;
  /** Bytes before each STEP-th code unit. */
  readonly #known: number[] = [0];

  /** `bytes`: how many the text has, where that is known. */
  constructor(text: string, bytes?: number) {
    this.#text = text;
    this.#ascii = bytes === text.length;
  }

  /** How many bytes the first `units` code units have. A bound inside a surrogate pair moves up or down to its edge. */
  bytes(units: number, up: boolean): number {
    const text = this.#text;
    if (!(units >= 0 && units <= text.length)) {
      throw new RangeError(`${units} is no place in a text of ${text.length} code units`);
    }
    if (this.#ascii) return units;
    const inside = isLow(text.charCodeAt(units)) && isHigh(text.charCodeAt(units - 1));
    return this.#before(inside ? units + (up ? 1 : -1) : units);
  }

  /** How many code units lie in the first `bytes` bytes. */
  units(bytes: number): number {
    if (this.#ascii) return bytes;
    const length = this.#text.length;
    let at = 0;
    while (at + STEP <= length && this.#before(at + STEP) <= bytes) at += STEP;
    for (let seen = this.#before(at); at < length && seen < bytes; at++) seen += width(this.#text, at, at + 1);
    return at;
  }

  #before(units: number): number {
    const step = Math.floor(units / STEP);
    for (let known = this.#known.length; known <= step; known++) {
      this.#known.push((this.#known[known - 1] ?? 0) + width(this.#text, (known - 1) * STEP, known * STEP));
    }
    return (this.#known[step] ?? 0) + width(this.#text, step * STEP, units);
  }
}

/** How many bytes of UTF-8 a text has. */
export function size(text: string): number {
  return width(text, 0, text.length);
}

/** The bytes of code units: each half of a surrogate pair has two of the pair's four. */
function width(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isHigh(unit) || isLow(unit) ? 2 : 3;
  }
  return bytes;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** The last code units of a text, at most so many and no half characters. */
export function last(text: string, units: number): string {
  const from = Math.max(0, text.length - units);
  return text.slice(from > 0 && isLow(text.charCodeAt(from)) ? from + 1 : from);
}

/** The first code units of a text, at most so many and no half characters. */
export function first(text: string, units: number): string {
  const to = Math.min(text.length, units);
  return text.slice(0, to > 0 && to < text.length && isHigh(text.charCodeAt(to - 1)) ? to - 1 : to);
}
