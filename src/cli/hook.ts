import { count } from "../report/wrap.ts";
import { basename, extname, isAbsolute, join, normalize } from "../text/path.ts";
import { checkAll } from "./check.ts";
import type { Run } from "./command.ts";
import type { ExitCode } from "./io.ts";
import { concerning } from "./narrow.ts";
import { repositoryRoot } from "./repository-root.ts";

/** Files of these kinds never decide where a log goes; with nothing else changed there is nothing to read. */
const IRRELEVANT: ReadonlySet<string> = new Set(
  ".md .rst .adoc .css .scss .sass .less .js .mjs .cjs .jsx .ts .tsx .vue .svelte .map .html .htm .svg .png .jpg .jpeg .gif .webp .ico .avif .pdf .woff .woff2 .ttf .eot .otf .mp3 .mp4 .webm .csv .po .mo .pot .sql .pyi .ipynb".split(
    " ",
  ),
);

/** `loglint hook [FILE...]`: the whole repository is read, and the deployments that the files belong to are reported. */
export const hook: Run = async (invocation) => {
  const { operands, options, io } = invocation;
  if (operands.length === 0)
    return orNothing(await checkAll({ ...invocation, operands: [repositoryRoot(io)] }, null));
  const files = operands.filter((operand) => !isIrrelevant(operand));
  if (files.length === 0) {
    if (options.verbose === true)
      io.stdout.write(`None of ${count(operands.length, "changed file")} configures a log.\n`);
    return 0;
  }
  const place = (path: string): string => (isAbsolute(path) ? normalize(path) : join(io.cwd, path));
  const changed = new Set(files.map(place));
  const code = await checkAll(
    { ...invocation, operands: [repositoryRoot(io)] },
    {
      narrow: (result) => concerning(result, (file) => changed.has(place(file))),
      leftOut: (left) => `${count(left, "finding")} in deployments that have none of the changed files.\n`,
    },
  );
  return orNothing(code);
};

/** A repository without any configuration is no reason to stop a commit; that nothing was read has been said. */
function orNothing(code: ExitCode): ExitCode {
  return code === 3 ? 0 : code;
}

function isIrrelevant(path: string): boolean {
  return IRRELEVANT.has(extname(path).toLowerCase()) || basename(path) === ".gitignore";
}
