import type { Fact } from "../../model/fact.ts";
import type { LaunchWord } from "../../model/launch.ts";
import { shownWord } from "./words.ts";

/** Servers of the app whose own logging is told of, but not followed. */
export type OtherServer = "uvicorn" | "daphne" | "hypercorn" | "uwsgi";

/**
 * What a server logs by its command line, for people: "requests go to its stdout, the rest from info on to its stderr". uvicorn 0.17.6 `config.py`
 * LOGGING_CONFIG and `configure_logging`, `main.py`; daphne 4.1 `cli.py`; hypercorn 0.17 `__main__.py` and `logging.py`; uWSGI 2.0 `logto`, `daemonize`,
 * `disable-logging`.
 */
export function serverLogging(
  server: OtherServer,
  args: readonly LaunchWord[],
  environment: Readonly<Record<string, Fact<string>>>,
): string {
  const options = optionsOf(args);
  switch (server) {
    case "uvicorn":
      return uvicorn(options, environment);
    case "daphne":
      return daphne(options);
    case "hypercorn":
      return hypercorn(options);
    case "uwsgi":
      return uwsgi(options, args);
  }
}

/** The last value of each option, null for a value that is not known, "" for an option without one. */
type Options = ReadonlyMap<string, string>;

function optionsOf(args: readonly LaunchWord[]): Options {
  const options = new Map<string, string>();
  for (const [i, word] of args.entries()) {
    const text = shownWord(word);
    if (!text.startsWith("-") || text === "-") continue;
    const equals = text.startsWith("--") ? text.indexOf("=") : -1;
    const next = args[i + 1];
    if (equals > 0) options.set(text.slice(0, equals), text.slice(equals + 1));
    else options.set(text, next === undefined ? "" : shownWord(next));
  }
  return options;
}

const LEVELS = ["trace", "debug", "info", "warning", "error", "critical"];

function uvicorn(options: Options, environment: Readonly<Record<string, Fact<string>>>): string {
  // click reads UVICORN_LOG_LEVEL and its like for options that are not given.
  const variable = Object.keys(environment).find((name) =>
    /^UVICORN_(?:LOG_|ACCESS_LOG|NO_ACCESS)/.test(name),
  );
  if (variable !== undefined) return `the variable ${variable} decides too`;
  const config = options.get("--log-config");
  if (config !== undefined) return `${config} decides (--log-config)`;
  const level = options.get("--log-level") ?? "info";
  const rest = LEVELS.includes(level)
    ? `the rest from ${level} on to its stderr`
    : `the rest to its stderr from the level ${level} on`;
  if (options.has("--no-access-log")) return `it logs no requests (--no-access-log), ${rest}`;
  if (LEVELS.indexOf(level) > LEVELS.indexOf("info"))
    return `it logs no requests (--log-level ${level}), ${rest}`;
  return `requests go to its stdout, ${rest}`;
}

function daphne(options: Options): string {
  const file = options.get("--access-log");
  const verbosity = options.get("-v") ?? options.get("--verbosity") ?? (options.has("-v0") ? "0" : "1");
  const rest = "the rest to its stderr";
  if (file !== undefined && file !== "-") return `requests go to ${file}, ${rest}`;
  if (file === undefined && verbosity === "0") return `it logs no requests (-v 0), ${rest}`;
  return `requests go to its stdout, ${rest}`;
}

function hypercorn(options: Options): string {
  const config = options.get("-c") ?? options.get("--config") ?? options.get("--log-config");
  if (config !== undefined) return `${config} decides too`;
  const access = options.get("--access-logfile") ?? options.get("--access-log");
  const error =
    options.get("--error-logfile") ?? options.get("--log-file") ?? options.get("--error-log") ?? "-";
  const requests =
    access === undefined
      ? "it logs no requests without --access-logfile"
      : `requests go to ${access === "-" ? "its stdout" : access}`;
  return `${requests}, the rest to ${error === "-" ? "its stderr" : error}`;
}

function uwsgi(options: Options, args: readonly LaunchWord[]): string {
  const named = (...names: string[]): string | undefined =>
    names.map((name) => options.get(name)).find((value) => value !== undefined);
  const config =
    named("--ini", "--yaml", "--yml", "--json", "--xml", "-i", "-y", "-j", "-x") ??
    args.map(shownWord).find((word) => /\.(?:ini|ya?ml|json|xml)$/.test(word));
  if (config !== undefined) return `${config} decides too`;
  const file = named("--daemonize", "-d", "--daemonize2", "--logto", "--logto2");
  const where = file ?? "its stderr";
  const requests = options.has("--disable-logging") || options.has("-L") ? "it logs no requests, " : "";
  if (named("--logger", "--req-logger") !== undefined) return "its loggers decide (--logger, --req-logger)";
  return `${requests}${requests === "" ? "requests and the rest go" : "the rest goes"} to ${where}`;
}
