import { pack } from "lictor-sdk";

import { blamesCustomer } from "./ton101-blames-customer.js";

/** The pack: who answers for it, what it reads, its rules. */
export const PACK = pack({
  publisher: "acme",
  name: "tone",
  version: "0.1.0",
  summary: "How answers speak to customers.",
  // All that the pack will ever read. It gets of them what the policy grants.
  inputs: ["answer"],
  rules: [blamesCustomer],
});
