import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchEnvironment } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import { readDotenv } from "../../read/dotenv/read-dotenv.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { UnitSettings } from "./unit-settings.ts";

export interface UnitEnvironment {
  readonly environment: LaunchEnvironment;
  /** Environment files that were read. */
  readonly files: readonly string[];
  readonly gaps: readonly Gap[];
}

/**
 * The environment of a service (systemd.exec(5)): `Environment=`, then `EnvironmentFile=`, which wins, less `UnsetEnvironment=`. It is complete when
 * every file is here: a system service inherits nothing of a login shell, only what the manager itself sets (PATH, LANG, HOME and the like).
 */
export function unitEnvironment(
  settings: UnitSettings,
  fs: FileSystem,
  resolve: (path: string) => string | null,
): UnitEnvironment {
  const values = Object.create(null) as Record<string, Fact<string>>;
  const files: string[] = [];
  const gaps: Gap[] = [];
  let complete = true;
  for (const { value, at } of settings.words("PassEnvironment")) {
    if (value !== null) values[value] = unknownFact("it is passed on from the service manager", at);
  }
  for (const { value, prefix, at } of settings.words("Environment")) {
    const cut = prefix.indexOf("=");
    if (value === null) {
      if (cut > 0)
        values[prefix.slice(0, cut)] = unknownFact("it depends on the machine or the instance", at);
      else complete = false;
    } else if (cut > 0) values[value.slice(0, cut)] = setFact(value.slice(cut + 1), at, "environment");
  }
  for (const setting of settings.all("EnvironmentFile")) {
    const at = { file: setting.file, ...setting.value.span };
    const path = setting.value.value.replace(/^-/, "");
    const here = /[*?[%]/.test(path) ? null : resolve(path);
    const source = here === null ? null : fs.read(here);
    if (here === null || source === null || isUnreadable(source)) {
      complete = false;
      gaps.push({ what: path, why: "the environment file is not among the files read", at });
      // What stands in the file wins over Environment=.
      for (const [name, fact] of Object.entries(values)) {
        values[name] = {
          state: "either",
          options: [
            { when: `${path} does not set it`, fact },
            { when: `${path} sets it`, fact: unknownFact(`${path} is not here`, at) },
          ],
        };
      }
      continue;
    }
    files.push(here);
    for (const entry of readDotenv(source.text, "systemd").entries) {
      const text = entry.value?.map((part) => (part.kind === "text" ? part.value : "")).join("");
      if (text !== undefined)
        values[entry.name] = setFact(text, { file: here, ...(entry.valueSpan ?? entry.span) }, "env-file", [
          at,
        ]);
    }
  }
  for (const { value } of settings.words("UnsetEnvironment")) {
    if (value !== null) Reflect.deleteProperty(values, value.split("=")[0] ?? value);
  }
  return { environment: { values, complete }, files, gaps };
}
