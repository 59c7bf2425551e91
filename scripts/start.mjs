/** `npm start [-- PATH...]`: installs and builds what is needed, then lints the bundled example or the given paths. */
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { installIfNeeded, run } from "./install.mjs";

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const from = process.env.INIT_CWD ?? process.cwd();
process.chdir(top);
installIfNeeded();
if (!existsSync("node_modules/esbuild")) throw new Error("esbuild is missing: run npm ci");
run(process.execPath, ["scripts/build.mjs", "--quiet"]);

const given = process.argv.slice(2);
const loglint = (args, cwd) =>
  spawnSync(process.execPath, [resolve(top, "dist/loglint.cjs"), ...args], { stdio: "inherit", cwd })
    .status ?? 2;
if (given.length > 0) {
  process.exitCode = loglint(given, from);
} else {
  console.log("loglint check fixtures/blog-broken\n");
  loglint(["check", "fixtures/blog-broken"], top);
  console.log("\nloglint where --in fixtures/blog\n");
  loglint(["where", "--in", "fixtures/blog"], top);
  console.log(
    "\nLint your own site:   npm start -- PATH            (a repository, a folder, or single files)",
  );
  console.log("What was read, and which setting won:   npm start -- facts PATH");
}
