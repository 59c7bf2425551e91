/** `npm test [-- FILTER...]`: installs what is needed, then runs every test. Ends with a line `N passed, N failed, N skipped`. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { installIfNeeded, run } from "./install.mjs";

installIfNeeded();
run(process.execPath, ["scripts/build.mjs", "--quiet"]);
const folder = mkdtempSync(join(tmpdir(), "loglint-test-"));
const report = join(folder, "report.json");
const result = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numFailedTestSuites: 0 };
try {
  counts = JSON.parse(readFileSync(report, "utf8"));
} catch {
  console.error("The test runner left no report.");
}
rmSync(folder, { recursive: true, force: true });
const failed = result.status === 0 ? counts.numFailedTests : Math.max(1, counts.numFailedTests);
console.log(`${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests} skipped`);
process.exitCode = result.status ?? 1;
