import { pack } from "lictor-sdk";

import { blamesCustomer } from "./rules/brt101-blames-customer.js";
import { shouts } from "./rules/brt102-shouts.js";
import { unwantedWording } from "./rules/brt103-unwanted-wording.js";
import { SETTINGS } from "./settings.js";

export const PACK = pack({
  publisher: "acme",
  name: "brand-tone",
  version: "0.1.0",
  summary: "How answers speak to customers.",
  inputs: ["answer"],
  rules: [blamesCustomer, shouts, unwantedWording],
  settings: SETTINGS,
});
