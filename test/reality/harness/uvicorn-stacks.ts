import { LOGGING_VARIANTS } from "./logging-variants.ts";
import type { RealStack } from "./reality.ts";
import { SETTINGS, SITE } from "./site.ts";

const FILE = `"file": {"class": "logging.FileHandler", "filename": "/var/log/blog/site.log"}`;
const CONSOLE = `"console": {"class": "logging.StreamHandler"}`;
const logging = (handlers: string, loggers: string, rest = `"disable_existing_loggers": False,`): string =>
  `LOGGING = {"version": 1, ${rest}\n  "handlers": {${handlers}},\n  "loggers": {${loggers}}}\n`;
const variant = (name: string): string => LOGGING_VARIANTS[name] ?? "";

interface Variant {
  /** Options of the command line. */
  readonly options?: string;
  readonly logging?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** False: nothing pins uvicorn's version. */
  readonly isPinned?: boolean;
}

const STACKS: Readonly<Record<string, Variant>> = {
  "no LOGGING": {},
  "root only, flag off": { logging: variant("root only, flag off") },
  "root only, flag omitted": { logging: variant("root only, flag omitted") },
  "root only, flag on": { logging: variant("root only, flag on") },
  "LOGGING_CONFIG None": { logging: variant("LOGGING_CONFIG None") },
  "no access log": { options: "--no-access-log", logging: variant("root only, flag off") },
  "no access log, but LOGGING gives a handler": {
    options: "--no-access-log",
    logging: logging(FILE, `"uvicorn.access": {"handlers": ["file"], "level": "INFO"}`),
  },
  "no access log, and it propagates": {
    options: "--no-access-log",
    logging: logging(
      FILE,
      `"": {"handlers": ["file"]}, "uvicorn.access": {"level": "INFO", "propagate": True}`,
    ),
  },
  "level warning": { options: "--log-level warning", logging: variant("root only, flag off") },
  "level critical by a variable": { environment: { UVICORN_LOG_LEVEL: "critical" } },
  "access off by a variable": { environment: { UVICORN_ACCESS_LOG: "false" } },
  "its loggers named": {
    logging: logging(
      `${FILE}, ${CONSOLE}`,
      `"uvicorn.error": {"handlers": ["file"], "level": "ERROR"}, "uvicorn.access": {"handlers": ["console"]}`,
      "",
    ),
  },
  "uvicorn named": { logging: logging(FILE, `"uvicorn": {"handlers": ["file"], "level": "WARNING"}`, "") },
  "uvicorn named, propagation off, level given": {
    options: "--log-level=error",
    logging: logging(
      FILE,
      `"": {"handlers": ["file"], "level": "INFO"}, "uvicorn": {"handlers": ["file"], "propagate": False}`,
    ),
  },
  "two workers": { options: "--workers 2", logging: variant("root only, flag omitted") },
  "gunicorn named in vain": {
    logging: logging(FILE, `"gunicorn": {"handlers": ["file"], "level": "INFO"}`, ""),
  },
  "version not known": { logging: variant("django only, flag off"), isPinned: false },
};

/** Stacks that uvicorn serves by itself, as a Procfile starts it. */
export function uvicornStacks(): RealStack[] {
  return Object.entries(STACKS).map(
    ([name, { options = "", logging: settings, environment, isPinned }], i) => {
      const variables = Object.entries(environment ?? {}).map(([key, value]) => `${key}=${value} `);
      return {
        name: `uvicorn alone: ${name}`,
        uvicorn: options.split(" ").filter((word) => word !== ""),
        stdio: i % 2 === 0 ? "file" : "socket",
        ...(environment === undefined ? {} : { environment }),
        files: {
          ...SITE,
          "blog/settings.py": SETTINGS + (settings ?? ""),
          Procfile: `web: ${variables.join("")}uvicorn blog.asgi:application ${options}\n`,
          ...(isPinned === false ? {} : { "requirements.txt": "uvicorn==0.17.6\n" }),
        },
      };
    },
  );
}
