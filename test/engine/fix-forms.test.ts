import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixInRounds } from "../../src/engine/fix-rounds.ts";
import { lint, rules } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { readmeGroups } from "../readme-groups.ts";

type Files = Readonly<Record<string, string>>;

/** The files after every fix of one rule, safe and unsafe. */
function fixed(files: Files, id: string): Files {
  const check = (texts: ReadonlyMap<string, string>) =>
    lint({
      fs: memoryFileSystem({ ...files, ...Object.fromEntries(texts) }),
      paths: ["."],
      selection: { preset: "strict", only: [id] },
    });
  const { texts } = fixInRounds({
    before: check(new Map()),
    check,
    wanted: (result) => result.findings,
    mayWrite: () => true,
    unsafe: true,
  });
  return { ...files, ...Object.fromEntries(texts) };
}

function each(files: Files, change: (text: string) => string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}

const groups = rules
  .filter((rule) => rule.fixable !== "no" && rule.layer !== "loglint")
  .flatMap((rule) =>
    readmeGroups(readFileSync(`rules/${rule.id}/README.md`, "utf8"))
      .filter((group) => group.kind === "bad")
      .map((group) => [`${rule.id}: ${group.title}`, rule.id, group.files] as const),
  );

const crLf = (text: string): string => text.replaceAll("\n", "\r\n");
const unended = (text: string): string => text.replace(/\n$/, "");

describe("the fixes of the rules", () => {
  // no shell takes a script with CRLF
  const written = groups.filter(([, , files]) => !Object.keys(files).some((path) => path.endsWith(".sh")));
  it.each(written)("do the same where lines end with CRLF: %s", (_, id, files) => {
    expect(fixed(each(files, crLf), id)).toEqual(each(fixed(files, id), crLf));
  });

  it.each(groups)("do the same where the last line has no end: %s", (_, id, files) => {
    expect(each(fixed(each(files, unended), id), unended)).toEqual(each(fixed(files, id), unended));
  });

  it.each(groups)("leave comments and the blanks around them alone: %s", (_, id, files) => {
    const noted = (text: string): string => `# first  \n\n${text}\n# last\t \n`;
    const named = Object.entries(files).map(([path, text]) => [
      path,
      /\.(?:json|md)$|Procfile/.test(path) ? text : noted(text),
    ]);
    const before: Files = Object.fromEntries(named) as Files;
    const plain = fixed(files, id);
    expect(fixed(before, id)).toEqual(
      Object.fromEntries(
        Object.entries(plain).map(([path, text]) => [
          path,
          before[path] === files[path] ? text : noted(text),
        ]),
      ),
    );
  });
});
