import type { AccessRule } from "../../model/launch.ts";

/**
 * What the file systems of a process are mounted as, from `/proc/PID/mountinfo` (proc_pid_mountinfo(5)): the sandbox as it really is. A later
 * line of the same point hides an earlier one.
 */
export function parseMounts(text: string): { readonly point: string; readonly readOnly: boolean }[] {
  const found = new Map<string, boolean>();
  for (const line of text.split("\n")) {
    const fields = line.split(" ");
    const point = fields[4];
    const separator = fields.indexOf("-");
    if (point === undefined || separator < 6) continue;
    const options = `${fields[5] ?? ""},${fields[separator + 3] ?? ""}`.split(",");
    found.set(unescape(point), options.includes("ro"));
  }
  return [...found].map(([point, readOnly]) => ({ point, readOnly }));
}

/** Blanks, line ends and backslashes stand as octal numbers. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Read-only mounts as rules of access, the shallow ones first. */
export function mountRules(text: string, file: string): AccessRule[] {
  return parseMounts(text)
    .sort((a, b) => a.point.length - b.point.length)
    .map(({ point, readOnly }): AccessRule => ({
      kind: readOnly ? "read-only" : "read-write",
      path: point,
      at: { file, start: 0, end: 0 },
      says: readOnly ? "a read-only mount" : "a mount",
    }));
}
