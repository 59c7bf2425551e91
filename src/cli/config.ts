import type { RuleSetting } from "../engine/selection.ts";
import { rules } from "../index.ts";
import { PLAIN, type Theme } from "../report/theme.ts";
import { escapeLine } from "../report/escape.ts";
import type { Run } from "./commands.ts";
import { targetsOf } from "./formats.ts";
import { refuseOperands } from "./operands.ts";
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
    writeReport(format === "json" ? configJson(settings) : configText(settings, theme), file, io);
  }
  return 0;
};

function configText({ loaded, selection, failOn }: Settings, theme: Theme): string {
  const lines = [
    `${theme.quiet("file   ")} ${loaded === null ? "none found" : escapeLine(loaded.path)}`,
    `${theme.quiet("preset ")} ${selection.preset}`,
    `${theme.quiet("fail on")} ${failOn}`,
  ];
  const written = Object.entries(selection.rules);
  if (written.length > 0)
    lines.push("", theme.strong("Rules"), ...written.map(([id, setting]) => settingLine(id, setting)));
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
  const effective = {
    file: loaded?.path ?? null,
    preset,
    failOn,
    rules: own,
    overrides,
    ignores,
    versions,
  };
  return `${JSON.stringify({ version: 1, config: effective }, null, 2)}\n`;
}
