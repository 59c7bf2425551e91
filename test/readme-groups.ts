/** One group of a rule's README: the files of a small deployment, and what the rule must say of it. */
export interface ReadmeGroup {
  readonly title: string;
  readonly kind: "bad" | "good";
  readonly files: Readonly<Record<string, string>>;
  /** Lines of the `findings` block; empty for a good group. */
  readonly findings: readonly string[];
}

/**
 * The bad and good groups of a rule's README: `## Bad` or `## Good`, then `### title`, then fenced blocks whose info
 * string holds `file=PATH`, and for a bad group one block `findings`. Throws on a README that breaks this shape.
 */
export function readmeGroups(markdown: string): ReadmeGroup[] {
  const groups: ReadmeGroup[] = [];
  let kind: "bad" | "good" | null = null;
  let title: string | null = null;
  let files: Record<string, string> = {};
  let findings: string[] | null = null;
  let fence: { info: string; lines: string[] } | null = null;
  const close = (): void => {
    if (kind !== null && title !== null) {
      if (Object.keys(files).length === 0) throw new Error(`the group "${title}" has no file block`);
      if (kind === "bad" && (findings === null || findings.length === 0))
        throw new Error(`the bad group "${title}" shows no findings`);
      if (kind === "good" && findings !== null) throw new Error(`the good group "${title}" shows findings`);
      groups.push({ title, kind, files, findings: findings ?? [] });
    }
    title = null;
    files = {};
    findings = null;
  };
  for (const line of markdown.split("\n")) {
    if (fence !== null) {
      if (line.trimEnd() !== "```") {
        fence.lines.push(line);
        continue;
      }
      const path = /(?:^|\s)file=(\S+)/.exec(fence.info)?.[1];
      if (path !== undefined && kind !== null) files[path] = `${fence.lines.join("\n")}\n`;
      else if (fence.info.trim() === "findings") findings = fence.lines.filter((each) => each.trim() !== "");
      fence = null;
    } else if (line.startsWith("```")) fence = { info: line.slice(3), lines: [] };
    else if (line.startsWith("## ")) {
      close();
      const heading = line.slice(3).trim().toLowerCase();
      kind = heading === "bad" ? "bad" : heading === "good" ? "good" : null;
    } else if (line.startsWith("### ")) {
      close();
      if (kind !== null) title = line.slice(4).trim();
    }
  }
  if (fence !== null) throw new Error("a fenced block is not closed");
  close();
  return groups;
}
