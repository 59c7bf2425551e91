import { lint, rules } from "../index.ts";
import type { LintResult } from "../engine/result.ts";
import { technologyName } from "../report/technology.ts";
import { count } from "../report/wrap.ts";
import type { Invocation, Run } from "./command.ts";
import { inputsOf } from "./inputs.ts";
import { settingsFor, type Settings } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { buildFacts, VERSION } from "./version.ts";

/** `loglint doctor [PATH...]`: Markdown to paste into a bug report, with nothing of the user's in it. */
export const doctor: Run = async (invocation) => {
  const { io } = invocation;
  const lines = [
    "### loglint doctor",
    "",
    `- loglint ${VERSION}`,
    ...buildFacts().map((fact) => `- ${fact}`),
  ];
  lines.push(`- terminal: ${io.stdout.isTerminal ? `yes, ${io.stdout.columns ?? 0} columns` : "no"}`);
  const settings = await configuration(invocation, lines);
  const inputs = await inputsOf(invocation);
  const started = performance.now();
  const result = lint({
    fs: inputs.fs,
    paths: inputs.paths,
    ...stackOptions(settings?.loaded ?? null),
    ...(settings === null ? {} : { selection: settings.selection }),
  });
  const seconds = (performance.now() - started) / 1000;
  lines.push(
    `- looked at ${count(result.listed, "file")} in ${seconds.toFixed(1)} s`,
    ...resultLines(result),
  );
  io.stdout.write(`${lines.join("\n")}\n`);
  return result.crashes.length > 0 ? 2 : 0;
};

/** A configuration that cannot be used is a fact too: the run goes on without it. */
async function configuration(invocation: Invocation, lines: string[]): Promise<Settings | null> {
  const ids = rules.map((rule) => rule.id);
  try {
    const settings = await settingsFor(invocation.options, invocation.io, ids);
    const { loaded, selection, failOn } = settings;
    const file =
      loaded === null ? "none" : `found, ${count(Object.keys(selection.rules).length, "rule")} set`;
    const ignores = loaded?.config.ignores?.length ?? 0;
    lines.push(
      `- configuration: ${file}, preset ${selection.preset}, fail on ${failOn}, ${ignores} ignore patterns`,
    );
    return settings;
  } catch (error) {
    const kind = error instanceof Error ? error.name : "error";
    lines.push(`- configuration: cannot be used (${kind}); \`loglint config\` says why`);
    return null;
  }
}

function resultLines(result: LintResult): string[] {
  const lines = ["", `#### Read: ${count(result.read.length, "file")}`, ""];
  lines.push(...counted(result.read.map(({ as, purpose, template }) =>
    [technologyName(as), purpose, template === undefined ? "" : "template"].filter((part) => part !== "").join(", "),
  ))); // prettier-ignore
  const sizes = [...result.sources.values()].map(({ text }) => text.length);
  const undecodable = [...result.sources.values()].filter(({ hadInvalidBytes }) => hadInvalidBytes).length;
  lines.push(
    `- ${count(result.sources.size, "text")}, the longest of ${sizes.reduce((a, b) => Math.max(a, b), 0)} characters, ${undecodable} not UTF-8`,
    "",
    `#### Deployments: ${result.stacks.length}`,
    "",
  );
  for (const { purpose, nginx, gunicorn, django, processes, rotations, links } of result.stacks) {
    lines.push(
      `- ${purpose}: ${nginx.length} nginx, ${gunicorn.length} gunicorn, ${django.length} settings modules, ${count(processes.length, "process", "processes")}, ${count(rotations.length, "rotation")}, ${count(links.length, "link")}`,
    );
  }
  const left = result.skipped.length;
  lines.push(
    "",
    `#### Findings: ${result.findings.length} (${result.ignored} ignored); ${result.gaps.length} unknown, ${left} left out`,
    "",
    ...counted(result.findings.map(({ rule, severity }) => `${severity} ${rule}`)),
  );
  if (result.crashes.length > 0) lines.push("", `#### loglint failed ${result.crashes.length} times`, "");
  for (const { rule, error } of result.crashes) lines.push(`- ${rule}`, ...frames(error));
  return lines;
}

function counted(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, number]) => `- ${number} ${word}`);
}

/** Where it failed, without the message, which may quote a file, and without the folders of this machine. */
function frames(error: string): string[] {
  return error
    .split("\n")
    .map((line) => /^\s+at (?:([\w$.<> ]+) \()?.*?([^/\\():]+:\d+:\d+)\)?$/.exec(line))
    .filter((match) => match !== null)
    .slice(0, 12)
    .map((match) => `  - ${match[1] ?? "(anonymous)"} ${match[2] ?? ""}`);
}
