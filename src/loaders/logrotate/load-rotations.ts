import type { Rotation } from "../../model/stack.ts";
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

type Stanza = Extract<LogrotateEntry, { kind: "stanza" }>;

function rotationsOf(text: string, file: string): Rotation[] {
  const globals: Directive[] = [];
  const found: Rotation[] = [];
  for (const entry of readLogrotate(text).entries) {
    if (entry.kind === "global") {
      globals.push(entry.directive);
      continue;
    }
    if (entry.dropped) continue;
    const how = stanzaReopens(entry, globals, text);
    for (const path of entry.paths)
      found.push({ pattern: path.value, by: "logrotate", ...how, at: { file, ...path.span } });
  }
  return found;
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
    const known = !first && effects.every((effect) => effect.signals !== null);
    return known
      ? { reopens: "signal", signals: effects.flatMap((effect) => effect.signals ?? []) }
      : { reopens: "signal" };
  }
  return { reopens: isUnknown || first ? "unknown" : "no" };
}
