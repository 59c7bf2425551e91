import type { Reporter } from "./report.ts";

/** Every format of `check`, each loaded only when it is asked for. */
const REPORTERS = {
  text: async () => (await import("./text.ts")).text,
  json: async () => (await import("./json.ts")).json,
  compact: async () => (await import("./compact.ts")).compact,
  jsonl: async () => (await import("./json.ts")).jsonl,
  sarif: async () => (await import("./sarif.ts")).sarif,
  github: async () => (await import("./github.ts")).github,
  gitlab: async () => (await import("./gitlab.ts")).gitlab,
  junit: async () => (await import("./junit.ts")).junit,
  checkstyle: async () => (await import("./checkstyle.ts")).checkstyle,
  rdjson: async () => (await import("./rdjson.ts")).rdjson,
  markdown: async () => (await import("./markdown.ts")).markdown,
  html: async () => (await import("./html.ts")).html,
} satisfies Record<string, () => Promise<Reporter>>;

export type Format = keyof typeof REPORTERS;

export const FORMATS = Object.keys(REPORTERS).filter(isFormat);

export function isFormat(name: string): name is Format {
  return Object.hasOwn(REPORTERS, name);
}

export function loadReporter(format: Format): Promise<Reporter> {
  return REPORTERS[format]();
}
