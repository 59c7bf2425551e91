import type { BuildConfig, LoggingConfig, ServiceConfig, VolumeConfig } from "./service-config.ts";

/**
 * Lays a service of a later file over the same service of an earlier one, or over the one that it extends, by the rules of the compose
 * specification ("Merge and override"; compose-go `override/merge.go` and `uncity.go`): scalars, `command` and `entrypoint` are replaced; mappings
 * are merged; lists are joined, but what is unique (a variable, a mount's target) is replaced in its place; `logging` options are joined only for
 * the same driver; `!reset` and `!override` forget what was there.
 */
export function mergeServices(base: ServiceConfig, over: ServiceConfig): ServiceConfig {
  const keeps = (key: string): boolean => !over.replaces.has(key);
  const scalar = <T>(key: string, before: T, after: T): T =>
    over.written.has(key) || !keeps(key) ? after : before;
  const list = <T>(key: string, before: readonly T[], after: readonly T[]): T[] => [
    ...(keeps(key) ? before : []),
    ...after,
  ];
  return {
    name: over.name,
    at: over.at,
    image: scalar("image", base.image, over.image),
    build: mergeBuilds(keeps("build") ? base.build : null, over.build),
    command: scalar("command", base.command, over.command),
    entrypoint: scalar("entrypoint", base.entrypoint, over.entrypoint),
    environment: new Map([...(keeps("environment") ? base.environment : []), ...over.environment]),
    envFiles: list("env_file", base.envFiles, over.envFiles),
    user: scalar("user", base.user, over.user),
    groups: list("group_add", base.groups, over.groups),
    workingDir: scalar("working_dir", base.workingDir, over.workingDir),
    readOnly: scalar("read_only", base.readOnly, over.readOnly),
    volumes: mergeVolumes(
      base.volumes.filter((each) => keeps(each.kind === "tmpfs" ? "tmpfs" : "volumes")),
      over.volumes,
    ),
    logging: mergeLogging(keeps("logging") ? base.logging : null, over.logging),
    ports: list("ports", base.ports, over.ports),
    hosts: [...new Set([...base.hosts.filter((host) => host !== base.name), ...over.hosts])],
    profiles: list("profiles", base.profiles, over.profiles),
    replicas: over.replicas ?? base.replicas,
    extends: over.extends,
    replaces: over.replaces,
    written: new Set([...base.written, ...over.written]),
  };
}

function mergeBuilds(base: BuildConfig | null, over: BuildConfig | null): BuildConfig | null {
  if (base === null || over === null) return over ?? base;
  return {
    context: over.context === undefined ? base.context : over.context,
    home: base.home,
    dockerfile: over.dockerfile ?? base.dockerfile,
    inline: over.inline || base.inline,
    target: over.target ?? base.target,
    args: new Map([...base.args, ...over.args]),
    at: over.at,
  };
}

function mergeVolumes(base: readonly VolumeConfig[], over: readonly VolumeConfig[]): VolumeConfig[] {
  const byTarget = new Map<string, VolumeConfig>();
  for (const volume of [...base, ...over]) byTarget.set(volume.target, volume);
  return [...byTarget.values()];
}

function mergeLogging(base: LoggingConfig | null, over: LoggingConfig | null): LoggingConfig | null {
  if (base === null || over === null) return over ?? base;
  const isSame = base.driver === over.driver || base.driver === null || over.driver === null;
  if (!isSame) return over;
  return {
    driver: over.driver ?? base.driver,
    options: new Map([...base.options, ...over.options]),
    at: over.at,
  };
}
