import type { RotationCase } from "./rotation.ts";

/** The part of docs/reality.md on rotation: for each writer and each way of rotating, which file got the lines. */
export function rotationTable(cases: readonly RotationCase[]): string {
  const equal = cases.filter(({ predicted, found }) => predicted === found).length;
  const maybe = cases.filter(({ predicted }) => predicted === "unknown").length;
  const wrong = cases.length - equal - maybe;
  const stacks = [...new Set(cases.map(({ stack }) => stack))];
  const sections = stacks.map((stack) => {
    const own = cases.filter((each) => each.stack === stack);
    const rounds = [...new Set(own.map(({ round }) => round))];
    const files = [...new Set(own.map(({ file }) => file))];
    const rows = files.map((file) => {
      const cells = rounds.map((round) => {
        const found = own.find((each) => each.file === file && each.round === round);
        if (found === undefined) return "";
        if (found.predicted === found.found) return found.found;
        return found.predicted === "unknown" ? `${found.found}, not foretold` : `**${found.found}**`;
      });
      return `| ${[file, ...cells].join(" | ")} |`;
    });
    return `### ${stack}\n\n| written by | ${rounds.join(" | ")} |\n|---|${rounds.map(() => "---|").join("")}\n${rows.join("\n")}\n`;
  });
  return `## After a rotation

The logs of these stacks were rotated while they served, in every way, and each writer wrote a line after each: to the
*new* file, the one that has the path, to the *old* one, that was renamed, to *both*, or *nowhere*, into a file that is
deleted. \`src/routes/rotation.ts\` foretold it.

| cases | equal | maybe | wrong |
|---:|---:|---:|---:|
| ${String(cases.length)} | ${String(equal)} | ${String(maybe)} | ${String(wrong)} |

${sections.join("\n")}`;
}
