import type { Purpose } from "../model/purpose.ts";
import { normalize } from "../text/path.ts";

const WORDS: ReadonlyMap<string, Purpose> = new Map<string, Purpose>([
  ["production", "production"],
  ["prod", "production"],
  ["prd", "production"],
  ["live", "production"],
  ["staging", "production"],
  ["stage", "production"],
  ["stg", "production"],
  ["preprod", "production"],
  ["preproduction", "production"],
  ["uat", "production"],
  ["development", "development"],
  ["develop", "development"],
  ["devel", "development"],
  ["dev", "development"],
  ["local", "development"],
  ["localhost", "development"],
  ["debug", "development"],
  ["override", "development"],
  ["vagrant", "development"],
  ["devcontainer", "development"],
  ["sandbox", "development"],
  ["playground", "development"],
  ["test", "test"],
  ["tests", "test"],
  ["testing", "test"],
  ["testsettings", "test"],
  ["testproject", "test"],
  ["unittest", "test"],
  ["pytest", "test"],
  ["conftest", "test"],
  ["ci", "test"],
  ["e2e", "test"],
  ["integration", "test"],
]);

/** Folders whose whole content shows how something is used, and runs nowhere. */
const SHOWCASES = new Set([
  "example",
  "examples",
  "sample",
  "samples",
  "demo",
  "demos",
  "tutorial",
  "tutorials",
]);

/** What the words of a path say when they disagree within one name: `test_production` is a test. */
const STRONGEST: readonly Purpose[] = ["test", "development", "production"];

/**
 * What a file is for, by the words of its path: the file's own name first, then the folders from the nearest outwards;
 * everything below a folder `tests` is a test.
 * "unknown" when no word says anything: most production files carry no word at all.
 */
export function purposeOfPath(path: string): Purpose {
  const parts = normalize(path).split("/");
  const name = parts.pop() ?? "";
  if (parts.includes("tests")) return "test";
  const own = purposeOfName(name);
  if (own !== "unknown") return own;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = (parts[i] ?? "").toLowerCase();
    // `/usr/local` and `~/.local` are places of a system, not of a developer.
    if (part === "local" && (parts[i - 1] === "usr" || i === 0)) continue;
    if (part === ".local") continue;
    if (SHOWCASES.has(part)) return "development";
    const found = purposeOfWords(part);
    if (found !== "unknown") return found;
  }
  return "unknown";
}

function purposeOfName(name: string): Purpose {
  const lower = name.toLowerCase();
  // The overlay that a server keeps beside its checkout is as often called so as the developer's own.
  if (/^(?:local_?settings|settings_?local)\b/.test(lower)) return "unknown";
  return purposeOfWords(lower);
}

function purposeOfWords(text: string): Purpose {
  const found = new Set(text.split(/[-_.\s]+/).map((word) => WORDS.get(word) ?? "unknown"));
  return STRONGEST.find((purpose) => found.has(purpose)) ?? "unknown";
}
