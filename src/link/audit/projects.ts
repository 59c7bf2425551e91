import type { HostFiles } from "../../text/host-files.ts";
import { isAbsolute, join, normalize } from "../../text/path.ts";
import type { LinkedLaunch } from "../follow-launches.ts";
import { certainValue } from "../../model/fact.ts";

/** Folders that are looked into for projects where nothing names one, and how deep. */
const DEEPEST = 3;
const MOST_FOLDERS = 2000;

/** The folder of the Django project that a launch runs: its `--chdir`, its working directory, or a folder of its PYTHONPATH, whichever has the module. */
export function projectOf(files: HostFiles, linked: LinkedLaunch): string | null {
  const words = linked.args.map((word) => word.value ?? "");
  const cwd = certainValue(linked.launch.cwd);
  const { values } = linked.launch.environment;
  const path = Object.hasOwn(values, "PYTHONPATH") ? (certainValue(values["PYTHONPATH"]) ?? "") : "";
  const told = optionOf(words, ["--chdir", "--app-dir", "--workdir", "--pythonpath"]);
  const bases = [told, cwd, ...path.split(":")].flatMap((base): string[] => {
    if (base === undefined || base === "" || base === null) return [];
    if (isAbsolute(base)) return [normalize(base)];
    return cwd === undefined ? [] : [join(cwd, base)];
  });
  const script = [linked.launch.words, linked.args]
    .flat()
    .find((word) => /\/manage\.py$/.test(word.value ?? ""));
  if (script?.value != null && isAbsolute(script.value)) bases.push(normalize(join(script.value, "..")));
  const modules = words.flatMap((word) => modulesOf(word));
  for (const base of bases) {
    if (base === "/") continue;
    const has = (name: string): boolean => files.kindOf(join(base, name)) === "file";
    if (has("manage.py")) return base;
    if (modules.some((name) => has(`${name}.py`) || has(`${name}/__init__.py`))) return base;
  }
  return null;
}

/** Paths of the module that a word may name: `proj.wsgi:application`. */
function modulesOf(word: string): string[] {
  const module = /^([A-Za-z_]\w*(?:\.\w+)*)(?::[\w.()]+)?$/.exec(word)?.[1];
  return module === undefined ? [] : [module.replaceAll(".", "/")];
}

function optionOf(words: readonly string[], names: readonly string[]): string | null {
  for (const [i, word] of words.entries()) {
    for (const name of names) {
      if (word === name) return words[i + 1] ?? null;
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
  }
  return null;
}

/** Folders with a manage.py below the places where people put projects: for an image, whose processes nothing names. */
export function projectsBelow(files: HostFiles, places: readonly string[]): string[] {
  const found: string[] = [];
  let level = places.filter((place) => files.kindOf(place) === "directory");
  let seen = 0;
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++seen > MOST_FOLDERS) return found;
      const entries = files.list(folder);
      if (entries.some(({ name, kind }) => name === "manage.py" && kind === "file")) {
        found.push(folder);
        continue;
      }
      for (const { name, kind, link } of entries) {
        if (
          kind === "directory" &&
          link !== true &&
          !/^(?:\.|node_modules$|site-packages$|lib$|bin$)/.test(name)
        )
          next.push(join(folder, name));
      }
    }
    level = next;
  }
  return found;
}
