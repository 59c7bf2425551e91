import { rules } from "../index.ts";
import type { Run } from "./command.ts";

/** Filled in by scripts/build.mjs. */
declare const LOGLINT_VERSION: string | undefined;

/** loglint's version; "development" when it runs from its source. */
export const VERSION = typeof LOGLINT_VERSION === "string" ? LOGLINT_VERSION : "0.0.0-development";

export const version: Run = ({ options, io }) => {
  const facts = options.verbose === true ? buildFacts() : [];
  io.stdout.write([`loglint ${VERSION}`, ...facts].map((line) => `${line}\n`).join(""));
  return Promise.resolve(0);
};

/** What was built, and what it runs on. The build is named by a hash of its code. */
export function buildFacts(): string[] {
  const build = /(?:cli-)?([^/]+?)\.[a-z]+$/.exec(new URL(import.meta.url).pathname)?.[1] ?? "unknown";
  const { node, v8 } = process.versions;
  return [
    `build ${build === "version" ? "source" : build}, ${rules.length} rules`,
    `Node ${node}, V8 ${v8}, ${process.platform} ${process.arch}`,
  ];
}
