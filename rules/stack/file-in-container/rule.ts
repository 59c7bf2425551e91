import { defineRule } from "../../../src/engine/rule.ts";
import { directoryOf, openedFiles, type OpenedFile } from "../../../src/model/opened-files.ts";
import type { Process, Stack } from "../../../src/model/stack.ts";
import type { Route } from "../../../src/routes/route.ts";
import { routesOf } from "../../../src/routes/routes.ts";
import { uvicornService } from "../../../src/routes/uvicorn.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { sandboxOf } from "../sandbox.ts";
import { isUnwritable } from "../unwritable.ts";
import { recordsName } from "../record-names.ts";

/**
 * A log that is nothing but a file in the writable layer of a container: `docker logs` and what collects it read the standard
 * streams, and the file goes with the container. Silent where a volume, a mount or a link to a stream takes the path, and
 * where the same records reach a stream too.
 */
export default defineRule({
  id: "stack/file-in-container",
  since: "0.1.0",
  layer: "stack",
  summary: "a log in a plain file inside a container, which no collector sees",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    inside: {
      what: "{path} lies inside the container of {name}, on no volume: {logs} {goes} nowhere else.",
      why: "docker logs shows nothing of it, nothing rotates it, and with the next deployment the container and the file are gone.",
      instead: "{remedy}",
    },
  },
  references: ["Docker documentation: View container logs", "The Twelve-Factor App: XI. Logs"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const opened = openedFiles(stack);
    const files = opened.filter(
      (file) => isInside(file) && !isUnwritable(file, opened, stack) && sandboxOf(file) === null,
    );
    if (files.length === 0) return;
    const routes = routesOf(stack);
    const seen = new Set<string>();
    for (const file of files) {
      const key = `${file.at.file}:${String(file.at.start)}`;
      const logs = onlyThere(routes, file, stack);
      if (seen.has(key) || logs.length === 0) continue;
      seen.add(key);
      const { name, at } = file.process;
      const goes = logs.length === 1 ? "goes" : "go";
      report({
        message: "inside",
        data: { path: file.path, name, logs: logs.join(", "), goes, remedy: remedyFor(file) },
        at: file.at,
        related: [{ ...at, label: `${name} is started here` }],
      });
    }
  },
});

/** In a container all of whose image is known, where neither a mount nor a link takes the path elsewhere. */
function isInside(file: OpenedFile): boolean {
  const { container, access } = file.process;
  if (container === null || !access.complete || mayBeShown(file.process)) return false;
  const kind = directoryOf(file).kind;
  return kind !== "elsewhere" && kind !== "missing" && kind !== "unknown";
}

/** A script may show the file on its standard output: `tail -F file &`. */
function mayBeShown({ at, via, alone }: Process): boolean {
  if (alone !== undefined) return !alone;
  return [at, ...via].some(
    ({ file }) =>
      !/(?:dockerfile|containerfile|procfile)[^/]*$|\.(?:ya?ml|conf|ini|json|toml|dockerfile)$/i.test(file),
  );
}

/** The kinds of records that reach this file and nothing that is collected. */
function onlyThere(routes: readonly Route[], file: OpenedFile, stack: Stack): string[] {
  const { runs, name: own } = file.process;
  const service =
    runs === "nginx" ? (stack.nginx[0]?.file ?? "") : runs === "uvicorn" ? uvicornService(file.process) : own;
  const found = new Set<string>();
  for (const route of routes) {
    const name = recordsName(route);
    const reaches = route.sinks.some(
      (sink) => sink.kind === "file" && sink.path === file.path && sink.certain,
    );
    if (name === undefined || route.service !== service || !reaches) continue;
    if (route.sinks.every((sink) => sink.kind === "file" || sink.kind === "null")) found.add(name);
  }
  return [...found];
}

function remedyFor({ what }: OpenedFile): string {
  switch (what) {
    case "accesslog":
    case "errorlog":
      return `Write ${what} = "-", or mount a volume at its folder.`;
    case "access_log":
      return "Write access_log /dev/stdout, or mount a volume at its folder.";
    case "error_log":
      return "Write error_log /dev/stderr, or mount a volume at its folder.";
    default:
      return "Use logging.StreamHandler, or mount a volume at its folder.";
  }
}
