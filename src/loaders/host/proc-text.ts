import type { Identity } from "../../model/host.ts";

/** What `/proc/PID/status` says (proc_pid_status(5)). */
export interface ProcStatus {
  readonly parent: number;
  readonly identity: Identity;
  /** True when it runs in a PID namespace of its own: in a container. */
  readonly isContained: boolean;
}

/** Bit of CAP_DAC_OVERRIDE in the masks of `/proc/PID/status` (linux/capability.h). */
const CAP_DAC_OVERRIDE = 1n << 1n;

/** Null when a line that is needed is not there. Files are opened as the file system ids, which follow the effective ones. */
export function parseStatus(text: string): ProcStatus | null {
  const lines = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) lines.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const numbers = (name: string): number[] =>
    (lines.get(name) ?? "").split(/\s+/).flatMap((word) => (/^\d{1,10}$/.test(word) ? [Number(word)] : []));
  const uid = numbers("Uid")[3];
  const gid = numbers("Gid")[3];
  const parent = numbers("PPid")[0];
  if (uid === undefined || gid === undefined || parent === undefined) return null;
  const mask = lines.get("CapEff") ?? "";
  const overrides = /^[0-9a-f]{1,16}$/.test(mask)
    ? (BigInt(`0x${mask}`) & CAP_DAC_OVERRIDE) !== 0n
    : uid === 0;
  return {
    parent,
    identity: { uid, gid, groups: numbers("Groups"), overrides },
    isContained: numbers("NSpid").length > 1,
  };
}

/** Ticks of the clock in a second, as `/proc` counts them (USER_HZ): 100 on every architecture that Linux distributions are built for. */
const TICKS = 100;

/** When a process started, milliseconds since 1970: field 22 of `/proc/PID/stat` after the boot. The second field may hold anything. */
export function startOf(stat: string, boot: number): number | null {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields[19];
  return ticks !== undefined && /^\d{1,18}$/.test(ticks)
    ? boot + Math.round((Number(ticks) * 1000) / TICKS)
    : null;
}

/** When the machine started, milliseconds since 1970: `btime` of `/proc/stat`. */
export function bootOf(stat: string): number | null {
  const seconds = /^btime (\d{1,12})$/m.exec(stat)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

/** The words of a command line. One that a program has overwritten (`nginx: master process ...`) is one word. */
export function parseWords(bytes: Uint8Array): string[] {
  const text = decode(bytes).replace(/\0+$/, "");
  return text === "" ? [] : text.split("\0");
}

/** The variables of `/proc/PID/environ`; null where a program has written something else over them (setproctitle does). */
export function parseEnvironment(bytes: Uint8Array): Record<string, string> | null {
  const found = Object.create(null) as Record<string, string>;
  const entries = decode(bytes)
    .split("\0")
    .filter((entry) => entry !== "");
  for (const entry of entries) {
    const equals = entry.indexOf("=");
    if (equals <= 0) return null;
    found[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return entries.length === 0 ? null : found;
}

/** The unit that a process belongs to, a service or the session of a login (`session-3.scope`), from `/proc/PID/cgroup`; and whether its path is that of a container. */
export function parseCgroup(text: string): { readonly unit: string | null; readonly isContained: boolean } {
  const paths = text
    .split("\n")
    .map((line) => line.split(":").slice(2).join(":"))
    .filter((path) => path !== "");
  const isContained = paths.some((path) =>
    /\/(?:docker|kubepods|lxc|libpod|crio|containerd|machine\.slice)|\b(?:docker|libpod|crio|cri-containerd)-[0-9a-f]{12}/.test(
      path,
    ),
  );
  const names = paths.flatMap((path) => path.split("/").reverse());
  const unit =
    names.find((name) => /^[^/]+\.service$/.test(name) && !name.startsWith("user@")) ??
    names.find((name) => /^session-[^/]+\.scope$/.test(name)) ??
    null;
  return { unit: unit === null ? null : unescapeUnit(unit), isContained };
}

/** `a\x2db.service` stands for `a-b.service`. */
function unescapeUnit(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Is a file open for writing, by `flags` of `/proc/PID/fdinfo/FD`, which are octal. */
export function parseFdInfo(text: string): { readonly writable: boolean } {
  const flags = /^flags:\s*(\d{1,12})$/m.exec(text)?.[1] ?? "0";
  return { writable: (Number.parseInt(flags, 8) & 3) !== 0 };
}

/** Names in units keep their escapes in systemd's own files; elsewhere bytes that are no UTF-8 become U+FFFD. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
