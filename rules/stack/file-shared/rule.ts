import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { openedFiles } from "../../../src/model/opened-files.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { Process, Stack } from "../../../src/model/stack.ts";
import { isAbsolute, normalize } from "../../../src/text/path.ts";
import type { FileSpan } from "../../../src/text/span.ts";

/**
 * One file that nginx and another program write, or processes of different users. A file that open(2) makes belongs to whoever was first, with mode
 * 0644 under the usual umask: the others get EACCES. nginx's master gives its logs to the worker's user when it opens them again
 * (ngx_cycle.c, ngx_reopen_files, 1.22.1).
 */
export default defineRule({
  id: "stack/file-shared",
  since: "0.1.0",
  layer: "stack",
  summary: "several programs, or several users, write one log file",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    programs: {
      what: "{first} and {second} write one file, {path}.",
      why: "Lines of two shapes stand in it side by side, no reader takes both, and when one of the two opens its logs anew the other goes on in the renamed file or can no longer open it.",
      instead: "Give each program a file of its own.",
    },
    users: {
      what: "{first} writes {path} as {user}, and {second} as {other}.",
      why: "Whichever opens a new file first owns it, and the other, unless it is root, stops with PermissionError.",
      instead: "Let both run as the same user, give each a file of its own, or log to standard output.",
    },
    streams: {
      what: "{second} opens {path} as root for the output of {first}, which opens it once more as {user}.",
      why: "A file that the service manager makes belongs to root: {first} gets PermissionError and does not start.",
      instead: "Let {first} log to its standard streams alone, or give the unit's output another file.",
    },
  },
  references: [
    "open(2)",
    "nginx ngx_cycle.c, ngx_reopen_files (1.22.1)",
    "systemd execute.c, exec_child: setup_output comes before the change of user (252)",
    "https://github.com/systemd/systemd/issues/32357",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    for (const users of usersByFile(stack).values()) {
      const first = users.find(({ program }) => program !== "manage.py" && program !== "stream") ?? users[0];
      if (first === undefined) continue;
      const nginx = users.find((each) => each.program === "nginx");
      const program = users.find((each) => each.program !== "nginx" && each.program !== "stream");
      if (nginx !== undefined && program !== undefined) {
        report({
          message: "programs",
          data: { first: nginx.name, second: program.name, path: program.path },
          at: program.at,
          related: [{ ...nginx.at, label: "nginx writes the same file" }],
        });
        continue;
      }
      const stream = users.find((each) => each.program === "stream");
      const owned = users.find(
        (each) => each.program !== "stream" && each.process === stream?.process && isOther(each.user, "root"),
      );
      if (stream !== undefined && owned !== undefined) {
        report({
          message: "streams",
          data: { first: owned.name, second: "systemd", path: owned.path, user: owned.user ?? "" },
          at: owned.at,
          related: [{ ...stream.at, label: "systemd opens the same file" }],
          confidence: "medium",
        });
        continue;
      }
      const other = users.find((each) => isOther(each.user, first.user) && !isTogether(each, first));
      if (other === undefined || users.some(mayShare)) continue;
      report({
        message: "users",
        data: {
          first: first.name,
          user: first.user ?? "",
          path: first.path,
          second: other.name,
          other: other.user ?? "",
        },
        at: first.at,
        related: [
          { ...first.process.at, label: `${first.name} is started here, as ${first.user ?? ""}` },
          { ...other.process.at, label: `${other.name} is started here, as ${other.user ?? ""}` },
        ],
        confidence: "medium",
      });
    }
  },
});

interface User {
  readonly path: string;
  readonly at: FileSpan;
  /** For people: the process. */
  readonly name: string;
  readonly program: Process["runs"] | "stream";
  readonly process: Process;
  readonly user: string | null;
}

/** Who writes which file; only files that are surely one: of the machine itself, or of one container. */
function usersByFile(stack: Stack): Map<string, User[]> {
  const found = new Map<string, User[]>();
  const add = (each: User): void => {
    const { container } = each.process;
    if (container !== null && isMounted(each)) return;
    const key = `${container?.name ?? ""}\0${each.path}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  };
  for (const file of openedFiles(stack)) {
    const { name, runs } = file.process;
    if (!isHere(file.process, stack)) continue;
    const user = certainValue(file.user) ?? null;
    add({ path: file.path, at: file.at, name, program: runs, process: file.process, user: nameOf(user) });
  }
  for (const process of stack.processes.filter((each) => each.by === "systemd")) {
    for (const name of ["stdout", "stderr"] as const) {
      const stream = certainValue(process[name]);
      const at = placeOf(process[name]);
      if (stream?.kind !== "file" || at === undefined || !isAbsolute(stream.path)) continue;
      const path = normalize(stream.path);
      add({ path, at, name: process.name, program: "stream", process, user: "root" });
    }
  }
  return found;
}

/** Commands of one script or unit run one after the other: stack/log-path-unwritable tells of them. */
function isTogether(a: User, b: User): boolean {
  return a.process.at.file === b.process.at.file || a.process.container !== null;
}

/** A process whose file system is known to be that of the others: started on the machine, or in a container with a name. */
function isHere(process: Process, stack: Stack): boolean {
  if (process.container !== null) return true;
  if (process.by === "container" || process.by === "procfile") return false;
  return stack.processes.every((each) => each.container === null && each.by !== "container");
}

/** What a mount brings may be anything, with any owner. */
function isMounted({ path, process }: User): boolean {
  const maps = process.container?.maps ?? [];
  return maps.some(
    ({ kind, inside }) => kind !== "copy" && (path === inside || path.startsWith(`${inside}/`)),
  );
}

function nameOf(user: string | null): string | null {
  return user === "0" ? "root" : user;
}

/** Two names, or two numbers, that differ; a name may be the number's. */
function isOther(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return false;
  return /^\d+$/.test(a) === /^\d+$/.test(b) || a === "root" || b === "root";
}

/** A umask that leaves the group its right, or a file that is there already with an owner and a mode of its own. */
function mayShare({ path, process }: User): boolean {
  const { umask, access } = process;
  const mask = Number.parseInt(certainValue(umask) ?? "0022", 8);
  if (Number.isNaN(mask) || (mask & 0o020) === 0) return true;
  if (umask.state === "unknown" || umask.state === "either") {
    if (process.by !== "container" && process.by !== "systemd" && process.by !== "cron") return true;
  }
  return access.provides.some((each) => !each.isDirectory && normalize(each.path) === path);
}
