import type { JournalLimits } from "../../model/journal.ts";
import { mergeUnits, type NamedUnit } from "../../read/unit/merge.ts";
import { basename, dirname } from "../../text/path.ts";
import { settingsOf } from "../systemd/unit-settings.ts";
import { journalLimits } from "./load-journal.ts";

/** Of files that have the same name in several folders, the one that lies nearest to `file`: the one for its machine. */
export function nearestOfName(file: string, files: readonly string[]): readonly string[] {
  const best = new Map<string, string>();
  for (const each of files) {
    const before = best.get(basename(each));
    if (before === undefined || shared(file, each) > shared(file, before)) best.set(basename(each), each);
  }
  return [...best.values()];
}

/** How many folders two paths have in common. */
function shared(a: string, b: string): number {
  const [own, other] = [a.split("/"), b.split("/")];
  let count = 0;
  while (count < own.length - 1 && count < other.length - 1 && own[count] === other[count]) count++;
  return count;
}

/**
 * What journald of the machine of a unit limits: journald.conf, then `journald.conf.d/*.conf` by name, of which the last wins (journald.conf(5)). A
 * namespace has files of its own, `journald@NAME.conf`.
 */
export function limitsNear(
  file: string,
  journals: readonly NamedUnit[],
  namespace: string | null,
): JournalLimits {
  const name = namespace === null ? "journald.conf" : `journald@${namespace}.conf`;
  const own = journals.filter((each) => {
    const folder = basename(dirname(each.file));
    const bare = folder.startsWith("journald") && folder.endsWith(".d") ? folder.slice(0, -2) : null;
    const target =
      bare ?? (basename(each.file).startsWith("journald@") ? bareName(basename(each.file)) : "journald.conf");
    return target === name;
  });
  const chosen = new Set(
    nearestOfName(
      file,
      own.map((each) => each.file),
    ),
  );
  const [mains, dropIns] = [false, true].map((isDropIn) =>
    own.filter(
      (each) => chosen.has(each.file) && basename(dirname(each.file)).endsWith(".conf.d") === isDropIn,
    ),
  );
  const [first, ...rest] = [...(mains ?? []), ...(dropIns ?? [])];
  if (first === undefined) return {};
  return journalLimits(settingsOf(mergeUnits(first, rest), "Journal", () => null));
}

function bareName(name: string): string {
  return name.slice(0, name.indexOf(".conf") + ".conf".length);
}
