import { certainValue, placeOf, type Fact } from "../../model/fact.ts";
import type { GunicornHandler, GunicornLogger, GunicornLogging, SettingValue } from "../../model/gunicorn.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { isUnreadable } from "../../text/file-system.ts";
import { isAbsolute, join } from "../../text/path.ts";
import { applyDictConfig } from "./logconfig-dict.ts";

type Settings = Readonly<Record<string, Fact<SettingValue>>>;

/** Settings that decide for both loggers. */
const DECIDING = ["logconfig", "logconfig_json", "logconfig_dict", "logger_class", "syslog"] as const;

/** The handlers of gunicorn's own loggers after Logger.setup (glogging.py 20.1.0; logconfig_json from 21.0). */
export function loggingOf(settings: Settings, fs: FileSystem): GunicornLogging {
  const records = accessRecords(settings);
  const nothing = (why: string): GunicornLogging => ({
    accessRecords: records,
    error: null,
    access: null,
    root: null,
    why,
    failure: null,
  });
  for (const name of DECIDING) {
    const fact = settings[name];
    if (fact !== undefined && certainValue(fact) === undefined) return nothing(`${name} is not known`);
  }
  const logger = certainValue(settings["logger_class"]);
  if (logger !== "gunicorn.glogging.Logger" && logger !== "simple")
    return nothing("logger_class is not gunicorn's own");

  const unknown = (names: readonly string[]): string | null => {
    const name = names.find(
      (each) => settings[each] !== undefined && certainValue(settings[each]) === undefined,
    );
    return name === undefined ? null : `${name} is not known`;
  };
  const sends = isTrue(settings["syslog"]);
  const noError = unknown(sends ? ["errorlog", "syslog_addr"] : ["errorlog"]);
  const noAccess = unknown(
    sends ? ["accesslog", "syslog_addr", "disable_redirect_access_to_syslog"] : ["accesslog"],
  );
  const noLevel = unknown(["loglevel"]);
  const syslog = sends ? [syslogHandler(settings)] : [];
  const accessSyslog = isTrue(settings["disable_redirect_access_to_syslog"]) ? [] : syslog;
  const error: GunicornLogger = {
    handlers: [...outputHandler(settings, "errorlog"), ...syslog],
    propagate: false,
    level: levelOf(settings),
    ...(noLevel === null ? {} : { levelUnknown: noLevel }),
    disabled: false,
  };
  const access: GunicornLogger = {
    handlers: [...outputHandler(settings, "accesslog"), ...accessSyslog],
    propagate: false,
    level: "INFO",
    disabled: false,
  };
  const plain: GunicornLogging = {
    accessRecords: records,
    error: noError === null ? error : null,
    access: noAccess === null ? access : null,
    root: null,
    why: noError ?? noAccess,
    failure: null,
  };

  const dict = certainValue(settings["logconfig_dict"]);
  if (typeof dict === "object" && dict !== null && Object.keys(dict).length > 0) {
    return applyDictConfig(plain, dict, "logconfig_dict", placeOf(settings["logconfig_dict"]) ?? null);
  }
  const json = certainValue(settings["logconfig_json"]);
  if (typeof json === "string" && json !== "") {
    const found = readJson(fs, json);
    // gunicorn passes over a missing JSON file without a word; here the file may only be absent from what is read.
    return found === undefined
      ? nothing(`${json} is not among the files read`)
      : applyDictConfig(plain, found, "logconfig_json", placeOf(settings["logconfig_json"]) ?? null);
  }
  const ini = certainValue(settings["logconfig"]);
  return typeof ini === "string" && ini !== ""
    ? nothing("logconfig is a file in the ini format, which is not followed")
    : plain;
}

/** The gate of Logger.access: without one of these settings it returns at once, whatever handlers there are. */
function accessRecords(settings: Settings): GunicornLogging["accessRecords"] {
  let unknown = false;
  for (const name of ["accesslog", "logconfig", "logconfig_json", "logconfig_dict"]) {
    const value = truth(settings[name]);
    if (value === true) return "yes";
    unknown ||= value === undefined && settings[name] !== undefined;
  }
  const syslog = truth(settings["syslog"]);
  const disabled = truth(settings["disable_redirect_access_to_syslog"]);
  if (syslog === true && disabled === false) return "yes";
  if (syslog === undefined && disabled !== true) unknown = true;
  if (syslog === true && disabled === undefined) unknown = true;
  return unknown ? "unknown" : "no";
}

/** Python's truth of a setting; undefined where it differs between alternatives or is not known. */
function truth(fact: Fact<SettingValue> | undefined): boolean | undefined {
  if (fact === undefined) return false;
  if (fact.state === "unknown") return undefined;
  if (fact.state === "either") {
    const truths = new Set(fact.options.map((option) => truth(option.fact)));
    return truths.size === 1 ? [...truths][0] : undefined;
  }
  const { value } = fact;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function isTrue(fact: Fact<SettingValue> | undefined): boolean {
  return truth(fact) === true;
}

function outputHandler(settings: Settings, name: "accesslog" | "errorlog"): readonly GunicornHandler[] {
  const target = certainValue(settings[name]);
  const at = placeOf(settings[name]) ?? null;
  if (typeof target !== "string") return [];
  if (target === "-")
    return [{ kind: name === "accesslog" ? "stdout" : "stderr", target: null, setting: name, at }];
  return [{ kind: "file", target: fromDirectory(settings, target), setting: name, at }];
}

function syslogHandler(settings: Settings): GunicornHandler {
  const address = certainValue(settings["syslog_addr"]);
  return {
    kind: "syslog",
    target: typeof address === "string" ? address : null,
    setting: "syslog",
    at: placeOf(settings["syslog"]) ?? null,
  };
}

function levelOf(settings: Settings): string {
  const level = certainValue(settings["loglevel"]);
  const name = typeof level === "string" ? level.toUpperCase() : "INFO";
  return ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"].includes(name) ? name : "INFO";
}

function fromDirectory(settings: Settings, path: string): string {
  const directory = certainValue(settings["chdir"]);
  return typeof directory === "string" && !isAbsolute(path) ? join(directory, path) : path;
}

function readJson(fs: FileSystem, path: string): SettingValue | undefined {
  const source = fs.read(path);
  if (isUnreadable(source)) return undefined;
  try {
    return JSON.parse(source.text) as SettingValue;
  } catch {
    return undefined;
  }
}
