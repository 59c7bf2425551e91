import { describe, expect, it } from "vitest";
import { fixableGroups as groups, fixedFiles, type Files } from "../fixed-files.ts";

function fixed(files: Files, id: string): Files {
  return fixedFiles(files, [id]);
}

function each(files: Files, change: (text: string) => string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}

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
