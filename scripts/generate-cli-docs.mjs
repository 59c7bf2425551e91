/**
 * Writes man/loglint.1 and completions/ for bash, zsh and fish from the table of commands (src/cli/commands.ts) and options
 * (src/cli/options.ts). `--check` fails when they are stale.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bashCompletion, fishCompletion, zshCompletion } from "./completions.mjs";
import { manPage } from "./man-page.mjs";

const table = await commandTable();
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const files = {
  "man/loglint.1": manPage(table, version),
  "completions/loglint.bash": bashCompletion(table),
  "completions/_loglint": zshCompletion(table),
  "completions/loglint.fish": fishCompletion(table),
};
for (const [path, text] of Object.entries(files)) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${path} is stale: run npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** The commands with their options as data; what a command runs is left out. */
async function commandTable() {
  const folder = mkdtempSync(resolve("node_modules/.loglint-"));
  const outfile = join(folder, "commands.mjs");
  try {
    await build({
      stdin: {
        contents:
          'export { COMMANDS } from "./src/cli/commands.ts"; export { OPTIONS } from "./src/cli/options.ts"; export { FORMATS } from "./src/report/reporters.ts";',
        resolveDir: ".",
      },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error",
      plugins: [
        {
          name: "leave-out-what-runs",
          setup: (b) =>
            b.onResolve({ filter: /./ }, ({ kind, path }) =>
              kind === "dynamic-import" ? { path, external: true } : undefined,
            ),
        },
      ],
    });
    const { COMMANDS, OPTIONS, FORMATS } = await import(pathToFileURL(outfile).href);
    return COMMANDS.map((command) => ({
      ...command,
      formats: command.formats ?? FORMATS,
      options: command.options.map((name) => ({ name, ...OPTIONS[name] })),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
