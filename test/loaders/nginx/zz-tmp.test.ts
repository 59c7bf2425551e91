import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { it } from "vitest";
import { lint } from "../../../src/index.ts";
import { rules } from "../../../rules/index.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { pointIn } from "../../../src/text/source-file.ts";
import { readmeGroups } from "../../readme-groups.ts";
it("prints", () => {
  const out: Record<string, Record<string, string[]>> = {};
  for (const rule of rules.filter((r) => r.layer === "nginx")) {
    const groups = readmeGroups(readFileSync(`rules/${rule.id}/README.md`, "utf8"));
    out[rule.id] = {};
    for (const group of groups) {
      const result = lint({
        fs: memoryFileSystem(group.files),
        paths: ["."],
        selection: { only: [rule.id] },
      });
      const lines = result.findings.map((f) => {
        const p = pointIn(result.sources.get(f.at.file)!, f.at.start);
        return `${f.at.file}:${p.line}:${p.column} ${f.severity}: ${f.parts.what}`;
      });
      if (result.crashes.length) console.log(rule.id, group.title, result.crashes);
      out[rule.id]![group.title] = lines;
      console.log(
        `${rule.id} [${group.kind}] ${group.title}\n${lines.map((l) => "    " + l).join("\n")}\n` +
          result.findings.map((f) => "      > " + f.message).join("\n") +
          (result.read.length === 0 ? "  READ NOTHING " + JSON.stringify(result.skipped) : ""),
      );
    }
  }
  writeFileSync("/tmp/findings.json", JSON.stringify(out));
});
