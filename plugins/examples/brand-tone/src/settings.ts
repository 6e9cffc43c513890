import { added, type Settings, SettingsError } from "lictor-sdk";

/** What a policy can set for this pack. */
export interface Chosen {
  readonly avoid: readonly string[];
}

export const SETTINGS: Settings<Chosen> = {
  schema: {
    type: "object",
    additionalProperties: false,
    properties: {
      avoid: {
        description: "Words and phrases that the brand does not use (BRT103). Letter case makes no difference.",
        type: "array",
        items: { type: "string" },
        default: [],
      },
    },
  },
  parse(given) {
    const avoid = (given["avoid"] ?? []) as string[];
    const empty = avoid.flatMap((words, index) => (words.trim() === "" ? [[`/avoid/${index}`, "name a word"]] : []));
    if (empty.length > 0) throw new SettingsError(Object.fromEntries(empty));
    return { avoid };
  },
  patterns: ({ avoid }) => avoid.map((words) => added("BRT103", words)),
};
