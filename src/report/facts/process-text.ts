import type { ReportOptions } from "../report.ts";
import { wrap } from "../wrap.ts";
import { address, asText as text, factRow, rowLines, type Row } from "./facts-rows.ts";
import type { FactJson, ProcessFacts } from "./facts-result.ts";

/** Columns that the names of the rows take, with their indentation. */
const NAMES = 16;

/** A process: what starts it, as whom, with which variables, and what it may reach. */
export function processLines(process: ProcessFacts, options: ReportOptions): string[] {
  const { width, theme, verbose } = options;
  const rows: Row[] = [
    { name: "command", value: process.command, origin: address(process.at) },
    ...wayRows(process, width),
    { name: "runs", value: `${process.program}, by ${process.by}`, origin: process.container ?? "" },
    factRow("user", process.user, text),
    ...known("groups", process.groups, (value) => (Array.isArray(value) ? value.join(", ") : text(value))),
    ...known("umask", process.umask, text),
    factRow("directory", process.cwd, text),
    factRow("processes", process.count),
    ...(process.settings === null ? [] : [{ name: "settings", value: process.settings, origin: "" }]),
    ...variableRows(process, width),
    streamRow("stdout", process.stdout),
    streamRow("stderr", process.stderr),
  ];
  rows.push(
    ...named(
      "sandbox",
      process.sandbox.map(({ kind, path, says, at }) => ({
        name: "",
        value: `${kind} ${path}`,
        origin: `${says}, ${address(at)}`,
      })),
    ),
    ...named(
      "provided",
      process.provides
        .filter(({ at }) => verbose || at !== null)
        .map(({ path, mode, owner, group, linksTo, by, at }) => {
          const owned = [owner, group].filter((each) => each !== null).join(":");
          const value = [path, mode ?? "", owned, linksTo === undefined ? "" : `-> ${linksTo}`];
          return {
            name: "",
            value: value.filter((each) => each !== "").join(" "),
            origin: at === null ? by : `${by}, ${address(at)}`,
          };
        }),
    ),
  );
  return rowLines(rows, 2, width, theme);
}

/** The files and lines that lead to the command, nearest first. */
function wayRows({ via }: ProcessFacts, width: number): Row[] {
  const lines = new Set(via.map(({ file, start }) => `${file}:${start.line}`));
  return lines.size === 0 ? [] : wrapped("through", [...lines].join(", "), width);
}

/** The names alone: values may be secrets. */
function variableRows({ environment, environmentComplete }: ProcessFacts, width: number): Row[] {
  if (environment.length === 0) {
    return environmentComplete ? [] : [{ name: "environment", value: "not known", origin: "" }];
  }
  const rest = environmentComplete ? [] : ["and others that are not known"];
  return wrapped("environment", [...environment, ...rest].join(", "), width);
}

/** A long value in several rows, the first with its name. */
function wrapped(name: string, value: string, width: number): Row[] {
  const lines = wrap(value, Math.max(30, width - NAMES));
  return named(
    name,
    lines.map((line) => ({ name: "", value: line, origin: "" })),
  );
}

/** Gives the first row its name. */
function named(name: string, rows: readonly Row[]): Row[] {
  return rows.map((row, i) => (i === 0 ? { ...row, name } : row));
}

/** A row only for what a file says. */
function known(name: string, fact: FactJson<unknown>, show: (value: unknown) => string): Row[] {
  return fact.state === "set" || fact.state === "either" ? [factRow(name, fact, show)] : [];
}

function streamRow(name: string, sink: ProcessFacts["stdout"]): Row {
  return { name, value: sink.read ?? "nowhere", origin: sink.certain ? "" : "not certain" };
}
