import { certainValue } from "../../src/model/fact.ts";
import type { ProvidedPath } from "../../src/model/launch.ts";
import { directoryOf, type OpenedFile } from "../../src/model/opened-files.ts";
import type { Stack } from "../../src/model/stack.ts";
import { normalize } from "../../src/text/path.ts";

/** True for a file that its process certainly cannot open, which stack/log-path-unwritable tells. */
export function isUnwritable(file: OpenedFile, files: readonly OpenedFile[], stack: Stack): boolean {
  const user = certainValue(file.user);
  if (user === undefined || user === "root" || user === "0") return false;
  return judge(file, user) !== null || madeBefore(file, files, stack) !== undefined;
}

/** What takes the right to write from a user. */
export interface Verdict {
  readonly kind: "directory" | "file";
  readonly owner: string;
  readonly provided: ProvidedPath | null;
}

/** Why the user cannot open the file, by what is known of its directory or of the file itself; null where nothing says so. */
export function judge(file: OpenedFile, user: string): Verdict | null {
  const own = file.process.access.provides.findLast(
    (each) => !each.isDirectory && normalize(each.path) === file.path,
  );
  if (own !== undefined) {
    if (own.linksTo !== undefined || mayWrite(own, user, file) !== "no") return null;
    return { kind: "file", owner: own.owner ?? "root", provided: own };
  }
  const directory = directoryOf(file);
  if (directory.kind === "system") return { kind: "directory", owner: "root", provided: null };
  if (directory.kind !== "provided" || mayWrite(directory.path, user, file) !== "no") return null;
  return { kind: "directory", owner: directory.path.owner ?? "root", provided: directory.path };
}

/**
 * A command of manage.py that root runs earlier in the same script or unit, and that opens the same file; undefined where something gives the file away
 * in between.
 */
export function madeBefore(
  file: OpenedFile,
  files: readonly OpenedFile[],
  stack: Stack,
): OpenedFile | undefined {
  const own = stack.processes.indexOf(file.process);
  return files.find(({ path, user, process }) => {
    const by = certainValue(user);
    if (process.runs !== "manage.py" || path !== file.path || (by !== "root" && by !== "0")) return false;
    if (process.container?.name !== file.process.container?.name) return false;
    if (process.at.file !== file.process.at.file || stack.processes.indexOf(process) > own) return false;
    return !file.process.access.provides.some((each) => {
      const covers = path === normalize(each.path) || path.startsWith(`${normalize(each.path)}/`);
      return covers && each.at?.file === process.at.file && each.at.start > process.at.start;
    });
  });
}

/** By owner, group and mode; "unknown" where a name is compared with a number, or the groups are not known. */
function mayWrite(path: ProvidedPath, user: string, file: OpenedFile): "yes" | "no" | "unknown" {
  if (path.owner === null) return "unknown";
  const mode = Number.parseInt(path.mode ?? (path.isDirectory ? "0755" : "0644"), 8);
  if (Number.isNaN(mode) || (mode & 0o002) !== 0) return Number.isNaN(mode) ? "unknown" : "yes";
  if (path.owner === user) return (mode & 0o200) === 0 ? "no" : "yes";
  if (isNumber(path.owner) !== isNumber(user) && path.owner !== "root") return "unknown";
  if ((mode & 0o020) === 0) return "no";
  const groups = certainValue(file.process.groups);
  if (path.group === null || groups === undefined) return "unknown";
  return groups.includes(path.group) || path.group === user ? "yes" : "no";
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
