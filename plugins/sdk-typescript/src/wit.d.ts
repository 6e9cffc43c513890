/** What the host offers, as QuickJS sees it. The words are explained in wit/v1/plugin.wit. */
declare module "lictor:plugin/sample@1.0.0" {
  interface Span {
    part: number;
    start: number;
    end: number;
  }
  const sample: {
    partCount(): number;
    input(part: number): string;
    text(part: number): string;
    read(part: number, start: number, end: number): string;
    len(part: number): number;
    property(part: number, key: string): string | null;
    attribute(key: string): string | null;
    inputState(input: string): string;
    expectation(): string | null;
    hits(): { pattern: number; view: number; span: Span }[];
    view(view: number): string;
    around(hit: number, before: number, after: number): { before: string; matched: string; after: string };
    locate(hit: number, start: number, end: number): Span;
  };
  export default sample;
}

declare module "lictor:plugin/findings@1.0.0" {
  interface Span {
    part: number;
    start: number;
    end: number;
  }
  /** A refusal is thrown, as a string. */
  const findings: {
    report(finding: {
      rule: string;
      spans: readonly Span[];
      hits: readonly number[];
      confidence: number | null;
      detail: readonly (readonly [string, string])[];
    }): void;
    notApplicable(rule: string, reason: string): void;
    measure(name: string, value: number): void;
  };
  export default findings;
}
