import { isDeepStrictEqual } from "node:util";
import { RECOMMENDED } from "../../src/engine/selection.ts";
import { runRules } from "../../src/engine/run.ts";
import { isSyntaxProblem } from "../../src/config/config-node.ts";
import { readJson } from "../../src/config/json-reader.ts";
import { readTomlConfig } from "../../src/config/toml-reader.ts";
import { readYamlConfig } from "../../src/config/yaml-reader.ts";
import { messagesIn } from "../../src/explain/match-message.ts";
import { lint, memoryFileSystem, rules, trace, where, type LintResult } from "../../src/index.ts";
import { parseMounts } from "../../src/loaders/host/mounts.ts";
import {
  bootOf,
  parseCgroup,
  parseEnvironment,
  parseFdInfo,
  parseStatus,
  parseWords,
  startOf,
} from "../../src/loaders/host/proc-text.ts";
import { parseRotationState } from "../../src/loaders/host/rotation-state.ts";
import { parseImage } from "../../src/loaders/images/image-reference.ts";
import { sizeInBytes, timeSpan } from "../../src/loaders/journald/quantities.ts";
import { pinnedInJson, pinnedInText, lockedPackages } from "../../src/loaders/requirements/pins.ts";
import { covers } from "../../src/model/rotation-pattern.ts";
import { readCrontab } from "../../src/read/crontab/read-crontab.ts";
import { readDockerfile } from "../../src/read/dockerfile/read-dockerfile.ts";
import { readDotenv } from "../../src/read/dotenv/read-dotenv.ts";
import { readIni } from "../../src/read/ini/read-ini.ts";
import { readLogrotate } from "../../src/read/logrotate/read-logrotate.ts";
import { readMakefile } from "../../src/read/makefile/read-makefile.ts";
import { splitDump } from "../../src/read/nginx/dump.ts";
import { readNginx } from "../../src/read/nginx/read-nginx.ts";
import { readProcfile } from "../../src/read/procfile/read-procfile.ts";
import { readPython } from "../../src/read/python/read-python.ts";
import { readShell } from "../../src/read/shell/read-shell.ts";
import { readTmpfiles } from "../../src/read/tmpfiles/read-tmpfiles.ts";
import { readUnit } from "../../src/read/unit/read-unit.ts";
import { readYaml } from "../../src/read/yaml/read-yaml.ts";
import { FORMATS, loadReporter } from "../../src/report/reporters.ts";
import { COLOURED, PLAIN } from "../../src/report/theme.ts";
import { parseAclText, parseAclXattr } from "../../src/text/acl.ts";
import type { FileSystem } from "../../src/text/file-system.ts";
import type { Site } from "./sites.ts";

/** Every reader, and the dialects that differ. */
export const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  nginx: readNginx,
  "nginx -T": splitDump,
  python: readPython,
  shell: readShell,
  dockerfile: readDockerfile,
  yaml: readYaml,
  unit: readUnit,
  "ini (supervisor)": (text) => readIni(text, "supervisor"),
  "ini (configparser)": (text) => readIni(text, "configparser"),
  logrotate: readLogrotate,
  procfile: readProcfile,
  "dotenv (python-dotenv)": (text) => readDotenv(text, "python-dotenv"),
  "dotenv (compose)": (text) => readDotenv(text, "compose"),
  "dotenv (docker)": (text) => readDotenv(text, "docker"),
  "dotenv (systemd)": (text) => readDotenv(text, "systemd"),
  "crontab (of the system)": (text) => readCrontab(text, true),
  "crontab (of a user)": (text) => readCrontab(text, false),
  "crontab (any)": (text) => readCrontab(text, null),
  makefile: readMakefile,
  "tmpfiles.d": readTmpfiles,
  "configuration (JSON)": (text) => atLeastAPlace(readJson(text), text),
  "configuration (TOML)": (text) => atLeastAPlace(readTomlConfig(text), text),
  "configuration (YAML)": (text) => atLeastAPlace(readYamlConfig(text), text),
  requirements: (text) => [pinnedInText(text, "requirements.txt"), pinnedInText(text, "pyproject.toml")],
  lockfile: (text) => [lockedPackages(text, "uv.lock"), pinnedInJson(text, "Pipfile.lock")],
};

/** What the first problem of a configuration points at is one character, also at the end of the file. */
function atLeastAPlace(found: ReturnType<typeof readJson>, text: string): unknown {
  if (!isSyntaxProblem(found)) return found;
  const { start, end } = found.span;
  return { ...found, span: { start: Math.min(start, text.length), end: Math.min(end, text.length) } };
}

/** Texts of a running machine, and small ones of configuration, whose readers give values without places. */
export const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  "pasted messages": messagesIn,
  "/proc/PID/status": parseStatus,
  "/proc/PID/stat": (text) => startOf(text, 0),
  "/proc/stat": bootOf,
  "/proc/PID/cmdline": (text) => parseWords(bytesOf(text)),
  "/proc/PID/environ": (text) => parseEnvironment(bytesOf(text)),
  "/proc/PID/cgroup": parseCgroup,
  "/proc/PID/fdinfo": parseFdInfo,
  "/proc/PID/mountinfo": parseMounts,
  "the state of logrotate": parseRotationState,
  "access lists as text": (text) => parseAclText(text),
  "access lists as bytes": (text) => parseAclXattr(bytesOf(text)),
  "spans of time": timeSpan,
  "sizes of the journal": sizeInBytes,
  "names of images": parseImage,
  "patterns of rotations": (text) => covers(`/${text}`, `/${text}x`),
};

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Fails with the words `what` and a span that shows it, when a span of the tree lies outside the text or splits a character. */
export function spansLieIn(
  tree: unknown,
  textOf: (file: string | null) => string | undefined,
  what: string,
): void {
  const seen = new Set<object>();
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    seen.add(node);
    if (node instanceof Map) {
      for (const value of node.values()) open.push(value);
    } else if (Array.isArray(node)) {
      // not spread: a file may have a million nodes in one list
      for (const value of node) open.push(value);
    } else {
      if (
        "start" in node &&
        "end" in node &&
        typeof node.start === "number" &&
        typeof node.end === "number"
      ) {
        const file = "file" in node && typeof node.file === "string" ? node.file : null;
        const text = textOf(file);
        if (text !== undefined)
          checkSpan(node.start, node.end, text, `${what}: ${node.start} to ${node.end}`);
      }
      for (const value of Object.values(node)) open.push(value);
    }
  }
}

function checkSpan(start: number, end: number, text: string, what: string): void {
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= text.length))
    throw new Error(`${what} lies outside the file of ${text.length}`);
  for (const at of [start, end]) {
    if (isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at)))
      throw new Error(`${what} splits a character`);
  }
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** How often one run may ask the file system for something: a bound on work that no clock is needed for. */
const MOST_CALLS = 20_000;

/** A file system of memory that ends a run which asks too often. */
export function countingFileSystem(site: Site): FileSystem {
  const fs = memoryFileSystem(site);
  let calls = 0;
  const counted = <A extends readonly unknown[], R>(call: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      if (++calls > MOST_CALLS) throw new Error(`more than ${MOST_CALLS} calls of the file system`);
      return call(...args);
    };
  };
  return {
    kindOf: counted(fs.kindOf.bind(fs)),
    sizeOf: counted(fs.sizeOf.bind(fs)),
    list: counted(fs.list.bind(fs)),
    read: counted(fs.read.bind(fs)),
  };
}

/** Lints a site and checks what holds for every result. */
export function checkedLint(site: Site, paths: readonly string[] = ["."]): LintResult {
  const result = lint({ fs: countingFileSystem(site), paths, selection: { preset: "strict" } });
  const [crash] = result.crashes;
  if (crash !== undefined) throw new Error(`${crash.rule} crashed: ${crash.error}`);
  const textOf = (file: string | null): string | undefined =>
    file === null ? undefined : result.sources.get(file)?.text;
  spansLieIn(result.findings, textOf, "finding");
  spansLieIn(result.stacks, textOf, "stack");
  spansLieIn(result.gaps, textOf, "gap");
  const routes = where(result.stacks);
  spansLieIn(routes, textOf, "route");
  for (const stack of result.stacks) {
    for (const exception of [false, true])
      trace(stack, {
        method: "GET",
        host: "example.com",
        target: "/?a=1",
        status: null,
        exception,
        upstreamDown: false,
        client: "192.0.2.1",
      });
  }
  return result;
}

/** What must be the same whenever the same files are linted. */
export function fingerprint(result: LintResult): unknown {
  return { findings: result.findings, gaps: result.gaps, read: result.read, ignored: result.ignored };
}

/** Fails when two results differ, and says where. */
export function mustEqual(one: unknown, other: unknown, what: string): void {
  if (!isDeepStrictEqual(one, other))
    throw new Error(`${what}:\n${JSON.stringify(one)}\n${JSON.stringify(other)}`);
}

/** Rules alone, twice on the same stacks: they change nothing. */
export function rulesChangeNothing(result: LintResult): void {
  const again = runRules(
    result.stacks,
    rules,
    { ...RECOMMENDED, preset: "strict" },
    null,
    true,
    result.sources,
  );
  mustEqual(again.findings, result.findings, "rules gave other findings the second time");
}

export const CONTROL = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Every format, plain: it can be read back, and no control character of a file gets through. */
export async function reportsAreClean(result: LintResult): Promise<void> {
  for (const format of FORMATS) {
    const reporter = await loadReporter(format);
    const options = {
      version: "0",
      failOn: "error",
      theme: PLAIN,
      width: 80,
      showUnknown: true,
      quiet: false,
      verbose: true,
      rules,
      preset: "strict",
    } as const;
    const { output } = reporter(result, options);
    reporter(result, { ...options, theme: COLOURED, width: 40, quiet: true });
    const control = CONTROL.exec(output);
    if (control !== null)
      throw new Error(
        `${format} holds ${JSON.stringify(output.slice(Math.max(0, control.index - 40), control.index + 40))}`,
      );
    if (["json", "sarif", "gitlab", "rdjson"].includes(format)) JSON.parse(output);
    if (format === "jsonl") for (const line of output.split("\n")) if (line !== "") JSON.parse(line);
  }
}
