import { describe, expect, it } from "vitest";
import { lint, type Finding } from "../../../src/index.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { groups, nginx, refusalOf, remove, scratchOf } from "./scratch-nginx.ts";

type Files = Readonly<Record<string, string>>;

function findingsIn(files: Files, rule: string): readonly Finding[] {
  return lint({ fs: memoryFileSystem(files), paths: ["."], selection: { only: [rule] } }).findings;
}

/** The files after every fix of the findings, the last edit of a file first. */
function fixed(files: Files, findings: readonly Finding[]): Files {
  const edits = findings.flatMap(({ fix }) => fix?.edits ?? []).sort((a, b) => b.start - a.start);
  const texts = new Map(Object.entries(files));
  for (const { file, start, end, text } of edits) {
    const before = texts.get(file) ?? "";
    texts.set(file, before.slice(0, start) + text + before.slice(end));
  }
  return Object.fromEntries(texts);
}

describe.skipIf(nginx === null).each(["buffer-without-flush", "dev-null-target", "error-level-reset"])(
  "the fix of nginx/%s",
  (rule) => {
    const bad = groups(rule).filter(({ kind }) => kind === "bad");

    it.each(bad.map((group) => [group.title, group.files] as const))(
      "leaves nothing to report, and nginx accepts the result: %s",
      async (_, files) => {
        const found = findingsIn(files, `nginx/${rule}`);
        expect(found.every(({ fix }) => fix !== null)).toBe(true);
        const after = fixed(files, found);
        expect(after).not.toEqual(files);
        expect(findingsIn(after, `nginx/${rule}`)).toEqual([]);
        const scratch = await scratchOf(after);
        const refusal = refusalOf(scratch);
        remove(scratch);
        expect(refusal).toBeNull();
      },
    );
  },
);
