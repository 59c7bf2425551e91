/** The rules as data, bundled from their sources: what the generators of documents need. */
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export async function rulesTable() {
  const folder = mkdtempSync(resolve("node_modules/.loglint-"));
  const outfile = join(folder, "rules.mjs");
  try {
    await build({
      entryPoints: ["rules/index.ts"],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error",
    });
    const { rules } = await import(pathToFileURL(outfile).href);
    return rules;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
