import { existsSync, statSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fixtureStacks } from "./fixture-stacks.ts";
import { generatedStacks } from "./generated-stacks.ts";
import { runReality, type Reality, type RealStack } from "./reality.ts";
import { allRotations } from "./rotation-stacks.ts";
import { filesBelow } from "./scratch.ts";
import { realityPage } from "./table.ts";

const HELP = `Usage: npm run reality -- FOLDER... [options]

Starts the nginx, gunicorn and Django site of each folder for real, in a scratch folder and on 127.0.0.1 only,
causes every kind of record with a marker of its own, and compares where each marker is found with where
"loglint where" says for the same files. Your folder is only read; its settings are imported, so they run.

A folder holds an nginx.conf, a gunicorn.conf.py, a supervisord.conf, or several of them, and the Django project
with its manage.py. Absolute paths of logs and ports are moved into the scratch folder; databases are not used.

Options:
  --stdio KIND        how gunicorn's output is caught: file (default), pipe, socket (as journald does)
  --env NAME=VALUE    set a variable for gunicorn; may be given several times
  --verbose           print every event, and the streams where one is wrong
  --keep              leave the scratch folder and print its path
  --generated[=PART]  run loglint's own stacks, those with PART in their name
  --table FILE        write docs/reality.md, with the rotations
  --help              print this

Exit code: 0 all equal or maybe, 1 something is wrong or did not start, 2 bad usage, 3 a program is not installed.
`;
const PROGRAMS = {
  nginx: "/usr/sbin/nginx",
  gunicorn: "/usr/bin/gunicorn",
  uvicorn: "/usr/bin/uvicorn",
  supervisord: "/usr/bin/supervisord",
  logrotate: "/usr/sbin/logrotate",
};

/** `npm run reality -- FOLDER...` */
async function main(): Promise<number> {
  // parseArgs knows no option with a value that may be left out.
  const words = process.argv.slice(2).map((word) => (word === "--generated" ? "--generated=" : word));
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      stdio: { type: "string", default: "file" },
      env: { type: "string", multiple: true, default: [] },
      verbose: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      generated: { type: "string" },
      table: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { stdio } = values;
  if (stdio !== "file" && stdio !== "pipe" && stdio !== "socket")
    throw new Error(`--stdio is file, pipe or socket, not ${stdio}`);
  const environment = Object.fromEntries(
    values.env.map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
  );
  const stacks: RealStack[] = positionals.map((folder) => {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
    return { name: basename(resolve(folder)), files: filesBelow(resolve(folder)), stdio, environment };
  });
  const part = values.generated;
  if (part === "") stacks.push(...fixtureStacks());
  if (part !== undefined) stacks.push(...generatedStacks().filter((stack) => stack.name.includes(part)));
  if (stacks.length === 0) throw new Error("name a folder");
  const missing = Object.entries(PROGRAMS).filter(([, path]) => !existsSync(path));
  const needed = missing.filter(([name]) => name === "nginx" || name === "gunicorn");
  if (needed.length > 0) {
    console.error(`not installed: ${needed.map(([, path]) => path).join(", ")}`);
    return 3;
  }
  const results: Reality[] = [];
  for (const stack of stacks) {
    const result = await runReality(stack, PROGRAMS, values.keep);
    results.push(result);
    print(result, values.verbose);
  }
  if (values.table !== undefined)
    writeFileSync(values.table, realityPage(results, await allRotations(PROGRAMS)));
  const isBad = (each: Reality): boolean =>
    each.skipped === null &&
    (!each.started || each.verdicts.length === 0 || each.verdicts.some(({ verdict }) => verdict === "wrong"));
  return results.some(isBad) ? 1 : 0;
}

function print(result: Reality, verbose: boolean): void {
  const { verdicts } = result;
  const count = (verdict: string): number => verdicts.filter((each) => each.verdict === verdict).length;
  const counts = (["equal", "maybe", "wrong"] as const)
    .map((each) => `${String(count(each))} ${each}`)
    .join(", ");
  console.log(`${result.name}: ${String(verdicts.length)} events, ${counts}`);
  if (result.skipped !== null) console.log(`  skipped: ${result.skipped}`);
  else if (!result.started) console.log(`  gunicorn did not start\n${result.streams}`);
  const list = (names: readonly string[]): string => (names.length === 0 ? "nowhere" : names.join(", "));
  for (const { verdict, event, predicted, found } of verdicts) {
    if (verdict === "equal" && !verbose) continue;
    console.log(`  ${verdict.padEnd(5)}  ${event}: predicted ${list(predicted)}; found ${list(found)}`);
  }
  if (count("wrong") > 0 && verbose) console.log(result.streams);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 2;
}
