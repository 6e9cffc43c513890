/**
 * The component side: the contract's exports over a pack, its imports as a host. Only a component can import this module.
 *
 * @module
 */
import findings from "lictor:plugin/findings@1.0.0";
import sample from "lictor:plugin/sample@1.0.0";

import { type Finding, Refused } from "./case.js";
import { type Host, Prepared, words } from "./check.js";
import { manifest } from "./manifest.js";
import { type Pack, SettingsError, settingsOf } from "./pack.js";

/** What a component exports as `scorer`. */
export interface Scorer {
  configure(settings: string): void;
  describe(): string;
  check(): void;
}

/** The host's functions. */
const host: Host = {
  ...sample,
  report({ rule, spans, hits, confidence, detail }: Finding): void {
    accepted(() => findings.report({ rule, spans, hits, confidence, detail }));
  },
  notApplicable(rule: string, reason: string): void {
    accepted(() => findings.notApplicable(rule, reason));
  },
  measure(name: string, value: number): void {
    accepted(() => findings.measure(name, value));
  },
};

function accepted(call: () => void): void {
  try {
    call();
  } catch (refused) {
    throw new Refused(String(refused));
  }
}

/** Asking the host for what it does not have would be a trap without words. */
function closeDoors(): void {
  const no = (what: string) => (): never => {
    throw new Error(what);
  };
  const noClock = no('a pack has no clock: attribute("today") is the date');
  globalThis.Date = new Proxy(Date, {
    apply: noClock,
    construct: (target, given: []) => (given.length === 0 ? noClock() : new target(...given)),
    get: (target, key) => (key === "now" ? noClock : Reflect.get(target, key)),
  });
  Math.random = no("a pack has no randomness");
  const noConsole = no("a pack has no console");
  const names = ["log", "info", "warn", "error", "debug"];
  Reflect.set(globalThis, "console", Object.fromEntries(names.map((name) => [name, noConsole])));
}

/**
 * The exports of a component. Whatever a pack throws becomes the error of the call: an exception that left it would be a
 * trap without words.
 */
export function scorer<S>(pack: Pack<S>): Scorer {
  const prepared = new Prepared(pack);
  const { parse } = settingsOf(pack);
  // What a check without settings starts from; so the build meets a pack whose defaults are refused.
  let settings = parse({});
  // And a pack that cannot be described.
  manifest(pack, settings);
  closeDoors();
  return {
    configure(json: string): void {
      try {
        settings = parse(json === "" ? {} : JSON.parse(json));
      } catch (error) {
        const problems = error instanceof SettingsError ? error.problems : { "": words(error) };
        throw Object.entries(problems).map(([path, message]) => ({ path, message }));
      }
    },
    describe(): string {
      try {
        return manifest(pack, settings);
      } catch (error) {
        throw words(error);
      }
    },
    check(): void {
      try {
        prepared.check(settings, host);
      } catch (error) {
        throw error instanceof Error ? error.message : String(error);
      }
    },
  };
}
