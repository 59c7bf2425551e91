import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { hasOwnLogger, servingGunicorns, writtenValues } from "../instances.ts";

/** Words that mean something elsewhere, with what they mean to whoever writes them. */
const STREAM = new Set([
  "stdout",
  "stderr",
  "console",
  "sys.stdout",
  "sys.stderr",
  "journal",
  "journald",
  "docker",
  "ext://sys.stdout",
  "ext://sys.stderr",
]);
const NOTHING = new Set(["off", "none", "null", "false", "no", "disable", "disabled", "nil"]);
const YES = new Set(["on", "true", "yes", "enable", "enabled", "1"]);

/** Reports log targets that are meant as a word or a variable and that gunicorn takes as the name of a file. */
export default defineRule({
  id: "gunicorn/target-is-a-word",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A log target that is a word or a variable to its author, and a file name to gunicorn",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    stream: {
      what: '{setting} "{target}" is a file of that name in the working directory, not a stream.',
      why: "gunicorn knows one word only, `-`; any other text is the name of a file, which nobody will look for.",
      instead: 'Write `{setting} = "-"`.',
    },
    nothing: {
      what: '{setting} "{target}" is a file of that name in the working directory, not an absence.',
      why: "gunicorn opens a file of that name and fills it.",
      instead: "{alternative}.",
    },
    empty: {
      what: "{setting} is empty, so gunicorn does not start.",
      why: "gunicorn opens the file with the empty name: Error: '' isn't writable [FileNotFoundError(2, 'No such file or directory')].",
      instead: 'Write `{setting} = "-"` or a path.',
    },
    unexpanded: {
      what: "{setting} {target} is taken literally: gunicorn expands neither `~` nor variables.",
      why: "The file or directory of that literal name is not what is meant; where the directory does not exist, gunicorn does not start.",
      instead: "Write the whole path, or build it with os.path.expanduser or os.environ.",
    },
    url: {
      what: '{setting} "{target}" is a file name to gunicorn, not an address.',
      why: "gunicorn opens a path of that name; where its directory does not exist, gunicorn does not start.",
      instead: "Set `syslog = True` and `syslog_addr` for a syslog target.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger._set_handler, and util.py, check_is_writeable (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#accesslog",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (!hasOwnLogger(gunicorn)) continue;
      for (const setting of ["accesslog", "errorlog"] as const) {
        for (const { value: target, at } of writtenValues(gunicorn.settings[setting])) {
          if (typeof target !== "string") continue;
          const word = target.toLowerCase();
          const data = { setting, target };
          if (target === "") report({ message: "empty", data: { setting }, at, fix: streamFix(target, at) });
          else if (STREAM.has(word) || YES.has(word))
            report({ message: "stream", data, at, fix: streamFix(target, at) });
          else if (NOTHING.has(word)) {
            const alternative =
              setting === "accesslog"
                ? "leave accesslog out, or write `accesslog = None`"
                : 'leave errorlog out for standard error, or write "/dev/null"';
            const fix = setting === "accesslog" ? absenceFix(target, at) : null;
            report({ message: "nothing", data: { ...data, alternative }, at, fix });
          } else if (/^~|^\$|\/\$\{?\w|\$\{\w+\}|^%[A-Za-z_]+%/.test(target))
            report({ message: "unexpanded", data, at });
          else if (/^(?:udp|tcp|unix|syslog|http|https|file):/.test(word))
            report({ message: "url", data, at });
        }
      }
    }
  },
});

/** Somebody may read the file that has been written so far. */
function streamFix(target: string, at: FileSpan): PlannedFix {
  const edits = [{ ...at, how: "replace", was: target, text: "-" }] as const;
  return { safety: "unsafe", title: "Write -", edits };
}

/** In a config file alone: no option of the command line says None. */
function absenceFix(target: string, at: FileSpan): PlannedFix {
  const edits = [{ ...at, how: "replace-string", was: target, text: "None" }] as const;
  return { safety: "unsafe", title: "Write None", edits };
}
