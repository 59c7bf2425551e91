import { lift } from "../core/branch.ts";
import { iterable } from "../core/collections.ts";
import { Raised, uncertain, type Machine } from "../core/machine.ts";
import { isAbsolutePath, joinPaths, nameOf, parentOf, tidy } from "../core/paths.ts";
import {
  boolean,
  fromParts,
  NONE,
  partsOf,
  path,
  string,
  type Part,
  type Plain,
  type Val,
} from "../core/val.ts";
import { argument, type Call, type LibraryFunction, type MethodCall } from "./call.ts";
import { recordDirectory } from "./effects.ts";
import { workingDirectory } from "./file-paths.ts";
import { absolutePath, existence } from "./os.ts";

/** `Path(...)`. */
export function makePath(call: Call): Val {
  if (call.args.length === 0) return path(".");
  return lift(call.machine, call.args, (values) => {
    for (const value of values)
      if (value.kind === "none" || value.kind === "integer" || value.kind === "boolean")
        throw new Raised("TypeError", "expected str, bytes or os.PathLike object");
    return joinPaths("path", values) ?? uncertain(call.machine, "a path is not known");
  });
}

export const PATH_FUNCTIONS: Readonly<Record<string, LibraryFunction>> = {
  "pathlib.Path": makePath,
  "pathlib.Path.cwd": (call) => fromParts("path", workingDirectory(call.machine)),
  "pathlib.Path.home": () =>
    fromParts("path", [{ symbol: "home", why: "the home directory of the user is not known" }]),
};

/** Attributes of a path that are no methods. */
export function pathAttribute(machine: Machine, value: Plain, name: string): Val | null {
  const parts = partsOf(value) ?? [];
  const orUnknown = (found: Val | null): Val => found ?? uncertain(machine, "a path is not known");
  const file = (): string | null => {
    const last = nameOf(parts);
    return last === "." && parts.length === 1 ? "" : last;
  };
  const text = (compute: (last: string) => string): Val => {
    const last = file();
    return orUnknown(last === null ? null : string(compute(last)));
  };
  switch (name) {
    case "parent":
      return orUnknown(parentOf("path", parts));
    case "parents": {
      const found: Plain[] = [];
      let at: Plain | null = parentOf("path", parts);
      while (at !== null && found.length < 200) {
        found.push(at);
        const above: Plain | null = parentOf("path", partsOf(at) ?? []);
        if (above !== null && JSON.stringify(partsOf(above)) === JSON.stringify(partsOf(at))) break;
        if (above?.kind === "partial" && found.length > 20) break;
        at = above;
      }
      return { kind: "tuple", items: found };
    }
    case "name":
      return text((last) => last);
    case "stem":
      return text((last) => splitName(last)[0]);
    case "suffix":
      return text((last) => splitName(last)[1]);
    case "parts":
    case "suffixes":
    case "anchor":
    case "drive":
    case "root":
      return uncertain(machine, `${name} of a path is not followed`);
    default:
      return null;
  }
}

function splitName(name: string): readonly [string, string] {
  const dot = name.lastIndexOf(".");
  return dot <= 0 || dot === name.length - 1 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

/** Methods of paths; null: not followed. */
export function callPath(call: MethodCall): Val | null {
  const { machine, self, name } = call;
  const parts = partsOf(self) ?? [];
  switch (name) {
    case "resolve":
    case "absolute":
      return absolutePath(
        machine,
        "path",
        name === "absolute" && isAbsolutePath(parts) === true ? parts : parts,
      );
    case "joinpath":
      return lift(
        machine,
        call.args,
        (values) => joinPaths("path", [self, ...values]) ?? uncertain(machine, "a path is not known"),
      );
    case "as_posix":
    case "__str__":
    case "__fspath__":
      return fromParts("string", parts);
    case "expanduser": {
      const [first, ...rest] = parts;
      if (typeof first !== "string" || !first.startsWith("~")) return self;
      return /^~(?=\/|$)/.test(first)
        ? fromParts("path", [
            { symbol: "home", why: "the home directory of the user is not known" },
            first.slice(1),
            ...rest,
          ])
        : null;
    }
    case "with_name":
    case "with_suffix":
      return renamed(call, parts);
    case "exists":
      return existence(self, "exists");
    case "is_file":
      return existence(self, "exists as a file");
    case "is_dir":
      return existence(self, "exists as a directory");
    case "is_absolute": {
      const absolute = isAbsolutePath(parts);
      return absolute === null ? null : boolean(absolute);
    }
    case "mkdir":
      if (call.at !== undefined) recordDirectory(machine, "pathlib.Path.mkdir", self, call.at);
      return NONE;
    case "touch":
    case "chmod":
    case "unlink":
      uncertain(machine, `${name} may fail`);
      return NONE;
    case "glob":
    case "rglob":
    case "iterdir":
      return iterable("generator", [], "what is in a directory is not known");
    default:
      return null;
  }
}

function renamed(call: MethodCall, parts: readonly Part[]): Val | null {
  const given = argument(call, 0, call.name === "with_name" ? "name" : "suffix");
  const name = nameOf(parts);
  const last = parts.at(-1);
  if (given?.kind !== "string" || name === null || name === "" || typeof last !== "string") return null;
  if (
    call.name === "with_suffix" &&
    given.value !== "" &&
    (!given.value.startsWith(".") || given.value === "." || given.value.includes("/"))
  )
    throw new Raised("ValueError", `Invalid suffix '${given.value}'`);
  const changed = call.name === "with_name" ? given.value : splitName(name)[0] + given.value;
  return tidy([...parts.slice(0, -1), last.slice(0, last.length - name.length) + changed]);
}
