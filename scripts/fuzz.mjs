/**
 * `npm run fuzz [-- MINUTES [SEED]]`: the properties of test/robustness on new inputs for so long (10 minutes). A failure is printed
 * with its seed and its smallest input; the run goes on, and ends with the number of inputs of each kind.
 * `npm run fuzz -- against [CASES [SEED]]` compares with the installed nginx, gunicorn, Python and Django on so many generated cases each (20000).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
/** Tests that ask one process of the real program about many generated cases. */
const COMPARISONS = [
  "test/read/nginx/nginx-differential.test.ts",
  "test/read/python/differential.test.ts",
  "test/evaluate/random.test.ts",
  "test/loaders/gunicorn/argument-parser.test.ts",
  "test/loaders/gunicorn/access-format.test.ts",
  "test/loaders/django/logger-tree.oracle.test.ts",
];

const [first, ...rest] = process.argv.slice(2);
const run = (program, args, env = {}) => {
  process.exitCode =
    spawnSync(program, args, { stdio: "inherit", env: { ...process.env, ...env } }).status ?? 2;
};
if (first === "against") {
  const seed = rest[1] ?? String(Date.now() % 1_000_000_000);
  console.log(`seed ${seed}`);
  run("npx", ["vitest", "run", "--testTimeout", "7200000", ...COMPARISONS], {
    LOGLINT_FUZZ_CASES: rest[0] ?? "20000",
    LOGLINT_FUZZ_SEED: seed,
    LOGLINT_REQUIRE_REAL: "1",
  });
} else {
  const folder = mkdtempSync(join(tmpdir(), "loglint-fuzz-"));
  const outfile = join(folder, "fuzz.mjs");
  try {
    await build({
      entryPoints: ["test/robustness/long-run.ts"],
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      outfile,
      logLevel: "warning",
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    run(process.execPath, [outfile, first ?? "10", ...rest]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
