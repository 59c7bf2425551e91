import { describe, expect, it } from "vitest";
import { loadGunicorn } from "../../../src/loaders/gunicorn/load-gunicorn.ts";
import { setFact } from "../../../src/model/fact.ts";
import type { GunicornLogger } from "../../../src/model/gunicorn.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { ask, dice, python } from "./ask.ts";

const AT = { file: "Procfile", start: 0, end: 0 };

const DICTS = [
  "{}",
  '{"formatters": {"generic": {"format": "%(message)s"}}}',
  '{"root": {"level": "WARNING", "handlers": ["console"]}}',
  '{"loggers": {"gunicorn.access": {"level": "WARNING", "handlers": ["console"], "propagate": False}}}',
  '{"loggers": {"gunicorn": {"handlers": ["error_console"]}}}',
  '{"loggers": {"myapp": {"handlers": ["console"], "level": "DEBUG"}}}',
  '{"loggers": {"myapp": {"handlers": ["console"]}}, "disable_existing_loggers": True}',
  '{"handlers": {"file": {"class": "logging.FileHandler", "filename": "logs/d.log"}}}',
  '{"handlers": {"file": {"class": "logging.FileHandler", "filename": "logs/d.log"}}, "root": {"handlers": ["file"]}, "loggers": {"gunicorn.error": {"handlers": ["file"], "level": "ERROR", "propagate": False}, "gunicorn.access": {"handlers": []}}}',
  '{"formatters": {"short": {"format": "%(message)s"}}}',
  '{"loggers": {"gunicorn.error": {"handlers": ["nope"]}}}',
  '{"handlers": {"console": {"class": "logging.StreamHandler"}, "error_console": {"class": "logging.NullHandler"}}}',
  '{"loggers": {}, "root": {"handlers": []}}',
];

function generateConfigs(count: number): string[] {
  const { chance, pick } = dice(99);
  return Array.from({ length: count }, () => {
    const lines: string[] = [];
    if (chance(0.7)) lines.push(`accesslog = ${pick(['"-"', "None", '"logs/a.log"', '"a.log"'])}`);
    if (chance(0.6)) lines.push(`errorlog = ${pick(['"-"', '"logs/e.log"', '"e.log"'])}`);
    if (chance(0.5))
      lines.push(`loglevel = ${pick(['"debug"', '"WARNING"', '"warn"', '"critical"', '"x"'])}`);
    if (chance(0.3)) lines.push("syslog = True", 'syslog_addr = "udp://127.0.0.1:9"');
    if (chance(0.2)) lines.push("disable_redirect_access_to_syslog = True");
    if (chance(0.6)) lines.push(`logconfig_dict = ${pick(DICTS)}`);
    if (chance(0.15)) lines.push('logconfig = ""');
    return `${lines.join("\n")}\n`;
  });
}

function show(logger: GunicornLogger | null, level: string): unknown {
  if (logger === null) return { handlers: [], propagate: true, level, disabled: false };
  const handlers = logger.handlers.map(({ kind, target }) =>
    kind === "file"
      ? `file:${target!.startsWith("/") ? target! : `/scratch/${target!}`}`
      : kind === "syslog"
        ? "SysLogHandler"
        : kind === "null"
          ? "NullHandler"
          : kind,
  );
  return { handlers, propagate: logger.propagate, level: logger.level, disabled: logger.disabled };
}

describe.skipIf(python === null)("the handlers of gunicorn's loggers", () => {
  it("are those that the installed Logger.setup attaches, or it fails in the same words: 300 generated configs", () => {
    const configs = generateConfigs(300);
    const answers = ask(
      configs.map((config) => ({
        ask: "handlers",
        files: { "gunicorn.conf.py": config },
        directories: ["logs"],
        args: ["app:app"],
        environment: {},
      })),
    );
    let failures = 0;
    for (const [i, config] of configs.entries()) {
      const { logging } = loadGunicorn({
        fs: memoryFileSystem({ "gunicorn.conf.py": config }),
        name: "web",
        configFile: "gunicorn.conf.py",
        args: [{ value: "app:app" }],
        command: "gunicorn app:app",
        at: AT,
        environment: { values: {}, complete: true },
        searchPath: ["."],
        version: setFact("20.1.0", AT),
        workingDirectory: "/scratch",
        deployedAt: "/scratch",
      });
      const answer = answers[i]!;
      if (answer.exit !== undefined || logging.failure !== null) {
        failures++;
        expect({ config, failure: logging.failure }).toEqual({
          config,
          failure: answer.stderr?.replace("RuntimeError: ", ""),
        });
        continue;
      }
      const root =
        logging.root === null
          ? show(null, "WARNING")
          : { ...(show(logging.root, "") as object), propagate: true };
      expect({ config, error: show(logging.error, ""), access: show(logging.access, ""), root }).toEqual({
        config,
        error: (answer.value as Record<string, unknown>)["gunicorn.error"],
        access: (answer.value as Record<string, unknown>)["gunicorn.access"],
        root: (answer.value as Record<string, unknown>)[""],
      });
    }
    expect(failures).toBeGreaterThan(20);
  });
});
