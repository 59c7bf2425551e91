import { loadStack, rules } from "../index.ts";
import { recommendedFiles } from "../recommend/recommend.ts";
import { siteOf, type Shape } from "../recommend/site.ts";
import { escapeLine } from "../report/escape.ts";
import { recommendationText } from "../report/recommendation.ts";
import { join } from "../text/path.ts";
import type { Run } from "./command.ts";
import { inputsOf } from "./inputs.ts";
import { withProgress } from "./progress.ts";
import { settingsFor } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { whyNotWritten } from "./why-not-written.ts";

const SHAPES: readonly Shape[] = ["systemd", "container", "paas"];

/** `loglint recommend [PATH]`: prints files, or writes them below a folder where none of them exists. */
export const recommend: Run = async (invocation) => {
  const { options, io } = invocation;
  const ids = rules.map((rule) => rule.id);
  const settings = await settingsFor(options, io, ids);
  const inputs = await inputsOf(invocation);
  const loaded = withProgress(inputs.fs, invocation, (fs) =>
    loadStack({ fs, paths: inputs.paths, ...stackOptions(settings.loaded) }),
  );
  const asked = SHAPES.find((shape) => shape === options.for) ?? null;
  const site = siteOf(loaded.stacks, asked);
  const files = recommendedFiles(site);
  const folder = options.write;
  if (folder === undefined) {
    const style = { theme: themeFor(io.stdout, io.env, options), width: widthOf(io.stdout) };
    io.stdout.write(recommendationText(site, files, style));
    return 0;
  }
  const there = files.find(({ path }) => io.fs.kindOf(join(folder, path)) !== undefined);
  if (there !== undefined)
    throw new UsageError(
      `${join(folder, there.path)} is there already, and recommend overwrites nothing.`,
      "Name an empty folder: loglint recommend --write recommended",
    );
  for (const { path, text } of files) {
    const place = join(folder, path);
    try {
      io.writeFile(place, text, "make-folders");
    } catch (error) {
      throw new UsageError(
        `${place} cannot be written: ${whyNotWritten(error)}.`,
        "Name another folder, or leave --write out to see the files here.",
      );
    }
    io.stdout.write(`${escapeLine(place)}\n`);
  }
  return 0;
};
