import { rules } from "../index.ts";
import { rulesJson, rulesText } from "../report/rules-list.ts";
import { PLAIN } from "../report/theme.ts";
import type { Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { refuseOperands } from "./operands.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { writeReport } from "./write-report.ts";

/** `loglint rules` */
export const rulesCommand: Run = ({ operands, options, io }) => {
  refuseOperands("rules", operands, "`loglint explain RULE` shows one rule.");
  for (const { format, file } of targetsOf(options, ["text", "json"])) {
    const theme = file === null ? themeFor(io.stdout, io.env, options) : PLAIN;
    const text =
      format === "json"
        ? rulesJson(rules)
        : rulesText(rules, theme, file === null ? widthOf(io.stdout) : 100);
    writeReport(text, file, io);
  }
  return Promise.resolve(0);
};
