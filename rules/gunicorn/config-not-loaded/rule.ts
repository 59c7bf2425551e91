import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import { isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import type { Process } from "../../../src/model/stack.ts";
import { basename } from "../../../src/text/path.ts";
import { processOf, servingGunicorns, writtenValues } from "../instances.ts";

/** What people set in a config file to see something. */
const ABOUT_LOGS = ["accesslog", "errorlog", "loglevel", "access_log_format", "logconfig", "logconfig_dict"];

/**
 * Reports the repository's only gunicorn config file when its only gunicorn is started without `-c` and cannot find it: the
 * default is `./gunicorn.conf.py` in the working directory (gunicorn config.py, `get_default_config_file`).
 */
export default defineRule({
  id: "gunicorn/config-not-loaded",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "a gunicorn config file that the command line does not load",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    notLoaded: {
      what: "{setting} does not take effect: {name} starts gunicorn without -c, and it does not find {file}.",
      why: "Without -c gunicorn reads gunicorn.conf.py in its working directory and nothing else, and says nothing when there is none: the logs stay at their defaults.",
      instead: "Add `-c {file}` to the command.",
    },
  },
  references: ["gunicorn config.py, get_default_config_file (20.1-26)", "gunicorn app/base.py, load_config"],
  check(stack, report) {
    const serving = servingGunicorns(stack);
    const [started, ...others] = serving.filter((each) => each.command !== null);
    const [loose, ...more] = serving.filter((each) => each.command === null);
    if (started === undefined || loose === undefined || others.length > 0 || more.length > 0) return;
    const file = loose.configFile;
    const process = processOf(stack, started);
    if (file === null || process === undefined || !readsDefaultFile(started)) return;
    if (isFileForDevelopment(stack, file) || isFileForDevelopment(stack, process.at.file)) return;
    if (!isOutOfReach(file, process)) return;
    for (const setting of ABOUT_LOGS) {
      const [written] = writtenValues(loose.settings[setting]);
      if (written === undefined) continue;
      const related = [{ ...process.at, label: "gunicorn is started here, without -c" }];
      report({ message: "notLoaded", data: { setting, name: started.name, file }, at: written.at, related });
      return;
    }
  },
});

/** No `-c`, neither on the command line nor in GUNICORN_CMD_ARGS, and nothing about the command is in doubt. */
function readsDefaultFile(gunicorn: GunicornInstance): boolean {
  const { configFile, commandKnown, settings, gaps } = gunicorn;
  return configFile === null && commandKnown && settings["config"]?.state === "default" && gaps.length === 0;
}

/** Can the file not be `gunicorn.conf.py` of the working directory? On a machine somebody may have put it there. */
function isOutOfReach(file: string, process: Process): boolean {
  switch (process.by) {
    case "procfile":
      return file !== "gunicorn.conf.py";
    case "systemd":
    case "supervisor":
      return basename(file) !== "gunicorn.conf.py";
    case "container": {
      const inImage = process.container?.maps.some(
        ({ outside }) => outside !== null && (outside === "." || outside === "" || isBelow(file, outside)),
      );
      return certainValue(process.cwd) !== undefined && inImage === true;
    }
    case "shell":
    case "cron":
    case "host":
    case "unknown":
      return false;
  }
}

function isBelow(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}
