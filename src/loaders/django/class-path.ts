import { MODULE_NAMES, RIGHT_PATHS } from "./logging-classes.data.ts";

/** What is known of a dotted path that logging resolves. `instead` is the path that was probably meant. */
export type PathVerdict =
  | { readonly kind: "exists" }
  | { readonly kind: "missing"; readonly cause: string; readonly instead: string | null }
  | { readonly kind: "not-known" };

/**
 * Looks a dotted path up in the modules whose names are known: Python's logging and Django's `utils.log`.
 * The cause is worded as `logging.config` does (`Cannot resolve ...`, CPython 3.11).
 */
export function classPath(path: string): PathVerdict {
  const dot = path.lastIndexOf(".");
  const name = path.slice(dot + 1);
  const instead = Object.hasOwn(RIGHT_PATHS, name) ? (RIGHT_PATHS[name] ?? null) : null;
  if (dot < 0) {
    // A bare class name is taken for a module of that name.
    if (instead === null) return { kind: "not-known" };
    return { kind: "missing", cause: `Cannot resolve '${path}': No module named '${path}'`, instead };
  }
  const module = path.slice(0, dot);
  if (!Object.hasOwn(MODULE_NAMES, module)) {
    const outer = Object.keys(MODULE_NAMES)
      .sort((a, b) => b.length - a.length)
      .find((each) => module.startsWith(`${each}.`));
    if (outer === undefined) return { kind: "not-known" };
    const next = module.slice(outer.length + 1).split(".")[0] ?? "";
    if (MODULE_NAMES[outer]?.includes(next) === true) return { kind: "not-known" };
    return missing(path, `${outer}.${next}`, outer, instead);
  }
  if (MODULE_NAMES[module]?.includes(name) === true || name.startsWith("_")) return { kind: "exists" };
  return missing(path, path, module, instead);
}

function missing(path: string, used: string, module: string, instead: string | null): PathVerdict {
  const notPackage = module === "logging" ? "" : `; '${module}' is not a package`;
  return {
    kind: "missing",
    cause: `Cannot resolve '${path}': No module named '${used}'${notPackage}`,
    instead,
  };
}
