import type { RuleSetting } from "../engine/selection.ts";
import { rules } from "../index.ts";
import { PLAIN, type Theme } from "../report/theme.ts";
import { escapeLine } from "../report/escape.ts";
import type { Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { refuseOperands } from "./operands.ts";
import type { OptionValues } from "./options.ts";
import { settingsFor, type Settings } from "./settings.ts";
import { themeFor } from "./terminal.ts";
import { writeReport } from "./write-report.ts";

/** `loglint config` */
export const config: Run = async ({ operands, options, io }) => {
  refuseOperands("config", operands, "Name another file with --config FILE.");
  const settings = await settingsFor(
    options,
    io,
    rules.map((rule) => rule.id),
  );
  for (const { format, file } of targetsOf(options, ["text", "json"])) {
    const theme = file === null ? themeFor(io.stdout, io.env, options) : PLAIN;
    const text = format === "json" ? configJson(settings) : configText(settings, options, theme);
    writeReport(text, file, io);
  }
  return 0;
};

function configText(settings: Settings, options: OptionValues, theme: Theme): string {
  const { loaded, selection, failOn } = settings;
  const written = (key: string): string => loaded?.origins.get(key) ?? "default";
  const from = (option: string | undefined, key: string): string =>
    theme.quiet(`  ${escapeLine(option ?? written(key))}`);
  const strict = options.strict === true ? "--strict" : undefined;
  const lines = [
    `${theme.quiet("file   ")} ${loaded === null ? "none found" : escapeLine(loaded.path)}`,
    `${theme.quiet("preset ")} ${selection.preset}${from(options.preset === undefined ? strict : "--preset", "extends")}`,
    `${theme.quiet("fail on")} ${failOn}${from(options["fail-on"] === undefined ? undefined : "--fail-on", "failOn")}`,
  ];
  const own = Object.entries(selection.rules);
  if (own.length > 0) lines.push("", theme.strong("Rules"));
  for (const [id, setting] of own) {
    const key = loaded?.origins.has(`rules/${id}`) === true ? `rules/${id}` : "requestsLoggedElsewhere";
    lines.push(settingLine(id, setting) + from(undefined, key));
  }
  for (const override of loaded?.config.overrides ?? []) {
    lines.push("", theme.strong(`Rules for ${escapeLine(override.files.join(", "))}`));
    for (const [id, setting] of Object.entries(override.rules)) {
      lines.push(
        settingLine(
          id,
          typeof setting === "string"
            ? { severity: setting, options: {} }
            : { severity: setting[0], options: setting[1] ?? {} },
        ),
      );
    }
  }
  const elsewhere = loaded?.config.requestsLoggedElsewhere === true;
  if (elsewhere) lines.push("", "Requests are logged elsewhere: no rule asks for an access log here.");
  if (loaded?.baseline != null) lines.push("", `${theme.strong("Baseline")}  ${escapeLine(loaded.baseline)}`);
  const processes = Object.entries(loaded?.config.processes ?? {});
  if (processes.length > 0) {
    lines.push("", theme.strong("Processes"));
    for (const [name, { environment = {}, user }] of processes) {
      const known = [...(user === undefined ? [] : [`user ${user}`]), ...Object.keys(environment)];
      lines.push(`  ${escapeLine(name)}  ${escapeLine(known.join(", "))}`);
    }
  }
  const ignores = loaded?.config.ignores ?? [];
  if (ignores.length > 0)
    lines.push("", theme.strong("Not read"), ...ignores.map((glob) => `  ${escapeLine(glob)}`));
  return `${lines.join("\n")}\n`;
}

function settingLine(id: string, setting: RuleSetting): string {
  const options = Object.keys(setting.options).length === 0 ? "" : ` ${JSON.stringify(setting.options)}`;
  return `  ${id}  ${setting.severity ?? "as it is"}${escapeLine(options)}`;
}

function configJson({ loaded, selection, failOn }: Settings): string {
  const { preset } = selection;
  const { rules: own = {}, overrides = [], ignores = [], versions = {} } = loaded?.config ?? {};
  const { processes = {}, requestsLoggedElsewhere = false } = loaded?.config ?? {};
  const effective = {
    file: loaded?.path ?? null,
    preset,
    failOn,
    rules: own,
    overrides,
    ignores,
    versions,
    processes: Object.fromEntries(
      Object.entries(processes).map(([name, { environment = {}, user = null }]) => [
        name,
        { environment: Object.keys(environment), user },
      ]),
    ),
    requestsLoggedElsewhere,
    baseline: loaded?.baseline ?? null,
    origins: Object.fromEntries(loaded?.origins ?? []),
  };
  return `${JSON.stringify({ version: 1, config: effective }, null, 2)}\n`;
}
