import type { HostFiles } from "../../text/host-files.ts";
import { join } from "../../text/path.ts";

/**
 * The units that something wants: names in `*.wants` and `*.requires` of the folders of units, with the services of wanted sockets and
 * timers. Null where the administrator's folder wants no service at all: an image in which nothing was ever enabled.
 */
export function enabledUnits(files: HostFiles, folders: readonly string[]): ReadonlySet<string> | null {
  const wanted = new Set<string>();
  for (const folder of folders) {
    for (const { name, kind } of files.list(folder)) {
      if (kind !== "directory" || !/\.(?:wants|requires)$/.test(name)) continue;
      for (const each of files.list(join(folder, name))) wanted.add(each.name);
    }
  }
  const own = files
    .list(folders[0] ?? "/etc/systemd/system")
    .filter(({ name, kind }) => kind === "directory" && /\.(?:wants|requires)$/.test(name))
    .some(({ name }) =>
      files.list(join(folders[0] ?? "/", name)).some((each) => each.name.endsWith(".service")),
    );
  if (!own) return null;
  for (const name of [...wanted]) {
    const service = /^(.+)\.(?:socket|timer|path)$/.exec(name)?.[1];
    if (service !== undefined) wanted.add(`${service}.service`);
  }
  return wanted;
}
