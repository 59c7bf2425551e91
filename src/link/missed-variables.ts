import type { FoundFile } from "../discover/discover.ts";
import { certainValue, placeOf, setFact, type Fact } from "../model/fact.ts";
import type { GunicornInstance, SettingValue } from "../model/gunicorn.ts";
import type { MissedVariable } from "../model/stack.ts";
import { readDotenv } from "../read/dotenv/read-dotenv.ts";
import { resolveParts } from "../read/dotenv/resolve.ts";
import { basename, dirname } from "../text/path.ts";
import type { FileSpan } from "../text/span.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import type { LinkedLaunch } from "./follow-launches.ts";

export interface MissedRequest {
  readonly fs: FileSystem;
  readonly linked: LinkedLaunch;
  readonly gunicorn: GunicornInstance;
  readonly files: readonly FoundFile[];
  /** The same gunicorn, started another way. */
  readonly again: (linked: LinkedLaunch) => GunicornInstance;
}

const SETTINGS = ["accesslog", "errorlog", "loglevel", "logconfig", "access_log_format"];
/** What loads an env file into the environment of a Python process. */
const LOADER = /\bload_dotenv\(|\bread_env\(|\bread_envfile\(|\bdotenv\.read_dotenv\(/;
/** Variables of one file that are tried. */
const MOST = 20;

/**
 * Log settings of a gunicorn whose config file reads a variable that the process certainly lacks, while an env file beside it has it: found by reading
 * the config file once more with the variable. Told only where its absence loses the log, or where the settings load that very file, too late for
 * gunicorn: what else an env file holds may be meant for another machine.
 */
export function missedVariables({ fs, linked, gunicorn, files, again }: MissedRequest): MissedVariable[] {
  const { launch } = linked;
  const { configFile, commandKnown } = gunicorn;
  if (!launch.environment.complete || configFile === null || !commandKnown) return [];
  const config = fs.read(configFile);
  if (isUnreadable(config) || !/\benviron\b|\bgetenv\b/.test(config.text)) return [];
  const loadedLater = launch.container === null && files.some((file) => loads(fs, file));
  const found: MissedVariable[] = [];
  for (const { file } of files.filter((each) => each.as === "env" && isNear(each.file, linked, configFile))) {
    for (const { name, value, at } of variablesOf(fs, file, config.text, launch.environment.values)) {
      const values = { ...launch.environment.values, [name]: setFact(value, at, "env-file") };
      const other = again({
        ...linked,
        launch: { ...launch, environment: { ...launch.environment, values } },
      });
      for (const setting of SETTINGS) {
        const now = gunicorn.settings[setting];
        const then = other.settings[setting];
        const place = placeOf(now) ?? placeOf(then);
        const changed = changeOf(now, then, loadedLater);
        if (changed === null || place === undefined || found.some((each) => each.setting === setting))
          continue;
        const { is, wouldBe } = changed;
        found.push({
          process: gunicorn.name,
          variable: name,
          setting,
          is,
          wouldBe,
          at: place,
          written: at,
          loadedLater,
        });
      }
    }
  }
  return found;
}

/** What a setting is and would be, when both are certain and differ in a way that is worth telling. */
function changeOf(
  now: Fact<SettingValue> | undefined,
  then: Fact<SettingValue> | undefined,
  loadedLater: boolean,
): { is: string; wouldBe: string } | null {
  const is = certainValue(now);
  const wouldBe = certainValue(then);
  if (is === undefined || typeof wouldBe !== "string" || wouldBe === "" || is === wouldBe) return null;
  const isLost = is === null || (typeof is === "string" && /^$|(?:^|\/)None(?=[/.]|$)/.test(is));
  if (!isLost && !loadedLater) return null;
  return { is: is === null ? "None" : JSON.stringify(is), wouldBe };
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly at: FileSpan;
}

function variablesOf(
  fs: FileSystem,
  file: string,
  config: string,
  has: Readonly<Record<string, unknown>>,
): Variable[] {
  const source = fs.read(file);
  if (isUnreadable(source)) return [];
  const variables = readDotenv(source.text, "python-dotenv").entries.flatMap(
    ({ name, value, span }): Variable[] => {
      if (value === null || Object.hasOwn(has, name) || !config.includes(name)) return [];
      const made = resolveParts(value, () => "unknown");
      return "value" in made ? [{ name, value: made.value, at: { file, ...span } }] : [];
    },
  );
  return variables.slice(0, MOST);
}

/** `.env`, `production.env` in a folder that has to do with the process; not a sample, and not what is for development. */
function isNear(file: string, { launch, place }: LinkedLaunch, configFile: string): boolean {
  const name = basename(file);
  if (/example|sample|template|dist|default|dev|local|test|\bci\b/i.test(name)) return false;
  const folders = [
    ".",
    dirname(configFile),
    place.start,
    ...[launch.at, ...launch.via].map((at) => dirname(at.file)),
  ];
  return folders.includes(dirname(file));
}

function loads(fs: FileSystem, { as, file }: FoundFile): boolean {
  if (as !== "django") return false;
  const source = fs.read(file);
  return !isUnreadable(source) && LOADER.test(source.text);
}
