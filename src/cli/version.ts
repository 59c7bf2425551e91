import type { Run } from "./commands.ts";

/** Filled in by scripts/build.mjs. */
declare const LOGLINT_VERSION: string | undefined;

/** loglint's version; "development" when it runs from its source. */
export const VERSION = typeof LOGLINT_VERSION === "string" ? LOGLINT_VERSION : "0.0.0-development";

export const version: Run = ({ io }) => {
  io.stdout.write(`loglint ${VERSION}\n`);
  return Promise.resolve(0);
};
