import { lift } from "../core/branch.ts";
import { Raised, uncertain, type Machine } from "../core/machine.ts";
import { isAbsolutePath, joinPaths, nameOf, normalizePath, parentOf } from "../core/paths.ts";
import { questionKey } from "../core/text.ts";
import { undecided } from "../core/truth.ts";
import {
  boolean,
  fromParts,
  NONE,
  partsOf,
  string,
  symbolic,
  tuple,
  type Part,
  type Plain,
  type Val,
} from "../core/val.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { recordDirectory } from "./effects.ts";
import { defaultVariable, deleteVariable, readVariable, writeVariable } from "./environment.ts";
import { workingDirectory } from "./file-paths.ts";

/** A function of texts and paths; anything else is a TypeError or not known. */
function ofText(call: Call, compute: (parts: readonly Part[], value: Plain) => Val | null): Val {
  return lift(
    call.machine,
    [argument(call, 0, "path") ?? argument(call, 0, "p") ?? NONE],
    ([value = NONE]) => {
      const parts = partsOf(value);
      if (parts !== null) return compute(parts, value) ?? uncertain(call.machine, "a path is not known");
      if (
        value.kind === "none" ||
        value.kind === "boolean" ||
        value.kind === "tuple" ||
        value.kind === "float"
      )
        throw new Raised("TypeError", "expected str, bytes or os.PathLike object");
      return uncertain(call.machine, value.kind === "unknown" ? value.why : "a path is not known");
    },
  );
}

export function absolutePath(
  machine: Machine,
  makes: "string" | "path",
  parts: readonly Part[],
): Plain | null {
  const absolute = isAbsolutePath(parts);
  if (absolute === null) return null;
  const whole = absolute
    ? parts
    : partsOf(
        joinPaths("string", [fromParts("string", workingDirectory(machine)), fromParts("string", parts)]) ??
          NONE,
      );
  return whole === null ? null : normalizePath(makes, whole);
}

/** `os.path.exists` and the like: nobody knows, but the same question has the same answer. */
export function existence(value: Plain, what: string): Val {
  const shown =
    (partsOf(value) ?? []).map((part) => (typeof part === "string" ? part : `{${part.symbol}}`)).join("") ||
    "a path";
  return undecided(
    `${what}:${questionKey(value) ?? shown}`,
    `${shown} ${what}`,
    `${shown} does not ${what.replace(/s\b/, "")}`,
  );
}

function join(call: Call): Val {
  return lift(call.machine, call.args, (values) => {
    for (const value of values)
      if (value.kind === "none" || value.kind === "integer" || value.kind === "boolean")
        throw new Raised("TypeError", "expected str, bytes or os.PathLike object");
    return joinPaths("string", values) ?? uncertain(call.machine, "a path is not known");
  });
}

const exists =
  (what: string): LibraryFunction =>
  (call) =>
    lift(call.machine, [argument(call, 0, "path") ?? NONE], ([value = NONE]) =>
      partsOf(value) === null ? uncertain(call.machine, "a path is not known") : existence(value, what),
    );

function getenv(call: Call): Val {
  const fallback = argument(call, 1, "default") ?? NONE;
  return lift(call.machine, [argument(call, 0, "key") ?? NONE], ([key = NONE]) =>
    readVariable(call.machine, key, () => fallback),
  );
}

function makedirs(call: Call): Val {
  const target = argument(call, 0, "name") ?? argument(call, 0, "path");
  if (target !== undefined && call.at !== undefined)
    recordDirectory(call.machine, call.name, target, call.at);
  return NONE;
}

function expanduser(call: Call): Val {
  return ofText(call, (parts, value) => {
    const [first, ...rest] = parts;
    if (typeof first !== "string") return first === undefined ? value : null;
    if (!first.startsWith("~")) return value;
    const match = /^~(?=\/|$)/.exec(first);
    return match === null
      ? null
      : fromParts("string", [
          { symbol: "home", why: "the home directory of the user is not known" },
          first.slice(1),
          ...rest,
        ]);
  });
}

function splitext(parts: readonly Part[]): Val | null {
  const last = parts.at(-1) ?? "";
  if (typeof last !== "string") return null;
  const slash = last.lastIndexOf("/");
  const name = last.slice(slash + 1);
  const dot = name.lastIndexOf(".");
  if (slash < 0 && parts.length > 1 && !/^[^.]+\./.test(name)) return null;
  const has = dot > 0 && /[^.]/.test(name.slice(0, dot));
  const cut = has ? last.length - (name.length - dot) : last.length;
  return tuple([fromParts("string", [...parts.slice(0, -1), last.slice(0, cut)]), string(last.slice(cut))]);
}

export const OS_FUNCTIONS: Readonly<Record<string, LibraryFunction>> = {
  "os.getenv": getenv,
  "os.environ.get": getenv,
  "os.environ.setdefault": (call) =>
    lift(call.machine, [argument(call, 0) ?? NONE], ([key = NONE]) =>
      key.kind === "string"
        ? defaultVariable(call.machine, key.value, argument(call, 1) ?? NONE)
        : uncertain(call.machine, "which variable is set is not known"),
    ),
  "os.environ.pop": (call) =>
    lift(call.machine, [argument(call, 0) ?? NONE], ([key = NONE]) => {
      const fallback = argument(call, 1, "default");
      const value = readVariable(call.machine, key, () => {
        if (fallback === undefined) throw new Raised("KeyError", "a variable");
        return fallback;
      });
      if (key.kind === "string") {
        try {
          deleteVariable(call.machine, key);
        } catch (error) {
          if (!(error instanceof Raised)) throw error;
        }
      }
      return value;
    }),
  "os.environ.update": (call) => {
    lift(call.machine, [argument(call, 0) ?? NONE], ([value = NONE]) => {
      if (value.kind === "object" && value.ref.type === "dict")
        for (const entry of value.ref.content.entries.values())
          if (entry.key.kind === "string" && entry.when === undefined)
            writeVariable(call.machine, entry.key, entry.value);
      return NONE;
    });
    for (const [name, value] of call.keywords) writeVariable(call.machine, string(name), value);
    return NONE;
  },
  "os.putenv": () => NONE,
  "os.path.join": join,
  "os.path.dirname": (call) => ofText(call, (parts) => parentOf("string", parts)),
  "os.path.basename": (call) =>
    ofText(call, (parts) => {
      const name = nameOf(parts);
      return name === null ? null : string(name);
    }),
  "os.path.abspath": (call) => ofText(call, (parts) => absolutePath(call.machine, "string", parts)),
  // Symbolic links of the server are not known: a deployment through links shows the linked directory.
  "os.path.realpath": (call) => ofText(call, (parts) => absolutePath(call.machine, "string", parts)),
  "os.path.normpath": (call) => ofText(call, (parts) => normalizePath("string", parts)),
  "os.path.expanduser": expanduser,
  "os.path.splitext": (call) => ofText(call, (parts) => splitext(parts)),
  "os.path.split": (call) =>
    ofText(call, (parts) => {
      const [head, tail] = [parentOf("string", parts), nameOf(parts)];
      return head === null || tail === null ? null : tuple([head, string(tail)]);
    }),
  "os.path.isabs": (call) =>
    ofText(call, (parts) => {
      const absolute = isAbsolutePath(parts);
      return absolute === null ? null : boolean(absolute);
    }),
  "os.path.exists": exists("exists"),
  "os.path.isfile": exists("exists as a file"),
  "os.path.isdir": exists("exists as a directory"),
  "os.path.lexists": exists("exists"),
  "os.makedirs": makedirs,
  "os.mkdir": makedirs,
  "os.fspath": (call) => ofText(call, (parts) => fromParts("string", parts)),
  "os.getcwd": (call) => fromParts("string", workingDirectory(call.machine)),
  "socket.gethostname": () => symbolic("hostname", "the host name is not known"),
  "platform.node": () => symbolic("hostname", "the host name is not known"),
};
