import { count } from "../report/wrap.ts";
import { basename, extname, isAbsolute, join, normalize } from "../text/path.ts";
import { checkAll } from "./check.ts";
import type { Run } from "./command.ts";
import type { Io } from "./io.ts";
import { concerning } from "./narrow.ts";

/** Files of these kinds never decide where a log goes; with nothing else changed there is nothing to read. */
const IRRELEVANT: ReadonlySet<string> = new Set(
  ".md .rst .adoc .css .scss .sass .less .js .mjs .cjs .jsx .ts .tsx .vue .svelte .map .html .htm .svg .png .jpg .jpeg .gif .webp .ico .avif .pdf .woff .woff2 .ttf .eot .otf .mp3 .mp4 .webm .csv .po .mo .pot .sql .pyi .ipynb".split(
    " ",
  ),
);

/** `loglint hook [FILE...]`: the whole repository is read, and the deployments that the files belong to are reported. */
export const hook: Run = async (invocation) => {
  const { operands, options, io } = invocation;
  if (operands.length === 0) return checkAll({ ...invocation, operands: [rootOf(io)] }, null);
  const files = operands.filter((operand) => !isIrrelevant(operand));
  if (files.length === 0) {
    if (options.verbose === true)
      io.stdout.write(`None of ${count(operands.length, "changed file")} configures a log.\n`);
    return 0;
  }
  const place = (path: string): string => (isAbsolute(path) ? normalize(path) : join(io.cwd, path));
  const changed = new Set(files.map(place));
  const code = await checkAll(
    { ...invocation, operands: [rootOf(io)] },
    {
      narrow: (result) => concerning(result, (file) => changed.has(place(file))),
      leftOut: (left) => `${count(left, "finding")} in deployments that have none of the changed files.\n`,
    },
  );
  // a repository without any configuration is no reason to stop a commit; that nothing was read has been said
  return code === 3 ? 0 : code;
};

function isIrrelevant(path: string): boolean {
  return IRRELEVANT.has(extname(path).toLowerCase()) || basename(path) === ".gitignore";
}

/** The folder of the repository as seen from the working directory: the nearest one upwards that has .git. */
function rootOf(io: Io): string {
  const depth = io.cwd.split("/").filter((part) => part !== "").length;
  for (let up = 0; up <= depth; up++) {
    const folder = up === 0 ? "." : Array.from({ length: up }, () => "..").join("/");
    if (io.fs.kindOf(`${folder}/.git`) !== undefined) return folder;
  }
  return ".";
}
