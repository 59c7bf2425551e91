import { startsProcess } from "../../discover/other-text.ts";
import { isUnreadable } from "../../text/file-system.ts";
import type { HostFiles } from "../../text/host-files.ts";
import { join } from "../../text/path.ts";
import type { HostPlaces } from "./places.ts";

/** Tables of cron that start something of a site, by the commands in them; cron itself passes over names with a dot in cron.d (cron(8), Debian). */
export function cronTables(files: HostFiles, places: HostPlaces): string[] {
  return places.cron
    .flatMap((place) => {
      if (files.kindOf(place) === "file") return [place];
      return files
        .list(place)
        .filter(({ name, kind }) => kind === "file" && /^[\w-]+$/.test(name))
        .map(({ name }) => join(place, name));
    })
    .filter((path) => {
      const source = files.read(path);
      return !isUnreadable(source) && startsProcess(source.text);
    });
}

/**
 * What limits the journal: the first journald.conf, and drop-ins, of which one of the same name in an earlier folder hides the others
 * (journald.conf(5)). A file that sets nothing, as distributions ship it, is left out.
 */
export function journalFiles(files: HostFiles, places: HostPlaces): string[] {
  const kept = new Map<string, string>();
  for (const folder of places.journal) {
    for (const { name, kind } of files.list(folder)) {
      const path = join(folder, name);
      if (kind === "file" && /^journald(?:@.+)?\.conf$/.test(name) && !kept.has(name)) kept.set(name, path);
      if (kind !== "directory" || !/^journald(?:@.+)?\.conf\.d$/.test(name)) continue;
      for (const each of files.list(path)) {
        const key = `${name}/${each.name}`;
        if (each.kind === "file" && each.name.endsWith(".conf") && !kept.has(key))
          kept.set(key, join(path, each.name));
      }
    }
  }
  return [...kept.values()].filter((path) => {
    const source = files.read(path);
    return !isUnreadable(source) && /^[ \t]*[A-Za-z]+[ \t]*=/m.test(source.text);
  });
}
