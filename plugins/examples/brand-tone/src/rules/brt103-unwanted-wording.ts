import { Example, rule } from "lictor-sdk";

import type { Chosen } from "../settings.js";

const SETTINGS = { avoid: ["cheap", "no problem"] };

export const unwantedWording = rule<Chosen>({
  code: "BRT103",
  slug: "unwanted-wording",
  summary: "the answer uses words that the brand does not use",
  docs: `
    ## What it does
    Reports the words and phrases of the setting \`avoid\`. A text in quotation marks may have them.
    ## Why is this bad
    A brand has a voice, and an assistant that speaks for it has the same.
    ## Known false positives
    Words with another meaning, such as “cheap” in “cheap talk”.
  `,
  message: "says “{quote}”",
  remedy: "Tell the model which words to use instead.",
  dimension: "usefulness",
  level: "note",
  status: "preview",
  since: "0.1.0",
  revision: 1,
  sensitive: false,
  requires: ["answer"],
  patterns: [],
  fires: [
    Example.answer("This plan is cheap.", SETTINGS),
    Example.answer("No problem, it is on its way 📦.", SETTINGS),
  ],
  ignores: [
    Example.answer("This plan costs little.", SETTINGS),
    Example.answer("Some call it “cheap”, we call it fair.", SETTINGS),
    Example.answer("This plan is cheap."),
  ],
  check(sample) {
    for (const hit of sample.hits) {
      const [start] = hit.part.range(hit.span);
      const before = hit.part.text.slice(0, start);
      const open = before.lastIndexOf("“") > before.lastIndexOf("”");
      if (!open) sample.report(hit);
    }
  },
  tags: ["tone", "configured"],
});
