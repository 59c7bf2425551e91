import type { AccessRule, ProvidedPath } from "../../model/launch.ts";
import type { FileSpan } from "../../text/span.ts";
import { setFact, type Fact } from "../../model/fact.ts";
import { dirname, isInside, normalize } from "../../text/path.ts";
import type { UnitSettings, UnitText } from "./unit-settings.ts";

type Kind = AccessRule["kind"];

const SYSTEM_VALUES = /^(?:1|yes|y|true|t|on|0|no|n|false|f|off|full|strict)$/i;
const HOME_VALUES = /^(?:1|yes|y|true|t|on|0|no|n|false|f|off|read-only|tmpfs)$/i;
const HOMES = ["/home", "/root", "/run/user"];

/**
 * What the sandbox of a service lets it do with the file system (systemd.exec(5) 252, "Sandboxing" and "Paths"). Of several rules for one path the last
 * is in force: their order is that of MountMode in namespace.c, backwards.
 */
export function accessRules(settings: UnitSettings): AccessRule[] {
  const dynamic = settings.flag("DynamicUser");
  const system = settings.choice("ProtectSystem", SYSTEM_VALUES);
  const home = settings.choice("ProtectHome", HOME_VALUES);
  const ownTmp = settings.flag("PrivateTmp") ?? dynamic;
  const homeSays = `ProtectHome=${home?.value ?? ""}`;
  const open: AccessRule[] = [
    ...implicitRules(system, dynamic),
    ...listed(settings, ["TemporaryFileSystem"], "tmpfs"),
    ...(home?.value === "tmpfs" ? rulesFor("tmpfs", HOMES, home.at, homeSays) : []),
    ...listed(settings, ["ReadWritePaths", "ReadWriteDirectories"], "read-write"),
    ...managedDirectories(settings).flatMap(({ path, at, says }) =>
      path.startsWith("/etc/") ? [] : rulesFor("read-write", [path], at, says),
    ),
    ...strictRules(system, dynamic),
    ...systemRules(system),
    ...(home?.value === "read-only" ? rulesFor("read-only", HOMES, home.at, homeSays) : []),
    ...(dynamic !== null && (home === null || isFalse(home.value))
      ? rulesFor("read-only", HOMES, dynamic.at, "DynamicUser=yes, which means ProtectHome=read-only")
      : []),
    ...listed(settings, ["ReadOnlyPaths", "ReadOnlyDirectories"], "read-only"),
    ...(ownTmp === null ? [] : rulesFor("private", ["/tmp", "/var/tmp"], ownTmp.at, "PrivateTmp=yes")),
    ...listed(settings, ["BindPaths"], "read-write"),
    ...listed(settings, ["BindReadOnlyPaths"], "read-only"),
  ];
  const hidden = [
    ...(home !== null && isTrue(home.value ?? "") ? rulesFor("inaccessible", HOMES, home.at, homeSays) : []),
    ...listed(settings, ["InaccessiblePaths", "InaccessibleDirectories"], "inaccessible"),
  ];
  // What lies below an inaccessible path is inaccessible whatever is said of it (namespace.c, drop_inaccessible).
  const reachable = open.filter(
    (rule) => !hidden.some(({ path }) => rule.path !== path && isInside(path, rule.path)),
  );
  return [...reachable, ...hidden, ...unknownOpenings(settings)];
}

function rulesFor(kind: Kind, paths: readonly string[], at: FileSpan, says: string): AccessRule[] {
  return paths.map((path) => ({ kind, path, at, says }));
}

/** What ProtectSystem=strict leaves open unless something else is said of it (protect_system_strict_table): the homes are left to ProtectHome=. */
function implicitRules(system: UnitText | null, dynamic: UnitText | null): AccessRule[] {
  return strictRules(system, dynamic).flatMap(({ at, says }) =>
    rulesFor("read-write", ["/dev", "/proc", "/sys", ...HOMES], at, says),
  );
}

/** DynamicUser=yes means ProtectSystem=strict, whatever the unit says (unit_patch_contexts of unit.c 252). */
function strictRules(system: UnitText | null, dynamic: UnitText | null): AccessRule[] {
  if (system?.value === "strict") return rulesFor("read-only", ["/"], system.at, "ProtectSystem=strict");
  if (dynamic === null) return [];
  return rulesFor("read-only", ["/"], dynamic.at, "DynamicUser=yes, which means ProtectSystem=strict");
}

function systemRules(system: UnitText | null): AccessRule[] {
  const mode = system?.value ?? "";
  if (system === null || (mode !== "full" && !isTrue(mode))) return [];
  const paths = ["/usr", "/boot", "/efi", ...(mode === "full" ? ["/etc"] : [])];
  return rulesFor("read-only", paths, system.at, `ProtectSystem=${mode}`);
}

function listed(settings: UnitSettings, keys: readonly string[], kind: Kind): AccessRule[] {
  return keys.flatMap((key) =>
    settings.words(key).flatMap(({ value, at }): AccessRule[] => {
      const parts = (value ?? "").replace(/^[-+]+/, "").split(":");
      const path = key.startsWith("Bind") ? (parts[1] ?? parts[0]) : parts[0];
      if (path?.startsWith("/") !== true) return [];
      const isReadOnly = kind === "tmpfs" && parts[1]?.split(",").includes("ro") === true;
      return rulesFor(isReadOnly ? "read-only" : kind, [normalize(path)], at, `${key}=${value ?? ""}`);
    }),
  );
}

/** A setting that opens a path of which only the beginning is known, as `ReadWritePaths=/srv/%i`, may open all that begins so. */
function unknownOpenings(settings: UnitSettings): AccessRule[] {
  const keys = ["ReadWritePaths", "ReadWriteDirectories", "BindPaths"];
  const opened = keys.flatMap((key) =>
    settings.words(key).flatMap(({ value, prefix, at }): AccessRule[] => {
      if (value !== null) return [];
      const known = prefix.replace(/^[-+]+/, "");
      const folder = known.startsWith("/") && !known.includes(":") ? dirname(`${known}x`) : "/";
      return rulesFor("read-write", [folder], at, `${key}=${known}…`);
    }),
  );
  const managed = ROOTS.flatMap(([key, root]) =>
    settings
      .words(key)
      .flatMap(({ value, at }): AccessRule[] =>
        value === null && root !== "/etc" ? rulesFor("read-write", [root], at, `${key}=…`) : [],
      ),
  );
  return [...opened, ...managed];
}

function isFalse(value: string | null): boolean {
  return value !== null && /^(?:0|no|n|false|f|off)$/i.test(value);
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

/** Where the service finds another part of the file system than the machine has there: `RootDirectory=`, `BindPaths=/srv/log:/var/log`. */
export function otherRoots(settings: UnitSettings): ProvidedPath[] {
  const unknown = { isDirectory: true, owner: null, group: null, mode: null };
  const root = settings.text("RootDirectory") ?? settings.text("RootImage");
  const binds = ["BindPaths", "BindReadOnlyPaths"].flatMap((key) =>
    settings.words(key).flatMap(({ value, at }): ProvidedPath[] => {
      const [from = "", to = from] = (value ?? "").replace(/^-/, "").split(":");
      if (from === to || !to.startsWith("/")) return [];
      return [{ ...unknown, path: normalize(to), at, by: `${key}=${value ?? ""}`, linksTo: from }];
    }),
  );
  if (root === null) return binds;
  const by = `the other root directory ${root.value ?? ""}`;
  return [{ ...unknown, path: "/", at: root.at, by, linksTo: root.value ?? "" }, ...binds];
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
