/** Writes the configuration schema and its validator. `--check` fails when they are stale. */
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

// inside node_modules, so that the bundle finds ajv
const folder = mkdtempSync(resolve("node_modules/.loglint-"));
const outfile = join(folder, "generate-validators.mjs");
try {
  await build({
    entryPoints: ["scripts/generate-validators.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const { generatedFiles } = await import(pathToFileURL(outfile).href);
  for (const [path, text] of Object.entries(generatedFiles())) {
    const current = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (current === text) continue;
    if (process.argv.includes("--check")) {
      console.error(`${path} is stale: run npm run generate`);
      process.exitCode = 1;
    } else writeFileSync(path, text);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
