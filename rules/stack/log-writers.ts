import type { GunicornInstance } from "../../src/model/gunicorn.ts";
import { isFileForDevelopment } from "../../src/model/nginx-contexts.ts";
import type { Process, Stack } from "../../src/model/stack.ts";
import { writtenFiles, type WrittenFile } from "../../src/routes/file-writers.ts";
import { isAbsolute } from "../../src/text/path.ts";
import type { FileSpan } from "../../src/text/span.ts";

/** A plain file of the machine itself that a part of the stack keeps open and writes. */
export interface LogWriter {
  readonly path: string;
  readonly at: FileSpan;
  /** For people: `gunicorn's accesslog`, `the handler file`. */
  readonly what: string;
  /** "root": a FileHandler that only the root logger has, which gunicorn's USR1 leaves alone. */
  readonly kind: "nginx" | "gunicorn" | "named" | "root" | "stream";
  /** Dotted class of a Django handler. */
  readonly class: string | null;
  readonly process: Process | null;
  readonly gunicorn: GunicornInstance | null;
}

/**
 * The files of `writtenFiles` on the machine that the stack runs on, in production. What runs in a container, or may, is left
 * out: its paths are not the machine's. So is what supervisord writes: it rotates and reopens by itself.
 */
export function logWriters(stack: Stack): LogWriter[] {
  const outside = outsideOfContainers(stack);
  const seen = new Set<string>();
  return writtenFiles(stack).flatMap((file): LogWriter[] => {
    const kind = kindOf(stack, file);
    const { path, at, process, gunicorn, writer } = file;
    if (kind === null || !outside(process) || !isAbsolute(path)) return [];
    // several gunicorns that run the same settings have the same handlers
    const key = `${at.file}:${String(at.start)}:${path}`;
    if ((kind === "named" || kind === "root") && seen.has(key)) return [];
    seen.add(key);
    const what = kind === "nginx" ? "nginx" : file.what;
    return [
      { path, at, what, kind, class: writer.kind === "handler" ? writer.class : null, process, gunicorn },
    ];
  });
}

/** The files that supervisord itself writes for its programs, on the machine as those of `logWriters`. */
export function supervisedLogs(stack: Stack): LogWriter[] {
  const outside = outsideOfContainers(stack);
  return writtenFiles(stack).flatMap(({ path, at, what, process, gunicorn, writer }): LogWriter[] =>
    writer.kind === "supervisor" && outside(process) && isAbsolute(path)
      ? [{ path, at, what, kind: "stream", class: null, process, gunicorn }]
      : [],
  );
}

function outsideOfContainers(stack: Stack): (process: Process | null) => boolean {
  const mayBeInside = stack.processes.some((each) => each.container !== null || each.by === "container");
  return (process) =>
    process === null ? !mayBeInside : process.container === null && process.by !== "container";
}

/** Null for what does not stay open, or not in production. */
function kindOf(stack: Stack, { path, at, writer, project }: WrittenFile): LogWriter["kind"] | null {
  switch (writer.kind) {
    case "nginx":
      return isFileForDevelopment(stack, at.file) || /[$:]/.test(path) ? null : "nginx";
    case "gunicorn":
    case "stream":
      return writer.kind;
    case "handler":
      return project?.purpose === "development" || project?.purpose === "test" ? null : writer.on;
    case "supervisor":
      return null;
  }
}
