import type { AccessRule, ProvidedPath } from "../../model/launch.ts";
import type { FileSpan } from "../../text/span.ts";
import { setFact, type Fact } from "../../model/fact.ts";
import type { UnitSettings } from "./unit-settings.ts";

type Kind = AccessRule["kind"];

/** What the sandbox of a service lets it do with the file system (systemd.exec(5) 252, "Sandboxing" and "Paths"). */
export function accessRules(settings: UnitSettings): AccessRule[] {
  const rules: AccessRule[] = [];
  const add = (kind: Kind, paths: readonly string[], at: FileSpan, says: string): void => {
    for (const path of paths) rules.push({ kind, path, at, says });
  };
  const dynamic = settings.flag("DynamicUser");
  const system = settings.text("ProtectSystem");
  const mode = system?.value ?? "";
  if (mode === "strict" || (dynamic !== null && system === null)) {
    const at = system?.at ?? dynamic?.at;
    const says =
      system === null ? "DynamicUser=yes, which means ProtectSystem=strict" : "ProtectSystem=strict";
    if (at !== undefined) {
      add("read-only", ["/"], at, says);
      add("read-write", ["/dev", "/proc", "/sys"], at, says);
    }
  } else if (system !== null && (mode === "full" || isTrue(mode))) {
    add("read-only", ["/usr", "/boot", "/efi"], system.at, `ProtectSystem=${mode}`);
    if (mode === "full") add("read-only", ["/etc"], system.at, "ProtectSystem=full");
  }
  const home = settings.text("ProtectHome");
  const homes = ["/home", "/root", "/run/user"];
  if (home !== null) {
    const says = `ProtectHome=${home.value ?? ""}`;
    if (home.value === "read-only") add("read-only", homes, home.at, says);
    else if (home.value === "tmpfs") add("tmpfs", homes, home.at, says);
    else if (isTrue(home.value ?? "")) add("inaccessible", homes, home.at, says);
  } else if (dynamic !== null)
    add("read-only", homes, dynamic.at, "DynamicUser=yes, which means ProtectHome=read-only");
  const tmp = settings.flag("PrivateTmp") ?? dynamic;
  if (tmp !== null) add("private", ["/tmp", "/var/tmp"], tmp.at, "PrivateTmp=yes");
  const lists: readonly (readonly [string, Kind])[] = [
    ["ReadOnlyPaths", "read-only"],
    ["ReadOnlyDirectories", "read-only"],
    ["BindReadOnlyPaths", "read-only"],
    ["InaccessiblePaths", "inaccessible"],
    ["InaccessibleDirectories", "inaccessible"],
    ["TemporaryFileSystem", "tmpfs"],
    ["BindPaths", "read-write"],
    ["ReadWritePaths", "read-write"],
    ["ReadWriteDirectories", "read-write"],
  ];
  for (const [key, kind] of lists) {
    for (const { value, at } of settings.words(key)) {
      if (value === null) continue;
      const parts = value.replace(/^[-+]+/, "").split(":");
      const path = key.startsWith("Bind") ? (parts[1] ?? parts[0]) : parts[0];
      const isReadOnly = key === "TemporaryFileSystem" && parts[1]?.split(",").includes("ro") === true;
      if (path !== undefined && path.startsWith("/"))
        add(isReadOnly ? "read-only" : kind, [path], at, `${key}=${value}`);
    }
  }
  for (const { path, at, says } of managedDirectories(settings)) {
    if (!path.startsWith("/etc/")) rules.push({ kind: "read-write", path, at, says });
  }
  return rules;
}

function isTrue(value: string): boolean {
  return /^(?:1|yes|y|true|t|on)$/i.test(value);
}

interface Managed {
  readonly path: string;
  readonly at: FileSpan;
  readonly says: string;
  readonly key: string;
}

const ROOTS: readonly (readonly [string, string, string])[] = [
  ["RuntimeDirectory", "/run", "RUNTIME_DIRECTORY"],
  ["StateDirectory", "/var/lib", "STATE_DIRECTORY"],
  ["CacheDirectory", "/var/cache", "CACHE_DIRECTORY"],
  ["LogsDirectory", "/var/log", "LOGS_DIRECTORY"],
  ["ConfigurationDirectory", "/etc", "CONFIGURATION_DIRECTORY"],
];

function managedDirectories(settings: UnitSettings): Managed[] {
  return ROOTS.flatMap(([key, root]) =>
    settings.words(key).flatMap(({ value, at }): Managed[] => {
      const name = value?.split(":")[0] ?? "";
      return name === "" ? [] : [{ path: `${root}/${name}`, at, says: `${key}=${name}`, key }];
    }),
  );
}

/** `LogsDirectory=` and its like: systemd makes them, parents included, and gives them to the user of the service. */
export function providedDirectories(
  settings: UnitSettings,
  user: string | null,
  group: string | null,
): ProvidedPath[] {
  return managedDirectories(settings).map(({ path, at, says, key }) => {
    const isOwned = key !== "ConfigurationDirectory";
    const mode = settings.text(`${key}Mode`)?.value ?? "0755";
    return {
      path,
      isDirectory: true,
      owner: isOwned ? user : "root",
      group: isOwned ? group : "root",
      mode: mode.padStart(4, "0"),
      at,
      by: says,
    };
  });
}

/** The variables that tell the service of them: `LOGS_DIRECTORY=/var/log/wiki`. */
export function directoryVariables(settings: UnitSettings): Readonly<Record<string, Fact<string>>> {
  const values = Object.create(null) as Record<string, Fact<string>>;
  const managed = managedDirectories(settings);
  for (const [key, , variable] of ROOTS) {
    const own = managed.filter((each) => each.key === key);
    const [first] = own;
    if (first !== undefined)
      values[variable] = setFact(own.map(({ path }) => path).join(":"), first.at, "environment");
  }
  return values;
}
