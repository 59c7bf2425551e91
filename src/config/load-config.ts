import type { FailOn } from "../engine/gate.ts";
import type { RuleSetting, Selection } from "../engine/selection.ts";
import { setFact, type Fact } from "../model/fact.ts";
import type { KnownOfProcess } from "../model/launch.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { basename, dirname, join, normalize } from "../text/path.ts";
import type { SourceFile } from "../text/source-file.ts";
import { ConfigError, configProblem, type ConfigProblem } from "./config-error.ts";
import type { Config, RuleSettings, Versions } from "./config.ts";
import { globMatcher } from "./globs.ts";
import { isSyntaxProblem, memberOf, plainValue, type ConfigNode } from "./config-node.ts";
import { originsOf, type Origins } from "./origins.ts";
import { readConfigText } from "./read-config-text.ts";
import { explainSchemaError, suggestion } from "./schema-messages.ts";
import { writtenPatterns, type WrittenPattern } from "./written-patterns.ts";
import validate from "./validate.generated.js";

/** A configuration, ready for use. */
export interface LoadedConfig {
  /** Relative to the working directory. */
  readonly path: string;
  /** As written. */
  readonly config: Config;
  readonly selection: Omit<Selection, "only">;
  readonly failOn: FailOn;
  /** True for files that are not to be read. */
  readonly ignores: (file: string) => boolean;
  readonly versions: Versions;
  /** What is known of processes, by name; "*" is every process. */
  readonly processes: Readonly<Record<string, KnownOfProcess>>;
  readonly origins: Origins;
  readonly patterns: readonly WrittenPattern[];
  /** The baseline to use, relative to the working directory. */
  readonly baseline: string | null;
}

const SCHEMA_HELP = "The keys are described in schema/loglint.config.schema.json.";
/** Nobody writes more than this, and the reader need not be fast. */
const MAX_LENGTH = 1024 * 1024;

/**
 * Reads the configuration file at `path`: JSON, YAML or TOML; in a package.json the key `loglint`, in a pyproject.toml
 * `[tool.loglint]`. Nothing in it is executed.
 * `ruleIds` are the rules that exist. Throws ConfigError for a file that cannot be read or is not valid.
 */
export async function loadConfig(
  fs: FileSystem,
  path: string,
  workingDirectory: string,
  ruleIds: readonly string[],
): Promise<LoadedConfig> {
  const source = fs.read(path);
  if (isUnreadable(source)) {
    throw new ConfigError(
      [{ file: path, span: { start: 0, end: 0 }, address: path, message: source.unreadable }],
      "Name a file with --config, or none with --no-config.",
    );
  }
  const node = await configNode(source);
  const data = plainValue(node);
  if (!isConfig(data)) throw new ConfigError(schemaProblems(source, node), SCHEMA_HELP);
  const unknown = unknownRules(source, node, ruleIds);
  if (unknown.length > 0) throw new ConfigError(unknown, "`loglint rules` lists every rule.");
  return {
    path,
    config: data,
    selection: {
      preset: data.extends ?? "recommended",
      rules: { ...loggedElsewhere(data), ...ruleSettings(data.rules ?? {}) },
      overrides: (data.overrides ?? []).map(({ files, rules }) => ({
        matches: globMatcher(files, path, workingDirectory),
        rules: ruleSettings(rules),
      })),
    },
    failOn: data.failOn ?? "error",
    ignores: globMatcher(data.ignores ?? [], path, workingDirectory),
    versions: data.versions ?? {},
    processes: processesOf(node, path),
    origins: originsOf(node, source),
    patterns: writtenPatterns(node, source, workingDirectory),
    baseline: data.baseline === undefined ? null : normalize(join(dirname(path), data.baseline)),
  };
}

/** Rules that ask for an access log: when something in front keeps one, nothing is missing here. */
const ACCESS_LOG_RULES = [
  "nginx/access-log-missing",
  "nginx/access-log-off",
  "nginx/default-server-unlogged",
  "gunicorn/access-log-missing",
  "stack/request-unlogged",
];

function loggedElsewhere({ requestsLoggedElsewhere }: Config): Record<string, RuleSetting> {
  if (requestsLoggedElsewhere !== true) return {};
  return Object.fromEntries(ACCESS_LOG_RULES.map((id) => [id, { severity: "off", options: {} }]));
}

/** What the configuration knows of processes, each value with its place. */
function processesOf(node: ConfigNode, file: string): Record<string, KnownOfProcess> {
  const processes = memberOf(node, "processes");
  if (processes?.kind !== "object") return {};
  const fact = (value: ConfigNode): Fact<string> | null =>
    value.kind === "scalar" && typeof value.value === "string"
      ? setFact(value.value, { file, ...value.span }, "config")
      : null;
  return Object.fromEntries(
    processes.entries.map(({ key, value }) => {
      const variables = memberOf(value, "environment");
      const user = memberOf(value, "user");
      const entries = variables?.kind === "object" ? variables.entries : [];
      const environment = entries.flatMap((entry): [string, Fact<string>][] => {
        const known = fact(entry.value);
        return known === null ? [] : [[entry.key, known]];
      });
      return [
        key,
        { environment: Object.fromEntries(environment), user: user === undefined ? null : fact(user) },
      ];
    }),
  );
}

async function configNode(source: SourceFile): Promise<ConfigNode> {
  if (source.text.length > MAX_LENGTH) {
    throw new ConfigError(
      [configProblem(source, { start: 0, end: 0 }, `larger than ${MAX_LENGTH} characters`)],
      SCHEMA_HELP,
    );
  }
  const { node, help } = await readConfigText(source.text, source.path);
  if (isSyntaxProblem(node)) throw new ConfigError([configProblem(source, node.span, node.message)], help);
  const keys = KEYS_TO_CONFIG[basename(source.path)] ?? [];
  let own: ConfigNode | undefined = node;
  for (const key of keys) own = memberOf(own, key);
  if (own === undefined) {
    const at = { start: 0, end: 0 };
    throw new ConfigError([configProblem(source, at, `has no key "${keys.join(".")}"`)], SCHEMA_HELP);
  }
  return own;
}

/** In files of other programs. */
const KEYS_TO_CONFIG: Readonly<Record<string, readonly string[]>> = {
  "package.json": ["loglint"],
  "pyproject.toml": ["tool", "loglint"],
};

function isConfig(data: unknown): data is Config {
  return validate(data);
}

function schemaProblems(source: SourceFile, node: ConfigNode): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const error of validate.errors ?? []) {
    const explained = explainSchemaError(error, node);
    if (explained !== null) problems.push(configProblem(source, explained.span, explained.message));
  }
  return problems.sort((a, b) => a.span.start - b.span.start);
}

/** Rule ids in `rules` and in every override that do not exist. */
function unknownRules(source: SourceFile, node: ConfigNode, ruleIds: readonly string[]): ConfigProblem[] {
  const known = new Set(ruleIds);
  const problems: ConfigProblem[] = [];
  const look = (owner: ConfigNode | undefined): void => {
    const rules = memberOf(owner, "rules");
    if (rules?.kind !== "object") return;
    for (const { key, keySpan } of rules.entries) {
      if (known.has(key)) continue;
      problems.push(configProblem(source, keySpan, `there is no rule "${key}"${suggestion(key, ruleIds)}`));
    }
  };
  look(node);
  const overrides = memberOf(node, "overrides");
  if (overrides?.kind === "array") overrides.items.forEach(look);
  return problems;
}

function ruleSettings(settings: RuleSettings): Record<string, RuleSetting> {
  const entries = Object.entries(settings).map(([id, setting]): [string, RuleSetting] => {
    if (typeof setting === "string") return [id, { severity: setting, options: {} }];
    return [id, { severity: setting[0], options: setting[1] ?? {} }];
  });
  return Object.fromEntries(entries);
}
