import { parseImage } from "../loaders/images/image-reference.ts";
import { findImage } from "../loaders/images/find-image.ts";
import { itemsOf, podOf, readManifests, textOf } from "../loaders/kubernetes/manifests.ts";
import { valueAt } from "../read/yaml/lookup.ts";
import type { FileSystem } from "../text/file-system.ts";
import { basename, dirname } from "../text/path.ts";

/**
 * Which Dockerfile builds which image of the manifests, by the image's name without registry and tag. Images that are known by their
 * name and those of `built` are left out. A single image and a single Dockerfile belong together; among several the last part of
 * the image's name has to be that of the Dockerfile's folder, or stand in the Dockerfile's name (`Dockerfile.worker`).
 */
export function dockerfilesOfManifests(
  fs: FileSystem,
  manifests: readonly string[],
  dockerfiles: readonly string[],
  built: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const names = new Set(
    readManifests(fs, manifests).flatMap((manifest) => {
      const pod = podOf(manifest);
      if (pod === null) return [];
      return ["initContainers", "containers"].flatMap((key) =>
        itemsOf(valueAt(pod.spec, key)).flatMap((container) => {
          const text = textOf(valueAt(container, "image"));
          return text === null || findImage(text) !== null || isPublic(text) ? [] : [parseImage(text).name];
        }),
      );
    }),
  );
  const unbuilt = [...names].filter((name) => !Object.hasOwn(built, name));
  // `{{ .Values.nginx.image }}` tells by its own words that it is not the site's.
  const open = unbuilt.length === 1 ? unbuilt : unbuilt.filter((name) => !isTold(name));
  const [image] = open;
  const [dockerfile] = dockerfiles;
  if (image === undefined || dockerfile === undefined) return new Map();
  if (open.length === 1 && dockerfiles.length === 1) return new Map([[image, dockerfile]]);
  return new Map(
    open.flatMap((name): [string, string][] => {
      const own = dockerfiles.filter((file) => isNamed(file, basename(name)));
      const [only] = own;
      return only !== undefined && own.length === 1 ? [[name, only]] : [];
    }),
  );
}

/** `busybox`, `postgres:16`, `grafana/promtail`: of docker.io, which a site's own images hardly are when they stand beside those of a registry. */
function isPublic(text: string): boolean {
  const { registry, name } = parseImage(text);
  return registry === null && !name.includes("{{") && !name.includes("$") && PUBLIC.test(name);
}

const PUBLIC =
  /^(?:busybox|alpine|debian|ubuntu|postgres|mysql|mariadb|redis|memcached|rabbitmq|mongo|elasticsearch|traefik|haproxy|curlimages\/|bitnami\/|grafana\/|fluent\/|prom\/|oliver006\/|edoburu\/|envoyproxy\/|amazon\/|timberio\/|otel\/)/;

const TOLD =
  /\b(?:nginx|redis|valkey|postgres(?:ql)?|mysql|mariadb|rabbitmq|memcached|busybox|exporter)\b|\b(?:fluent|prom)/i;

/** Does a template in the name tell one of these programs. */
function isTold(name: string): boolean {
  const template = name.indexOf("{{");
  return template >= 0 && TOLD.test(name.slice(template));
}

function isNamed(dockerfile: string, name: string): boolean {
  const file = basename(dockerfile).toLowerCase();
  const word = name.toLowerCase();
  return (
    basename(dirname(dockerfile)).toLowerCase() === word ||
    file === `dockerfile.${word}` ||
    file === `${word}.dockerfile` ||
    file === `dockerfile-${word}`
  );
}
