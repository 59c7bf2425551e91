import type { Environment } from "../../evaluate/evaluation.ts";
import { defaultFact, setFact, unknownFact, type Alternative, type Fact } from "../../model/fact.ts";
import type { SettingValue } from "../../model/gunicorn.ts";
import type { FileSpan } from "../../text/span.ts";
import { parseInteger, reprOfString, strip } from "./python-text.ts";
import type { Setting } from "./setting.ts";
import { allSettingNames, settingNamed, TELLING_VERSIONS } from "./settings.ts";
import { compareVersions } from "./versions.ts";
import type { Refusal } from "./command-line.ts";

/** Every setting with the value that holds when nobody gives it: gunicorn's own, or from the environment (config.py). */
export function defaultSettings(
  version: string | null,
  environment: Environment,
  workingDirectory: string | null,
  fallback: FileSpan,
): { readonly settings: Map<string, Fact<SettingValue>>; readonly refusal: Refusal | null } {
  const settings = new Map<string, Fact<SettingValue>>();
  for (const name of allSettingNames()) {
    const fact = defaultOf(name, version, workingDirectory);
    if (fact !== null) settings.set(name, fact);
  }
  let refusal: Refusal | null = null;
  const fromEnvironment = (variable: string, setting: string, read: (text: string) => SettingValue): void => {
    const text = Object.hasOwn(environment.values, variable) ? environment.values[variable] : undefined;
    if (text === undefined) return;
    const [at, ...via] = environment.via?.[variable] ?? [];
    settings.set(setting, setFact(read(text), at ?? fallback, "environment", via));
  };
  fromEnvironment("PORT", "bind", (text) => [strip(`0.0.0.0:${text}`)]);
  fromEnvironment("FORWARDED_ALLOW_IPS", "forwarded_allow_ips", (text) => splitOnCommas(text));
  fromEnvironment("WEB_CONCURRENCY", "workers", (text) => {
    const number = parseInteger(text, 10);
    if (number === undefined)
      refusal = { status: 1, message: `invalid literal for int() with base 10: ${reprOfString(text)}` };
    else if (number < 0) refusal = { status: 1, message: `Value must be positive: ${String(number)}` };
    return number ?? 1;
  });
  return { settings, refusal };
}

const OLDEST_FIRST = [...TELLING_VERSIONS].sort(compareVersions);

/** The default of one setting; null when this version does not have it; one alternative per version where they differ. */
function defaultOf(
  name: string,
  version: string | null,
  workingDirectory: string | null,
): Fact<SettingValue> | null {
  if (version !== null) {
    const setting = settingNamed(name, version);
    return setting === undefined ? null : factOf(setting, workingDirectory);
  }
  const rows = OLDEST_FIRST.flatMap((each) => {
    const setting = settingNamed(name, each);
    return setting === undefined ? [] : [{ version: each, setting }];
  });
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return null;
  if (JSON.stringify(first.setting.default) === JSON.stringify(last.setting.default))
    return factOf(last.setting, workingDirectory);
  const options: Alternative<SettingValue>[] = [
    { when: `gunicorn is older`, fact: factOf(first.setting, workingDirectory) },
    {
      when: `gunicorn is ${majorOf(rows.find(({ setting }) => setting.default === last.setting.default)?.version ?? last.version)} or newer`,
      fact: factOf(last.setting, workingDirectory),
    },
  ];
  return { state: "either", options };
}

function factOf(setting: Setting, workingDirectory: string | null): Fact<SettingValue> {
  const since = SINCE[setting.name] ?? setting.since ?? "19.9";
  switch (setting.name) {
    case "chdir":
      return workingDirectory === null
        ? unknownFact("the directory in which gunicorn is started")
        : defaultFact(workingDirectory, `gunicorn >= ${since}`);
    case "control_socket":
      return unknownFact("below $XDG_RUNTIME_DIR or $HOME, by version");
    default: {
      const { validator, default: value } = setting;
      const text = validator === "string_to_list" && typeof value === "string" ? splitOnCommas(value) : value;
      return defaultFact(text, `gunicorn >= ${since}`);
    }
  }
}

/** Since when a default holds, where it is older than what is supported and worth saying. */
const SINCE: Readonly<Record<string, string>> = { errorlog: "19.2", accesslog: "0.13" };

function majorOf(version: string): string {
  return version.split(".")[0] ?? version;
}

function splitOnCommas(text: string): readonly string[] {
  return strip(text)
    .split(",")
    .filter((part) => part !== "")
    .map(strip);
}
