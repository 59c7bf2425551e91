/** The rules, and what explain knows, as data, bundled from their sources: what the generators of documents need. */
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export async function rulesTable() {
  return (await bundled(`export { rules } from "./rules/index.ts";`)).rules;
}

/** Settings and messages that `loglint explain` knows. */
export async function explained() {
  const found = await bundled(
    `export { SETTING_PAGES } from "./src/explain/setting-here.ts"; export { KNOWN_MESSAGES } from "./src/explain/match-message.ts";`,
  );
  return { settings: found.SETTING_PAGES, messages: found.KNOWN_MESSAGES };
}

async function bundled(contents) {
  const folder = mkdtempSync(resolve("node_modules/.loglint-"));
  const outfile = join(folder, "rules.mjs");
  try {
    await build({
      stdin: { contents, resolveDir: ".", loader: "ts" },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
