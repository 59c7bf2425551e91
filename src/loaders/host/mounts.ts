import type { MountPoint } from "../../model/append-options.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { decode } from "./proc-text.ts";

const LARGEST = 1024 * 1024;

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

/**
 * Mount points of `/etc/fstab` (fstab(5)) that hold nothing below this root: a disk whose other file systems are not mounted here. What
 * should lie there cannot be seen, which is not the same as missing.
 */
export function notMounted(files: HostFiles): MountPoint[] {
  const bytes = files.bytesOf("/etc/fstab", LARGEST);
  if (isUnseen(bytes)) return [];
  return decode(bytes)
    .split("\n")
    .flatMap((line): MountPoint[] => {
      const [device = "#", point = ""] = line.trim().split(/\s+/);
      if (device.startsWith("#") || !point.startsWith("/") || point === "/") return [];
      const path = unescape(point);
      const held = files.names(path, 1);
      const isEmpty = isUnseen(held) ? held.reason === "missing" : held.names.length === 0;
      return isEmpty ? [{ path, access: "not-mounted" }] : [];
    });
}

/** Blanks, line ends and backslashes stand as octal numbers. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
