import { basename } from "../text/path.ts";

/** More text than this in a command file is not looked through. */
const REACH = 256 * 1024;

/** The option and its value as words of a shell (the line may be continued), or as items of a JSON or YAML list. */
const OPTION =
  /(?:^|[\s"'[,-])(?:-c|--config)(?:[ \t]+(?:\\\r?\n[ \t]*)?["']?|=["']?|["'][ \t]*,\s*["']|["']?[ \t\r]*\n[ \t]*-[ \t]+["']?)([\w./${}:~-]+)/gm;

/** The configuration files that commands in a text give gunicorn with `-c` or `--config`, as written. */
export function configsNamedIn(text: string): string[] {
  const head = text.slice(0, REACH);
  if (!head.includes("gunicorn") && !head.includes("GUNICORN")) return [];
  const found = new Set<string>();
  for (const match of head.matchAll(OPTION)) {
    const value = match[1] ?? "";
    if (value.startsWith("python:")) found.add(`${value.slice("python:".length).replaceAll(".", "/")}.py`);
    else found.add(value.startsWith("file:") ? value.slice("file:".length) : value);
  }
  return [...found].filter((value) => /\.(?:py|conf|cfg)$|\/[\w-]+$|gunicorn/.test(value));
}

/** Of these paths the ones that a configuration named `wanted` may be: same name, and the most trailing folders in common. */
export function matchesOf(wanted: string, paths: readonly string[]): string[] {
  const name = basename(wanted);
  const same = paths.filter((path) => basename(path) === name);
  const folders = wanted.split("/").reverse();
  const score = (path: string): number => {
    const parts = path.split("/").reverse();
    let common = 0;
    while (common < parts.length && common < folders.length && parts[common] === folders[common]) common++;
    return common;
  };
  const best = Math.max(0, ...same.map(score));
  return same.filter((path) => score(path) === best);
}
