import { readFile } from "node:fs/promises";

/** The README of a rule: from the one file that the build makes of them all, or from the rule's folder when run from source. */
export async function ruleReadme(id: string): Promise<string | undefined> {
  const all = await textAt("./rule-readmes.json");
  if (all !== undefined) {
    const readmes: unknown = JSON.parse(all);
    return textIn(readmes, id);
  }
  return textAt(`../../rules/${id}/README.md`);
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(path, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}

function textIn(readmes: unknown, id: string): string | undefined {
  if (typeof readmes !== "object" || readmes === null) return undefined;
  const found: unknown = Object.getOwnPropertyDescriptor(readmes, id)?.value;
  return typeof found === "string" ? found : undefined;
}
