import { describe, expect, it } from "vitest";
import { timeSpan } from "../../src/loaders/journald/quantities.ts";
import { loadTmpfiles } from "../../src/loaders/tmpfiles/load-tmpfiles.ts";
import { readCrontab } from "../../src/read/crontab/read-crontab.ts";
import { readMakefile } from "../../src/read/makefile/read-makefile.ts";
import { readTmpfiles } from "../../src/read/tmpfiles/read-tmpfiles.ts";
import { maskTemplate } from "../../src/read/unit/template-mask.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { randomTexts } from "../read/seeded-random.ts";

/** Texts that are slow for a reader which looks back, or goes deep. */
const LONG: readonly string[] = [
  "a".repeat(300_000),
  `a${" ".repeat(300_000)}x`,
  `A=${" ".repeat(300_000)}x`,
  "{{".repeat(150_000),
  "{% if".repeat(60_000),
  `a:\n\t${"$(".repeat(100_000)}`,
  `a:\n\t${"$(a)".repeat(100_000)}`,
  `${"X += a\n".repeat(50_000)}r:\n\techo $(X)\n`,
  `${Array.from({ length: 9 }, (_, i) => `V${String(i)} = ${`$(V${String(i + 1)})`.repeat(300)}\n`).join("")}V9 =\nr:\n\t$(V0)\n`,
  `${"a ".repeat(20_000)}:\n${"\tx\n".repeat(20_000)}`,
  "Z /a/* - - -\n".repeat(20_000),
  Array.from({ length: 20_000 }, (_, i) => `d /a/${String(i)}\nz /a/${String(i)} 0700\n`).join(""),
  `d "${"/a".repeat(100_000)}`,
  "* * * * * ".repeat(30_000),
  "\\\n".repeat(100_000),
  "1".repeat(200_000),
  `${"1s ".repeat(50_000)}x`,
];

const PIECES = [
  "d ",
  "/a",
  " 0755",
  "\n",
  "\t",
  "\\",
  "$(",
  ")",
  "${",
  "}",
  ":",
  "=",
  "+=",
  "%",
  "'",
  '"',
  "* * * * * ",
  "@reboot ",
  "{{",
  "}}",
  "{% if %}",
  "#",
  "a",
  "define\n",
  "endef\n",
  "Z ",
  "*",
  "%L",
  "é",
];

function readAll(text: string): void {
  readCrontab(text, null);
  readMakefile(text);
  readTmpfiles(text);
  loadTmpfiles(memoryFileSystem({ "a.conf": text }), ["a.conf"]);
  timeSpan(text);
  expect(maskTemplate(text)).toHaveLength(text.length);
}

describe("the readers of crontabs, makefiles and tmpfiles.d", () => {
  it.each(LONG.map((text) => [text.slice(0, 24), text] as const))("come to an end: %j", (_, text) => {
    readAll(text);
  });

  it("take 3000 random texts, and all their spans lie in the file", () => {
    for (const text of randomTexts(7, 3000, 20, PIECES)) {
      readAll(text);
      const spans = [
        ...readMakefile(text).flatMap(({ span, targetSpan }) => [span, targetSpan]),
        ...readCrontab(text, true).flatMap(({ commandSpan, user }) => [
          commandSpan,
          ...(user === null ? [] : [user.span]),
        ]),
        ...readTmpfiles(text).lines.map(({ span }) => span),
      ];
      for (const { start, end } of spans)
        expect([text, start >= 0 && start <= end && end <= text.length]).toEqual([text, true]);
    }
  });
});
