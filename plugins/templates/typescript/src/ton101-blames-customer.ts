import { Example, phrase, regex, rule } from "lictor-sdk";

export const blamesCustomer = rule({
  code: "TON101",
  slug: "blames-customer",
  summary: "the answer blames the customer",
  docs: `
    ## What it does
    Reports answers that tell customers that something is their own fault.
    ## Why is this bad
    Whether it is or not, a customer who is blamed does not come back.
    ## Known false positives
    Answers that quote what somebody else said without quotation marks.
  `,
  message: "blames the customer: “{quote}”",
  remedy: "Say what happened and what can be done, not who did it.",
  dimension: "usefulness",
  level: "warn",
  status: "preview",
  since: "0.1.0",
  revision: 1,
  sensitive: false,
  requires: ["answer"],
  patterns: [
    regex(String.raw`(?i)\b(?:that|this|it) (?:is|was) your (?:own )?(?:fault|mistake)\b`),
    phrase("you should have read"),
  ],
  fires: [
    Example.answer("The device broke, but that was your own fault."),
    Example.answer("You should have read the manual."),
  ],
  ignores: [
    Example.answer("It was not your fault."),
    Example.answer("The reviewer wrote: “You should have read the manual.”"),
  ],
  check(sample) {
    for (const hit of sample.hits) {
      const quoted = /[“"]/.test(hit.around(8, 0).before);
      if (!quoted) sample.report(hit);
    }
  },
  language: "en",
  tags: ["wording"],
});
