import { getDirectives } from "@nginx/reference-lib";
import { describe, expect, it } from "vitest";
import { loadNginx } from "../../../src/loaders/nginx/load-nginx.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

/** The examples of nginx's documentation, the commercial and the newest modules' too. */
function examples(): string[] {
  const texts = new Set<string>();
  for (const { description } of getDirectives()) {
    for (const match of description.matchAll(/<pre>\s*<code[^>]*>([\s\S]*?)<\/code>\s*<\/pre>/g)) {
      const plain = (match[1] ?? "").replace(/<[^>]+>/g, "");
      const decoded = plain
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replace(/&(?:quot|#34);/g, '"')
        .replaceAll("&#39;", "'");
      texts.add(decoded.replaceAll("&amp;", "&"));
    }
  }
  // An ellipsis stands for what the reader may fill in; other samples are not nginx's language.
  return [...texts]
    .filter((text) => /[;}]/.test(text))
    .map((text) => text.replace(/^\s*\.\.\. ?.*$/gm, "").replaceAll("...;", "x;"));
}

/** Samples that nginx refuses indeed: the built-in format spelt out, and three alternatives in one box. */
const KNOWN = ['duplicate "log_format" name "combined"', '"uwsgi_pass" directive is duplicate'];

describe("the examples of nginx's documentation", () => {
  it("give no false alarm beyond what the reader itself says of broken samples", () => {
    const alarms: string[] = [];
    const all = examples();
    for (const text of all) {
      const instance = loadNginx({ fs: memoryFileSystem({ "example.conf": text }), file: "example.conf" });
      const said = instance.problems
        .map((problem) => problem.message)
        .filter((message) => !message.startsWith("unexpected "));
      if (said.length > 0) alarms.push(`${said.join(" | ")}\n${text}`);
    }
    expect(all.length).toBeGreaterThan(200);
    expect(alarms.filter((alarm) => !KNOWN.some((known) => alarm.startsWith(known)))).toEqual([]);
  });
});
