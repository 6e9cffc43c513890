import { Example, regex, rule } from "lictor-sdk";

import type { Chosen } from "../settings.js";

/** Words in capitals that nobody shouts. */
const ABBREVIATIONS = new Set(["HTML", "HTTP", "HTTPS", "IBAN", "JSON", "NASA", "SEPA", "SWIFT", "UTF8", "WLAN", "XLSX"]);

export const shouts = rule<Chosen>({
  code: "BRT102",
  slug: "shouts",
  summary: "the answer shouts",
  docs: `
    ## What it does
    Reports two and more words in a row in capital letters, and two and more exclamation marks.
    ## Why is this bad
    A customer with a problem reads it as anger, or as a joke at their cost.
    ## Known false positives
    Names that are written in capitals, and text that the user asked to be.
  `,
  message: "{how}: “{quote}”",
  remedy: "Tell the model how the brand speaks.",
  dimension: "usefulness",
  level: "note",
  status: "preview",
  since: "0.1.0",
  revision: 1,
  sensitive: false,
  requires: ["answer"],
  patterns: [
    regex("[!！]{2,}").label("piles up exclamation marks"),
    regex(String.raw`\b[A-Z]{4,}(?:[ ,]+[A-Z]{2,})+\b`).label("writes in capital letters"),
  ],
  fires: [Example.answer("Great choice 🎉!!!"), Example.answer("PLEASE READ THE MANUAL first.")],
  ignores: [Example.answer("Great choice 🎉!"), Example.answer("Send JSON, XLSX or HTML over HTTPS.")],
  check(sample) {
    for (const hit of sample.hits) {
      const words = hit.matched.split(/[ ,]+/);
      if (!words.every((word) => ABBREVIATIONS.has(word))) sample.report(hit, { detail: { how: hit.label } });
    }
  },
  detail: { how: "pattern-labels" },
  tags: ["tone"],
});
