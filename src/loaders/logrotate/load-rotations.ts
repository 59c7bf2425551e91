import type { LostStanza, Rotation } from "../../model/stack.ts";
import { readLogrotate } from "../../read/logrotate/read-logrotate.ts";
import type { Directive, LogrotateEntry } from "../../read/logrotate/tree.ts";
import { readShell } from "../../read/shell/read-shell.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { reopening } from "./reopening.ts";

/** The rotations that logrotate's files set up: one for each path of each stanza that it keeps. Never throws. */
export function loadRotations(fs: FileSystem, files: readonly string[]): Rotation[] {
  return files.flatMap((file) => {
    const source = fs.read(file);
    return isUnreadable(source) ? [] : rotationsOf(source.text, file);
  });
}

/** What logrotate drops of its files: stanzas with an error, and all below an error that ends the reading. Templates are left out. Never throws. */
export function loadLostStanzas(fs: FileSystem, files: readonly string[]): LostStanza[] {
  return files.flatMap((file) => {
    const source = fs.read(file);
    if (isUnreadable(source) || TEMPLATE.test(source.text)) return [];
    const { entries, errors } = readLogrotate(source.text);
    return errors
      .filter(({ loses }) => loses !== "line")
      .flatMap(({ message, span, loses }): LostStanza[] => {
        const stanza = entries.find(
          (entry) => entry.kind === "stanza" && entry.span.start <= span.start && span.end <= entry.span.end,
        );
        const isLost = stanza?.kind === "stanza" && stanza.dropped;
        if (loses === "stanza" && !isLost) return [];
        const patterns = isLost ? stanza.paths.map(({ value }) => value) : [];
        return [{ patterns, rest: loses === "file", message, at: { file, ...span } }];
      });
  });
}

type Stanza = Extract<LogrotateEntry, { kind: "stanza" }>;

/** Jinja, ERB, Go: what logrotate gets to read is made of it later. */
const TEMPLATE = /\{\{|\{%|<%/;

function rotationsOf(text: string, file: string): Rotation[] {
  const globals: Directive[] = [];
  const found: Rotation[] = [];
  const { entries, errors } = readLogrotate(text);
  const isTemplate = TEMPLATE.test(text);
  for (const entry of entries) {
    if (entry.kind === "global") {
      globals.push(entry.directive);
      continue;
    }
    if (entry.dropped) continue;
    const ignored = isTemplate
      ? []
      : errors
          .filter(({ span }) => entry.span.start <= span.start && span.end <= entry.span.end)
          .map(({ message, span }) => ({ message, at: { file, ...span } }));
    const how = {
      ...stanzaReopens(entry, globals, text),
      ...creation(entry, globals, file),
      ...keeping(entry, globals, file),
      ...removing(entry, globals),
    };
    const hasUser = [...globals, ...entry.directives].some(({ name }) => name === "su");
    for (const path of entry.paths)
      found.push({
        pattern: path.value,
        by: "logrotate",
        ...how,
        ...(hasUser ? { hasUser } : {}),
        ...(ignored.length > 0 ? { ignored } : {}),
        at: { file, ...path.span },
      });
  }
  return found;
}

/** `create mode owner group`, `create owner group`, `create mode`, `create`: the last one of all holds (logrotate 3.21 config.c, readModeUidGid). */
function creation(stanza: Stanza, globals: readonly Directive[], file: string): Pick<Rotation, "creates"> {
  const last = [...globals, ...stanza.directives].findLast(
    ({ name }) => name === "create" || name === "nocreate",
  );
  if (last?.name !== "create") return {};
  const words = last.args.map((arg) => arg.value);
  const mode = /^[0-7]+$/.test(words[0] ?? "") ? (words.shift() ?? null) : null;
  return {
    creates: { mode, owner: words[0] ?? null, group: words[1] ?? null, at: { file, ...last.span } },
  };
}

/**
 * What was renamed is compressed into another file and deleted once the scripts have run, unless `delaycompress` leaves that to the next rotation; with
 * `rotate 0` nothing is kept (logrotate 3.21 logrotate.c, `rotateSingleLog` and `postrotateSingleLog`).
 */
function removing(stanza: Stanza, globals: readonly Directive[]): Pick<Rotation, "removesOld"> {
  const all = [...globals, ...stanza.directives];
  const isOn = (name: string): boolean =>
    all.findLast((each) => each.name === name || each.name === `no${name}`)?.name === name;
  const kept = all.findLast(({ name }) => name === "rotate")?.args[0]?.value;
  return (isOn("compress") && !isOn("delaycompress")) || kept === "0" ? { removesOld: true } : {};
}

const PERIODS: Readonly<Record<string, number>> = {
  hourly: 1 / 24,
  daily: 1,
  weekly: 7,
  monthly: 28,
  yearly: 365,
};

/** `rotate` and the period; `size`, `maxsize` and `minsize` make the period uncertain, `maxage` the count. A global holds for the stanzas below it. */
function keeping(stanza: Stanza, globals: readonly Directive[], file: string): Pick<Rotation, "keeps"> {
  const all = [...globals, ...stanza.directives];
  const rotate = all.findLast(({ name }) => name === "rotate");
  const count = Number.parseInt(rotate?.args[0]?.value ?? "", 10);
  if (rotate === undefined || Number.isNaN(count) || all.some(({ name }) => name === "maxage")) return {};
  const bySize = all.some(({ name }) => /^(?:max|min)?size$/.test(name));
  const period = all.findLast(({ name }) => Object.hasOwn(PERIODS, name))?.name;
  const every = bySize || period === undefined ? null : (PERIODS[period] ?? null);
  return { keeps: { count, every, at: { file, ...rotate.span } } };
}

/**
 * How the program comes to the new file after a rotation (logrotate 3.21): `copytruncate` and `copy` leave the old file in place and win over `create`; a
 * script may signal it. A global `copytruncate` holds until `nocopytruncate`.
 */
function stanzaReopens(
  stanza: Stanza,
  globals: readonly Directive[],
  text: string,
): Pick<Rotation, "reopens" | "signals"> {
  const all = [...globals, ...stanza.directives];
  const last = (yes: string, no: string): boolean =>
    all.findLast(({ name }) => name === yes || name === no)?.name === yes;
  if (last("copytruncate", "nocopytruncate") || last("copy", "nocopy")) return { reopens: "copytruncate" };
  const scripts = ["postrotate", "lastaction"].flatMap((name) => {
    const own = all.findLast((each) => each.name === name);
    return own?.script == null ? [] : [text.slice(own.script.start, own.script.end)];
  });
  const effects = scripts.map((script) => reopening(readShell(script).body, script));
  const isUnknown = effects.some((effect) => effect.reopening === "unknown");
  const first = ["prerotate", "firstaction"].some((name) =>
    all.some((each) => each.name === name && each.script !== null),
  );
  if (effects.some((effect) => effect.reopening === "signal")) {
    // what runs before the rename makes nobody open the new file, whatever it is
    const known = effects.every((effect) => effect.signals !== null);
    return known
      ? { reopens: "signal", signals: effects.flatMap((effect) => effect.signals ?? []) }
      : { reopens: "signal" };
  }
  return { reopens: isUnknown || first ? "unknown" : "no" };
}
