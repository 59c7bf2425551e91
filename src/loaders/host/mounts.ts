import type { MountPoint } from "../../model/append-options.ts";

/** Where file systems are mounted, from `/proc/PID/mountinfo` (proc_pid_mountinfo(5)), in its order. */
export function parseMounts(text: string): MountPoint[] {
  const found: MountPoint[] = [];
  for (const line of text.split("\n")) {
    const fields = line.split(" ");
    const point = fields[4];
    const separator = fields.indexOf("-");
    if (point === undefined || separator < 6) continue;
    const options = `${fields[5] ?? ""},${fields[separator + 3] ?? ""}`.split(",");
    found.push({ path: unescape(point), access: options.includes("ro") ? "read-only" : "read-write" });
  }
  return found;
}

/** Blanks, line ends and backslashes stand as octal numbers. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
