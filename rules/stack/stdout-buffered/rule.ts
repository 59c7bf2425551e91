import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { processesOf } from "../../../src/model/project-processes.ts";
import type { Process } from "../../../src/model/stack.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";

const VARIABLE = "PYTHONUNBUFFERED";

/**
 * print() where standard output is a pipe or a file: Python keeps up to 8 KiB until the process ends, unless
 * PYTHONUNBUFFERED is set to anything but the empty string or 0 (CPython 3.11, `_Py_get_env_flag`).
 */
export default defineRule({
  id: "stack/stdout-buffered",
  since: "0.1.0",
  layer: "stack",
  summary: "print() shows up late or never: PYTHONUNBUFFERED is not set",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    unset: {
      what: "print() in {module} shows up late or never: {name} runs without PYTHONUNBUFFERED.",
      why: "Standard output is no terminal there, so Python keeps the lines until the worker ends, and loses them when it is killed.",
      instead:
        "Set PYTHONUNBUFFERED=1 for {name}; better, log with logging, which writes each record at once.",
    },
    zero: {
      what: "PYTHONUNBUFFERED={value} leaves the buffering on, so print() in {module} shows up late or never.",
      why: "Python takes 0 and the empty string for not set: the lines stay in memory until the worker ends.",
      instead: "Write PYTHONUNBUFFERED=1.",
    },
  },
  references: ["Python using/cmdline, PYTHONUNBUFFERED", "CPython initconfig.c"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    for (const project of stack.django.filter(
      (each) => each.purpose !== "test" && each.purpose !== "development",
    )) {
      const [print] = project.packages.flatMap((each) => each.prints);
      if (print === undefined) continue;
      const server = processesOf(stack, project).find(
        (each) => each.runs === "gunicorn" || each.runs === "uvicorn",
      );
      if (server === undefined || !isCollected(server) || !isSilent(server)) continue;
      const module = moduleOf(project, print.file);
      const variable = server.environment["PYTHONUNBUFFERED"];
      const value = certainValue(variable);
      const related = [{ ...server.at, label: `${server.name} is started here` }];
      if (variable === undefined) {
        const fix = unsetFix(server);
        report({ message: "unset", data: { module, name: server.name }, at: print, related, fix });
      } else if (value === "0" || value === "") {
        const at = placeOf(variable) ?? print;
        const find = `${VARIABLE}=0`;
        report({
          message: "zero",
          data: { module, value },
          at,
          related: [{ ...print, label: "a print()" }],
          fix: {
            safety: "unsafe",
            title: "Write 1",
            edits: [{ ...at, how: "each", find, text: `${VARIABLE}=1` }],
          },
        });
      }
    }
  },
});

/**
 * A unit without files of variables that are not here tells all but what systemd itself sets. An image whose base is known tells
 * its whole environment, unless an env_file that is not here adds to it; what `docker run` is given beside an image alone, nobody
 * writes down.
 */
function isCollected(process: Process): boolean {
  if (process.by === "systemd") {
    const kind = certainValue(process.stdout)?.kind;
    return process.environmentComplete && (kind === "journal" || kind === "file");
  }
  if (!process.environmentComplete && !/(?:^|[/.])dockerfile/i.test(process.at.file)) return false;
  return (
    process.by === "container" && process.access.complete && certainValue(process.stdout)?.kind === "docker"
  );
}

/** Where the command itself stands in a unit or a Dockerfile. */
function unsetFix({ by, at }: Process): PlannedFix | null {
  const title = `Set ${VARIABLE}`;
  if (by === "systemd" && at.file.endsWith(".service")) {
    const text = `Environment=${VARIABLE}=1`;
    return { safety: "unsafe", title, edits: [{ ...at, how: "line-after", text }] };
  }
  if (!/(?:^|[/.])dockerfile/i.test(at.file)) return null;
  return { safety: "unsafe", title, edits: [{ ...at, how: "line-before", text: `ENV ${VARIABLE}=1` }] };
}

/** `python -u` turns the buffering off as well. */
function isSilent(process: Process): boolean {
  return !/\bpython[\d.]*\s+-\w*u/.test(process.command);
}

function moduleOf(project: DjangoProject, file: string): string {
  return project.files.includes(file) ? project.settings : file;
}
