import { defineRule } from "../../../src/engine/rule.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { MissedVariable, Process } from "../../../src/model/stack.ts";
import { basename } from "../../../src/text/path.ts";

/**
 * gunicorn's config file takes a log setting from a variable that stands in an env file only, and nothing gives that file to the process: systemd reads
 * one with EnvironmentFile=, compose with env_file: (its own .env is for `${NAME}` in the compose file), and what the settings load comes after gunicorn
 * has opened its logs.
 */
export default defineRule({
  id: "stack/environment-not-passed",
  since: "0.1.0",
  layer: "stack",
  summary: "a log setting takes a variable that the process never gets",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    lost: {
      what: "{setting} of {name} is {is}: the process never gets {variable}, which stands in {file} alone.",
      why: "{reason}",
      instead: "{remedy}",
    },
  },
  references: [
    "systemd.exec(5), EnvironmentFile=",
    "Docker Compose: env_file, and .env for interpolation",
    "gunicorn app/base.py, load_config, which runs before the application is imported",
    "https://github.com/danbyte-net/danbyte/issues/231",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    for (const missed of stack.missedVariables ?? []) {
      const process = stack.processes.find(({ name }) => name === missed.process);
      if (process === undefined) continue;
      const { setting, is, variable, written, at } = missed;
      const reason = reasonFor(missed, process);
      const data = { setting, name: process.name, is, variable, file: written.file };
      report({
        message: "lost",
        data: { ...data, reason, remedy: remedyFor(missed, process) },
        at,
        related: [
          { ...written, label: `${variable} is set here` },
          { ...process.at, label: `${process.name} is started here` },
        ],
      });
    }
  },
});

function reasonFor({ loadedLater, written, wouldBe }: MissedVariable, { by }: Process): string {
  const file = basename(written.file);
  if (loadedLater)
    return `The settings load ${file}, but gunicorn reads its config file and opens its logs before that: ${wouldBe} is never used.`;
  if (by === "container")
    return `${file} beside a compose file only fills in what the compose file names: ${wouldBe} is never used, and nobody is told.`;
  return `Nothing loads ${file} for this process: ${wouldBe} is never used, and nobody is told.`;
}

function remedyFor({ written, variable }: MissedVariable, { by }: Process): string {
  if (by === "systemd")
    return `Write EnvironmentFile= with the path of ${basename(written.file)} in the unit.`;
  if (by === "container")
    return `Write env_file: ${basename(written.file)} in the service, or ${variable} under environment:.`;
  return `Give ${variable} to the process where it is started.`;
}
