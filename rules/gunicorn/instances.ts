import { certainValue, possibleValues, type Fact } from "../../src/model/fact.ts";
import type { GunicornInstance, SettingValue } from "../../src/model/gunicorn.ts";
import { isFileForDevelopment } from "../../src/model/nginx-contexts.ts";
import { isForDevelopment } from "../../src/model/purpose.ts";
import type { Process, Stack } from "../../src/model/stack.ts";
import { compareSpans, type FileSpan } from "../../src/text/span.ts";

/** The gunicorns of a stack that serve: not those that only check or print their configuration, or their help. */
export function servingGunicorns(stack: Stack): readonly GunicornInstance[] {
  return stack.gunicorn.filter(
    (gunicorn) =>
      gunicorn.refusal?.status !== 0 &&
      certainValue(gunicorn.settings["check_config"]) !== true &&
      certainValue(gunicorn.settings["print_config"]) !== true,
  );
}

/** Is this gunicorn a developer's: by the whole deployment, by its config file's name, or by the file that starts it (`docker-compose.dev.yml`). */
export function isForDeveloper(stack: Stack, { configFile, at }: GunicornInstance): boolean {
  if (isForDevelopment(stack.purpose)) return true;
  return [configFile, at?.file].some(
    (file) => file !== undefined && file !== null && isFileForDevelopment(stack, file),
  );
}

/** The setting's value when there is exactly one. */
export function settingOf(gunicorn: GunicornInstance, name: string): SettingValue | undefined {
  return certainValue(gunicorn.settings[name]);
}

/** Each place where a setting is written, with the value there; `when` is the condition where there are several. */
export function writtenValues(
  fact: Fact<SettingValue> | undefined,
): readonly { readonly value: SettingValue; readonly at: FileSpan; readonly when: string | null }[] {
  if (fact === undefined) return [];
  switch (fact.state) {
    case "set":
      return [{ value: fact.value, at: fact.at, when: null }];
    case "default":
    case "unknown":
      return [];
    case "either":
      return fact.options.flatMap(({ when, fact: each }) =>
        writtenValues(each).map((written) => ({ ...written, when })),
      );
  }
}

/** Is the target a file: a path, and neither "-" nor a device? Undefined when it is not known. */
export function isFileTarget(fact: Fact<SettingValue> | undefined): boolean | undefined {
  if (fact === undefined) return undefined;
  const { values, complete } = possibleValues(fact);
  const files = values.map(
    (value) => typeof value === "string" && value !== "-" && value !== "" && !isDevice(value),
  );
  if (complete && files.every((file) => file)) return true;
  if (files.some((file) => !file)) return false;
  return undefined;
}

export function isDevice(path: string): boolean {
  return /^\/dev\/(?:stdout|stderr|null|fd\/\d+|console|tty)$|^\/proc\/(?:\d+|self)\/fd\/\d+$/.test(path);
}

/** gunicorn's own logger class writes the logs; any other may do everything differently. */
export function hasOwnLogger(gunicorn: GunicornInstance): boolean {
  const logger = settingOf(gunicorn, "logger_class");
  return (
    logger === "gunicorn.glogging.Logger" ||
    logger === "simple" ||
    logger === "gunicorn.instrument.statsd.Statsd"
  );
}

/** The worker class by the name of its module or alias: "uvicorn", "tornado", else "own"; undefined when it is not known. */
export function workerOf(gunicorn: GunicornInstance): "uvicorn" | "tornado" | "own" | undefined {
  const worker = settingOf(gunicorn, "worker_class");
  if (typeof worker !== "string") return undefined;
  if (/^uvicorn(?:_worker)?\.|UvicornWorker|UvicornH11Worker/.test(worker)) return "uvicorn";
  return worker === "tornado" || worker.includes("gtornado") ? "tornado" : "own";
}

/** The process that runs this gunicorn, where a unit, an image or a script starts it. */
export function processOf(stack: Stack, gunicorn: GunicornInstance): Process | undefined {
  const { at } = gunicorn;
  return at === null
    ? undefined
    : stack.processes.find((each) => each.runs === "gunicorn" && compareSpans(each.at, at) === 0);
}

/** Where to point for something that is written nowhere: another logging setting, the command, or the config file. */
export function placeFor(gunicorn: GunicornInstance, preferred: readonly string[]): FileSpan | undefined {
  for (const name of preferred) {
    const [written] = writtenValues(gunicorn.settings[name]);
    if (written !== undefined) return written.at;
  }
  if (gunicorn.at !== null) return gunicorn.at;
  return gunicorn.configFile === null ? undefined : { file: gunicorn.configFile, start: 0, end: 0 };
}
