import { evaluateModule } from "../../evaluate/evaluate.ts";
import type { Environment, Evaluation } from "../../evaluate/evaluation.ts";
import type { Value } from "../../evaluate/value.ts";
import { setFact, unknownFact, type Alternative, type Fact } from "../../model/fact.ts";
import type { GunicornInstance, SettingValue } from "../../model/gunicorn.ts";
import type { Gap, Problem } from "../../model/problem.ts";
import { readPython } from "../../read/python/read-python.ts";
import { maskPythonTemplate, type MaskedPython } from "../../read/python/template-mask.ts";
import type { PythonModule } from "../../read/python/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";
import { ignoredNames } from "./ignored-names.ts";
import { namesOfModule, type ModuleNames } from "./module-names.ts";
import { refuseModule } from "./reserved-names.ts";
import { strOf } from "./python-value.ts";
import type { Setting } from "./setting.ts";
import { settingNamed } from "./settings.ts";
import { validate, type Surroundings } from "./validators.ts";

export interface ConfigFileRequest {
  readonly fs: FileSystem;
  readonly file: string;
  readonly environment: Environment;
  readonly searchPath: readonly string[];
  /** Absolute start directory of the process, where known. */
  readonly workingDirectory: string | null;
  /** Absolute directory that "." of `fs` stands for, where known. */
  readonly deployedAt: string | null;
  /** The folder of `fs` that stands at `deployedAt`; default ".". */
  readonly deployedFrom?: string;
  /** Null: not known. */
  readonly version: string | null;
  readonly readCache?: Map<string, PythonModule>;
}

/** What gunicorn takes from its config file. */
export interface ConfigFile {
  readonly file: string;
  /** The settings that the file sets, by gunicorn's names, in the order in which gunicorn takes them over. */
  readonly settings: ReadonlyMap<string, Fact<SettingValue>>;
  /** Why settings that are not in `settings` may be set all the same; null when everything was read. */
  readonly open: string | null;
  readonly ignoredNames: GunicornInstance["ignoredNames"];
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
  /** The message with which gunicorn stops, the first of several; null when it takes the file. */
  readonly refusal: string | null;
  /** Every file that was evaluated for it, itself first. */
  readonly files: readonly string[];
}

/**
 * Reads a config file as gunicorn does (app/base.py, load_config_from_module_name_or_filename): every global of the module whose
 * name is exactly that of a setting goes through the setting's validator, all other names are passed over.
 */
export function readConfigFile(request: ConfigFileRequest): ConfigFile {
  const readCache = request.readCache ?? new Map<string, PythonModule>();
  const template = templateIn(request, readCache);
  const evaluation = evaluateModule({
    fs: request.fs,
    file: request.file,
    moduleName: CONFIG_MODULE,
    searchPath: request.searchPath,
    environment: request.environment,
    ...(request.workingDirectory === null ? {} : { workingDirectory: request.workingDirectory }),
    ...(request.deployedAt === null ? {} : { deployedAt: request.deployedAt }),
    ...(request.deployedFrom === undefined ? {} : { deployedFrom: request.deployedFrom }),
    readCache,
  });
  const tree = readCache.get(request.file);
  const names = tree === undefined ? null : namesOfModule(tree);
  // What is wrong with the text of a template need not be wrong with what is made of it.
  const problems: Problem[] = template === null ? failuresOf(request.file, evaluation) : [];
  const settings = new Map<string, Fact<SettingValue>>();
  const around: Surroundings = {
    arityOf: (name) => arityIn(names, name),
    workingDirectory: request.workingDirectory,
  };
  for (const [name, value] of evaluation.names) {
    const setting = settingNamed(name, request.version);
    if (setting === undefined) continue;
    const at = value.at ??
      evaluation.assignments.get(name)?.at(-1) ?? { file: request.file, start: 0, end: 0 };
    if (template !== null && isDecidedBy(template, name, evaluation)) {
      settings.set(name, unknownFact("a template decides", at));
      continue;
    }
    const module = moduleOf(name, value, names);
    const fact =
      module === null ? check(setting, value, at, around) : { refused: refuseModule(setting, module) };
    if ("refused" in fact) problems.push(invalidValue(setting, value, module, fact.refused, at));
    else settings.set(name, fact);
  }
  for (const name of template?.conditional ?? []) {
    if (settingNamed(name, request.version) !== undefined && !settings.has(name))
      settings.set(name, unknownFact("a template decides"));
  }
  return {
    file: request.file,
    settings,
    open: openness(evaluation),
    ignoredNames: ignoredNames(request, evaluation, names, around),
    problems,
    gaps: evaluation.gaps.map(({ what, why, at }) => (at === undefined ? { what, why } : { what, why, at })),
    refusal: problems[0]?.message ?? null,
    files: evaluation.files.length === 0 ? [request.file] : evaluation.files,
  };
}

/** The file's template tags, masked where it is read as Python; null for a file that is no template. */
function templateIn(
  { fs, file }: ConfigFileRequest,
  readCache: Map<string, PythonModule>,
): MaskedPython | null {
  const source = fs.read(file);
  const template = isUnreadable(source) ? null : maskPythonTemplate(file, source.text);
  if (template !== null && !readCache.has(file)) readCache.set(file, readPython(template.text));
  return template;
}

/** True for a value that holds a placeholder, or that a block of the template may set. */
function isDecidedBy(template: MaskedPython, name: string, evaluation: Evaluation): boolean {
  if (template.conditional.includes(name)) return true;
  return (evaluation.assignments.get(name) ?? []).some((span) =>
    template.regions.some(({ start, end }) => start < span.end && span.start < end),
  );
}

/** The name under which gunicorn imports its config file. */
const CONFIG_MODULE = "__config__";

/** Parameters of a function that the file itself defines. */
function arityIn(names: ModuleNames | null, name: string): number | undefined {
  const prefix = `${CONFIG_MODULE}.`;
  return name.startsWith(prefix) ? names?.arities.get(name.slice(prefix.length)) : undefined;
}

type Outcome = Fact<SettingValue> | { readonly refused: string };

/** The setting's value as gunicorn validates it. An alternative that gunicorn refuses is left unknown, unless it refuses all. */
function check(setting: Setting, value: Value, at: FileSpan, around: Surroundings): Outcome {
  if (value.kind !== "either") {
    const checked = validate(setting, value, around);
    switch (checked.kind) {
      case "value":
        return setFact(checked.value, at, (value.via ?? []).length > 0 ? "import" : "file", value.via ?? []);
      case "refused":
        return { refused: checked.message };
      case "unknown":
        return unknownFact(checked.why, at);
    }
  }
  const outcomes = value.options.map(({ when, value: each }) => ({
    when,
    outcome: check(setting, each, each.at ?? at, around),
  }));
  const [first] = outcomes;
  if (first === undefined) return unknownFact("no alternative is possible", at);
  if (outcomes.every(({ outcome }) => "refused" in outcome)) return first.outcome;
  const options: Alternative<SettingValue>[] = outcomes.map(({ when, outcome }) => ({
    when,
    fact: "refused" in outcome ? unknownFact(`gunicorn refuses it: ${outcome.refused}`, at) : outcome,
  }));
  const facts = options.map(({ fact }) => fact);
  const [head] = facts;
  if (head?.state === "set" && facts.every((fact) => fact.state === "set" && same(fact.value, head.value)))
    return head;
  return { state: "either", options, at };
}

function same(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The module that a name certainly stands for because an `import` binds it; null when it may be something else. */
function moduleOf(name: string, value: Value, names: ModuleNames | null): string | null {
  const imported = names?.imported.get(name);
  if (imported === undefined) return null;
  if (value.kind === "reference") return value.name === imported ? imported : null;
  return null;
}

function invalidValue(
  setting: Setting,
  value: Value,
  module: string | null,
  message: string,
  at: FileSpan,
): Problem {
  const shown = module === null ? strOf(value) : `<module '${module}'>`;
  const instead =
    module === null
      ? undefined
      : `import it under another name: every global of this file that has the name of a setting is taken as that setting`;
  return {
    code: "syntax",
    message: `Invalid value for ${setting.name}: ${shown} (${message.trim()})`,
    at,
    related: [],
    consequence: "gunicorn does not start: it exits with status 1",
    ...(instead === undefined ? {} : { instead }),
  };
}

function failuresOf(file: string, evaluation: Evaluation): Problem[] {
  const problems: Problem[] = evaluation.syntaxErrors.map(({ file: where, message, span }) => ({
    code: "syntax",
    message:
      where === file
        ? `Failed to read config file: ${message}`
        : `Failed to read config file: ${where}: ${message}`,
    at: span,
    related: [],
    consequence: "gunicorn does not start: it exits with status 1",
  }));
  if (evaluation.failed !== undefined && problems.length === 0) {
    problems.push({
      code: "syntax",
      message: `Failed to read config file: ${evaluation.failed.what}`,
      at: evaluation.failed.at,
      related: [],
      consequence: "gunicorn does not start: it exits with status 1",
    });
  }
  return problems;
}

function openness(evaluation: Evaluation): string | null {
  if (evaluation.syntaxErrors.length > 0) return "the file does not parse";
  if (evaluation.failed !== undefined) return `the file stops: ${evaluation.failed.what}`;
  return evaluation.open ? (evaluation.gaps[0]?.why ?? "some names of the file are not known") : null;
}
