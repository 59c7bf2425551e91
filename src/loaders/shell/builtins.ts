import { certainValue, setFact, unknownFact } from "../../model/fact.ts";
import type { LaunchWord } from "../../model/launch.ts";
import type { ShellCommand } from "../../read/shell/tree.ts";
import { isAbsolute, join } from "../../text/path.ts";
import { expandText } from "./expand-word.ts";
import { spanIn, type Place } from "./run.ts";
import { joinValues } from "./shell-value.ts";
import { assign, lookUp, type ShellState } from "./state.ts";

type Simple = Extract<ShellCommand, { kind: "simple" }>;

/** `export A=1 B`: words that hold an assignment are expanded as such, so that nothing is split. */
export function declare(
  name: string,
  args: readonly LaunchWord[],
  command: Simple,
  state: ShellState,
  place: Place,
): void {
  const flags = args.filter((arg) => arg.value?.startsWith("-") === true).map((arg) => arg.value ?? "");
  const exported = name === "export" || flags.some((flag) => flag.includes("x"));
  const isUnexported = name === "export" && flags.includes("-n");
  if (flags.some((flag) => /[fFp]/.test(flag))) return;
  for (const word of command.words.slice(1)) {
    const [first] = word.parts;
    const match = first?.kind === "text" && !first.quoted ? /^([A-Za-z_]\w*)(\+?)=/.exec(first.value) : null;
    const at = spanIn(place, word.span);
    if (match !== null && first?.kind === "text") {
      const [whole, key = "", append] = match;
      const rest = { ...first, value: first.value.slice(whole.length) };
      const value = expandText({ ...word, parts: [rest, ...word.parts.slice(1)] }, state, place.file);
      assign(
        state,
        key,
        append === "+" ? joinValues([lookUp(state, key) ?? { value: "" }, value]) : value,
        at,
        exported,
      );
      continue;
    }
    const key = expandText(word, state, place.file).value;
    if (key === null) {
      // `export $(grep -v '^#' .env | xargs)`: any variable may be set now.
      if (exported) state.open = "the script exports variables that are not known";
    } else if (/^[A-Za-z_]\w*$/.test(key)) {
      const before = state.variables.get(key);
      const value = lookUp(state, key);
      if (before?.kind === "text")
        state.variables.set(key, { ...before, exported: exported ? !isUnexported : before.exported });
      else if (exported && before?.kind !== "array" && !isUnexported) {
        if (value === null) state.variables.set(key, { kind: "unset", exported });
        else assign(state, key, value, at, true);
      }
    } else if (exported && key.includes("=")) {
      const cut = key.indexOf("=");
      assign(state, key.slice(0, cut), { value: key.slice(cut + 1) }, at, true);
    }
  }
  // Assignments that the reader took for such: `declare -a list=(a b)`.
  for (const each of command.assignments) {
    const value = each.value === null ? null : expandText(each.value, state, place.file);
    if (value !== null) assign(state, each.name, value, spanIn(place, each.span), exported);
  }
}

/** `cd`: the directory is known where the one before is, or the path is absolute. */
export function changeDirectory(
  args: readonly LaunchWord[],
  state: ShellState,
  at: ReturnType<typeof spanIn>,
): void {
  const target = args.find((arg) => arg.value === null || arg.value === "-" || !arg.value.startsWith("-"));
  const path = target?.value ?? null;
  if (path === null || path === "-" || path.startsWith("~")) {
    state.cwd = unknownFact(target?.why ?? "the directory of cd is not known", at);
    return;
  }
  const before = certainValue(state.cwd);
  if (path === ".") return;
  state.cwd = isAbsolute(path)
    ? setFact(join(path), at)
    : before === undefined
      ? unknownFact("it is relative to a directory that is not known", at)
      : setFact(join(before, path), at);
}

/** `set -e`, `set -a`, `set -- words`. */
export function setOptions(args: readonly LaunchWord[], state: ShellState): void {
  for (const [i, arg] of args.entries()) {
    const value = arg.value;
    if (value === "--") {
      state.positional = args.slice(i + 1);
      return;
    }
    if (value !== null && /^[-+]./.test(value)) {
      if (/^-[a-z]*a/.test(value) || (value === "-o" && args[i + 1]?.value === "allexport"))
        state.allExport = true;
      if (/^\+[a-z]*a/.test(value) || (value === "+o" && args[i + 1]?.value === "allexport"))
        state.allExport = false;
      if (/^[-+]o$/.test(value)) return;
      continue;
    }
    state.positional = args.slice(i);
    return;
  }
}
