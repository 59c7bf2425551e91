import { defineRule } from "../../../src/engine/rule.ts";

export default defineRule({
  id: "loglint/suppression",
  since: "0.1.0",
  layer: "loglint",
  summary: "A comment for loglint that silences nothing",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    misspelt: {
      what: "There is no rule {name}; {meant} is the nearest.",
      why: "The comment silences nothing, and looks as if it did.",
      instead: "Write {meant}.",
    },
    unknown: {
      what: "There is no rule {name}.",
      why: "The comment silences nothing, and looks as if it did.",
      instead:
        "Write a rule that `loglint rules` lists, and the reason after --, as in: loglint-ignore RULE -- reason.",
    },
    nameless: {
      what: "This comment names no rule.",
      why: "loglint silences only what is named, so it has no effect.",
      instead: "Write the rule and the reason: loglint-ignore RULE -- reason.",
    },
    unused: {
      what: "{name} finds nothing here that this comment could silence.",
      why: "It would silence the next mistake of that kind in this place, unseen.",
      instead: "Remove it.",
    },
    reasonless: {
      what: "This comment gives no reason.",
      why: "Whoever reads it later cannot tell whether it still holds.",
      instead: "Write the reason after --, as in: loglint-ignore RULE -- reason.",
    },
  },
  references: ["docs/suppressions.md"],
  // the engine reports: only it knows which rules there are, which of them ran, and what a comment silenced
  check: () => undefined,
});
