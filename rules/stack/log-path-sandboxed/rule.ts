import { defineRule } from "../../../src/engine/rule.ts";
import { openedFiles, type OpenedFile } from "../../../src/model/opened-files.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { sandboxOf } from "../sandbox.ts";

/**
 * A log path that the sandbox of the process makes read-only or hides: systemd's ProtectSystem=, ProtectHome=,
 * ReadOnlyPaths=, InaccessiblePaths= (systemd.exec(5), 252), `read_only: true` of a container. Opening it fails with EROFS.
 */
export default defineRule({
  id: "stack/log-path-sandboxed",
  since: "0.1.0",
  layer: "stack",
  summary: "a sandbox makes the log path read-only, or hides it",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    readOnly: {
      what: "{name} cannot write {path}: {says} forbids it.",
      why: 'Opening the log fails with "Read-only file system", so the service does not start, or the log stays empty.',
      instead: "{remedy}",
    },
    inaccessible: {
      what: "{name} cannot reach {path}: {says} hides it.",
      why: "Opening the log fails, so the service does not start, or the log stays empty.",
      instead: "{remedy}",
    },
    private: {
      what: "{name} writes {path} into a directory of its own: {says} puts it out of everybody else's sight.",
      why: "The file is not at that path for anybody who looks, no rotation finds it, and it is deleted when the service stops.",
      instead: "Log below /var/log, with LogsDirectory= in the unit.",
    },
  },
  references: ["systemd.exec(5), systemd 252", "Docker: read_only of a compose service"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const file of openedFiles(stack)) {
      const rule = sandboxOf(file);
      const key = `${file.at.file}:${String(file.at.start)}`;
      if (rule === null || seen.has(key)) continue;
      seen.add(key);
      const data = { name: file.process.name, path: file.path, says: rule.says, remedy: remedyFor(file) };
      const message = rule.kind === "read-only" ? "readOnly" : rule.kind;
      report({ message, data, at: file.at, related: [{ ...rule.at, label: rule.says }] });
    }
  },
});

function remedyFor(file: OpenedFile): string {
  if (file.process.by !== "systemd")
    return "Mount a volume or a tmpfs there, or log to standard output, which is collected anyway.";
  const name = /^\/var\/log\/([^/]+)\//.exec(file.path)?.[1];
  if (name === undefined)
    return "Add ReadWritePaths= for its directory to the unit, or log to standard output, which the journal collects.";
  return `Write LogsDirectory=${name} in the unit: it makes /var/log/${name}, gives it to the user and keeps it writable.`;
}
