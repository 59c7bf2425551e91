import { loadStack, rules } from "../index.ts";
import { factsJson, type Loaded } from "../report/facts/facts.ts";
import { factsText } from "../report/facts/facts-text.ts";
import { PLAIN } from "../report/theme.ts";
import type { Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import { nothingFound } from "./nothing-found.ts";
import { withProgress } from "./progress.ts";
import { settingsFor } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { VERSION } from "./version.ts";
import { loadAsked, whatIfOptions } from "./what-if.ts";
import { writeReport } from "./write-report.ts";

/** `loglint facts [PATH...]` */
export const facts: Run = async (invocation) => {
  const { options, io } = invocation;
  const targets = targetsOf(options, ["text", "json"]);
  const settings = await settingsFor(
    options,
    io,
    rules.map((rule) => rule.id),
  );
  const inputs = await inputsOf(invocation);
  const stacks = withProgress(inputs.fs, invocation, (fs) =>
    loadAsked(whatIfOptions(options, io), (whatIf) =>
      loadStack({ fs, paths: inputs.paths, ...stackOptions(settings.loaded), ...whatIf }),
    ),
  );
  const loaded: Loaded = { ...stacks, config: settings.loaded?.path ?? null };
  const isEmpty = loaded.read.length === 0;
  for (const { format, file } of targets) {
    const theme = file === null ? themeFor(io.stdout, io.env, options) : PLAIN;
    const text =
      format === "json"
        ? factsJson(loaded)
        : factsText(loaded, {
            version: VERSION,
            failOn: "never",
            theme,
            width: file === null ? widthOf(io.stdout) : 100,
            showUnknown: options["show-unknown"] === true,
            quiet: options.quiet === true || isEmpty,
            verbose: options.verbose === true,
            rules,
            preset: settings.selection.preset,
          });
    writeReport(text, file, io);
  }
  if (isEmpty) io.stderr.write(nothingFound(inputs.paths, stacks, io));
  return isEmpty ? 3 : 0;
};
