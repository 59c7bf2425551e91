import { certainValue } from "../../model/fact.ts";
import type { LaunchWord, ProvidedPath } from "../../model/launch.ts";
import { basename, isAbsolute, isInside, join, normalize } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { shownCommand } from "../programs/words.ts";
import { likelyText } from "./shell-value.ts";
import type { ShellState } from "./state.ts";

/**
 * What `mkdir`, `install`, `touch`, `chown`, `chgrp`, `chmod`, `ln -s`, `rm`, `cp` and `mktemp -d` leave, added to `state.provides`: a later entry for
 * a path replaces an earlier one. True when the command is one of them.
 */
export function applyEffect(
  name: string,
  args: readonly LaunchWord[],
  state: ShellState,
  at: FileSpan,
  by: string,
): boolean {
  const { options, names } = splitArguments(name, args);
  const paths = names.flatMap((word) => pathOf(word, state));
  const add = (path: string, entry: Partial<ProvidedPath>): void => {
    state.provides.push({ path, isDirectory: true, owner: null, group: null, mode: null, at, by, ...entry });
  };
  switch (name) {
    case "mkdir":
      for (const path of paths)
        add(path, { ...owned(state), mode: options.get("-m") ?? usualMode(state, "0755") });
      return true;
    case "install": {
      const entry = {
        owner: options.get("-o") ?? owned(state).owner,
        group: options.get("-g") ?? owned(state).group,
        mode: options.get("-m") ?? "0755",
      };
      if (options.has("-d")) for (const path of paths) add(path, entry);
      else if (paths.length > 1) add(paths.at(-1) ?? "", { ...entry, isDirectory: false });
      return true;
    }
    case "touch":
      for (const path of paths)
        add(path, { ...owned(state), isDirectory: false, mode: usualMode(state, "0644") });
      return true;
    case "chown":
    case "chgrp": {
      const [first, ...targets] = names;
      const text = first === undefined ? null : likelyText(first);
      const [owner = null, group = null] = text === null ? [] : text.split(/[:.]/);
      const change = name === "chgrp" ? { group: text } : { owner: owner === "" ? null : owner, group };
      change1(state, targets, options.has("-R"), (entry) => ({ ...entry, ...withoutNull(change) }), add, {
        ...change,
      });
      return true;
    }
    case "chmod": {
      const [first, ...targets] = names;
      const mode = octal(first === undefined ? null : likelyText(first));
      change1(state, targets, options.has("-R"), (entry) => ({ ...entry, mode }), add, { mode });
      return true;
    }
    case "ln": {
      const target = names[0] === undefined ? null : likelyText(names[0]);
      if (options.has("-s") && target !== null && paths.length === 2)
        add(paths[1] ?? "", { isDirectory: false, linksTo: target, ...owned(state) });
      return true;
    }
    default:
      return false;
  }
}

/** Names of options that take the next word. */
const VALUES: Readonly<Record<string, string>> = {
  mkdir: "m",
  install: "ogmt",
  touch: "dtr",
  chown: "",
  chgrp: "",
  chmod: "",
  ln: "tS",
};

function splitArguments(
  name: string,
  args: readonly LaunchWord[],
): { options: Map<string, string>; names: LaunchWord[] } {
  const options = new Map<string, string>();
  const names: LaunchWord[] = [];
  const takes = Object.hasOwn(VALUES, name) ? (VALUES[name] ?? "") : "";
  let ended = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const value = word?.value ?? null;
    if (word === undefined) break;
    if (ended || value === null || !value.startsWith("-") || value === "-") names.push(word);
    else if (value === "--") ended = true;
    else if (name === "chmod" && /^-[rwxXst]+$/.test(value)) names.push(word);
    else if (value.startsWith("--")) {
      const [long = "", given] = value.split("=");
      const short = LONG.get(long);
      if (short !== undefined)
        options.set(short, given ?? (takes.includes(short.slice(1)) ? (args[++i]?.value ?? "") : ""));
    } else {
      for (let j = 1; j < value.length; j++) {
        const letter = value.charAt(j);
        if (!takes.includes(letter)) {
          options.set(`-${letter}`, "");
          continue;
        }
        const rest = value.slice(j + 1);
        options.set(`-${letter}`, octal(rest === "" ? (args[++i]?.value ?? "") : rest) ?? "");
        break;
      }
    }
  }
  return { options, names };
}

const LONG: ReadonlyMap<string, string> = new Map([
  ["--mode", "-m"],
  ["--owner", "-o"],
  ["--group", "-g"],
  ["--directory", "-d"],
  ["--recursive", "-R"],
  ["--symbolic", "-s"],
]);

/** Three digits become four, names stay; symbolic modes are not worked out. */
function octal(text: string | null): string | null {
  if (text === null) return null;
  if (/^[0-7]{3,4}$/.test(text)) return text.padStart(4, "0");
  return /^[a-z_][\w.-]*$/i.test(text) && !/^[ugoa]*[-+=]/.test(text) ? text : null;
}

function owned(state: ShellState): { owner: string | null; group: string | null } {
  const user = certainValue(state.user) ?? null;
  const [owner = null, group = null] = user === null ? [] : user.split(":");
  return { owner, group: group ?? (owner === "root" ? "root" : null) };
}

function usualMode(state: ShellState, mode: string): string | null {
  return certainValue(state.umask) === "0022" ? mode : null;
}

/** Absolute where the working directory is known; braces are spread; an unknown path is none. */
function pathOf(word: LaunchWord, state: ShellState): string[] {
  const text = likelyText(word);
  if (text === null || text === "" || /[*?]/.test(text)) return [];
  const cwd = certainValue(state.cwd);
  return spread(text).map((path) =>
    isAbsolute(path) || cwd === undefined ? normalize(path) : join(cwd, path),
  );
}

/** `{a,b}` once, as in `mkdir -p /app/{logs,static}`. */
function spread(text: string): string[] {
  const brace = /^([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)$/.exec(text);
  if (brace === null) return [text];
  const [, before = "", list = "", after = ""] = brace;
  return list.split(",").map((each) => `${before}${each}${after}`);
}

function withoutNull(change: Partial<ProvidedPath>): Partial<ProvidedPath> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
}

/** Changes what is provided at and, with `-R`, below the paths, and says that the paths themselves exist. */
function change1(
  state: ShellState,
  targets: readonly LaunchWord[],
  recursive: boolean,
  change: (entry: ProvidedPath) => ProvidedPath,
  add: (path: string, entry: Partial<ProvidedPath>) => void,
  fresh: Partial<ProvidedPath>,
): void {
  for (const path of targets.flatMap((word) => pathOf(word, state))) {
    const known = state.provides.filter(
      (entry) => entry.path === path || (recursive && isInside(path, entry.path)),
    );
    const latest = new Map(known.map((entry) => [entry.path, entry]));
    for (const entry of latest.values()) state.provides.push(change(entry));
    if (!latest.has(path)) add(path, { isDirectory: recursive || !basename(path).includes("."), ...fresh });
  }
}

/** The command for people: `mkdir -p /var/log/app`. */
export function effectName(words: readonly LaunchWord[]): string {
  const text = shownCommand(words);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
