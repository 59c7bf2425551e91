/**
 * `npm run reality -- STACK_FOLDER...`: lays the stack out in a scratch folder, starts the real nginx, gunicorn and Django from it, causes
 * every kind of record with a marker of its own, and compares where each is found with where `loglint where` says it ends.
 * `--verbose` prints every event, `--keep` leaves the scratch folder.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "loglint-reality-build-"));
const outfile = join(folder, "reality.mjs");
await build({
  entryPoints: [join(home, "test/reality/harness/main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
const args = process.argv.slice(2);
const result = spawnSync(process.execPath, [outfile, ...args], { stdio: "inherit" });
rmSync(folder, { recursive: true, force: true });
process.exitCode = result.status ?? 1;
