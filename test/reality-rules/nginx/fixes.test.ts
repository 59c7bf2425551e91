import { describe, expect, it } from "vitest";
import { check, fixableGroups, fixedFiles, type Files } from "../../fixed-files.ts";
import { nginx, refusalOf, remove, scratchOf } from "./scratch-nginx.ts";

/** Rules about what nginx refuses: the fix is what makes it start. */
const REFUSED = new Set(["nginx/syntax", "nginx/format-undefined"]);

const groups = fixableGroups.filter(([, id, files]) => {
  const { findings } = check(files, [id]);
  return id.startsWith("nginx/") && findings.every(({ fix }) => fix !== null);
});

/** A vhost or a file of formats needs a main file around it. */
function whole(files: Files): Files {
  if (Object.keys(files).some((path) => path.endsWith("nginx.conf"))) return files;
  const includes = Object.keys(files).map((path) => `include ${path};`);
  return { ...files, "nginx.conf": `events {}\nhttp {\n${includes.join("\n")}\n}\n` };
}

async function refusal(files: Files): Promise<string | null> {
  const scratch = await scratchOf(whole(files));
  const said = refusalOf(scratch);
  remove(scratch);
  return said;
}

describe.skipIf(nginx === null)("the fixes of the rules about nginx", () => {
  it("are tried for most groups of their pages", () => {
    expect(groups.length).toBeGreaterThanOrEqual(30);
  });

  it.each(groups)("leave nothing to report, and nginx starts with the result: %s", async (_, id, files) => {
    const after = fixedFiles(files, [id]);
    expect(after).not.toEqual(files);
    expect(check(after, [id]).findings).toEqual([]);
    expect((await refusal(files)) === null).toBe(!REFUSED.has(id));
    expect(await refusal(after)).toBeNull();
  });
});
