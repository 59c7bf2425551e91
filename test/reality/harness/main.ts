import { writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { filesBelow } from "./scratch.ts";
import { realityTable } from "./table.ts";
import { fixtureStacks } from "./fixture-stacks.ts";
import { generatedStacks } from "./generated-stacks.ts";
import { runReality, type Reality, type RealStack } from "./reality.ts";

/** `npm run reality -- FOLDER...`: runs each stack for real and prints what differs from the map. */
const wanted = process.argv.find((word) => word.startsWith("--generated"));
const tableAt = process.argv.indexOf("--table");
const table = tableAt === -1 ? undefined : process.argv[tableAt + 1];
const folders = process.argv.slice(2).filter((word) => !word.startsWith("--") && word !== table);
const keep = process.argv.includes("--keep");
const stacks: RealStack[] = folders.map((folder) => ({
  name: basename(resolve(folder)),
  files: filesBelow(resolve(folder)),
}));
if (wanted !== undefined) {
  const part = wanted.split("=")[1] ?? "";
  if (part === "") stacks.push(...fixtureStacks());
  stacks.push(...generatedStacks().filter((stack) => stack.name.includes(part)));
}
if (stacks.length === 0) {
  console.error("usage: npm run reality -- STACK_FOLDER... [--generated[=PART]] [--keep] [--verbose]");
  process.exitCode = 2;
}
const results: Reality[] = [];
for (const stack of stacks) {
  const result = await runReality(stack, { nginx: "/usr/sbin/nginx", gunicorn: "/usr/bin/gunicorn" }, keep);
  results.push(result);
  const count = (verdict: string) => result.verdicts.filter((each) => each.verdict === verdict).length;
  console.log(
    `${result.name}: ${result.verdicts.length} events, ${count("equal")} equal, ${count("maybe")} maybe, ${count("wrong")} wrong`,
  );
  if (result.skipped !== null) console.log(`  skipped: ${result.skipped}`);
  else if (!result.started) console.log("  gunicorn did not start");
  for (const each of result.verdicts) {
    if (each.verdict === "equal" && !process.argv.includes("--verbose")) continue;
    const list = (names: readonly string[]): string => (names.length === 0 ? "nowhere" : names.join(", "));
    console.log(
      `  ${each.verdict.padEnd(5)}  ${each.event}: predicted ${list(each.predicted)}; found ${list(each.found)}`,
    );
  }
  if (count("wrong") > 0) {
    process.exitCode = 1;
    if (process.argv.includes("--verbose")) console.log(result.streams);
  }
}
if (table !== undefined) writeFileSync(table, realityTable(results));
