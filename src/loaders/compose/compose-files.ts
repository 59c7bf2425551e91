import type { Gap } from "../../model/problem.ts";
import { readDotenv } from "../../read/dotenv/read-dotenv.ts";
import { resolveParts } from "../../read/dotenv/resolve.ts";
import { entryOf, valueAt } from "../../read/yaml/lookup.ts";
import { readYaml } from "../../read/yaml/read-yaml.ts";
import type { YamlEntry, YamlNode } from "../../read/yaml/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { dirname, join } from "../../text/path.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { likely, type ComposeLookup } from "./compose-text.ts";
import { mergeServices } from "./merge-services.ts";
import { repositoryPath, textAt, type ServicePlace } from "./service-place.ts";
import { readService } from "./read-service.ts";
import type { ServiceConfig } from "./service-config.ts";

/** Extending and including goes no deeper than this. */
const DEEPEST = 20;

export interface ComposeModel {
  readonly services: ReadonlyMap<string, ServiceConfig>;
  /** Every file that was read, in order of first opening. */
  readonly files: ReadonlySet<string>;
  readonly gaps: readonly Gap[];
  readonly lookup: ComposeLookup;
}

interface Reading {
  readonly fs: FileSystem;
  readonly files: Set<string>;
  readonly gaps: Gap[];
  readonly roots: Map<string, { source: SourceFile; root: YamlNode } | null>;
  lookup: ComposeLookup;
}

/** Reads the files of one project as `docker compose -f A -f B` does: paths are relative to the folder of the first. */
export function readComposeFiles(fs: FileSystem, files: readonly string[]): ComposeModel {
  const base = dirname(files[0] ?? ".");
  const reading: Reading = { fs, files: new Set(), gaps: [], roots: new Map(), lookup: () => null };
  reading.lookup = environmentBeside(reading, base);
  const services = new Map<string, ServiceConfig>();
  for (const file of files) {
    for (const [name, service] of servicesOf(file, base, reading, 0)) {
      const before = services.get(name);
      services.set(name, before === undefined ? service : mergeServices(before, service));
    }
  }
  return { services, files: reading.files, gaps: reading.gaps, lookup: reading.lookup };
}

/** `.env` of the project's folder. The shell of whoever starts compose comes before it; that is not known, and seldom so. */
function environmentBeside(reading: Reading, base: string): ComposeLookup {
  const path = join(base, ".env");
  if (reading.fs.kindOf(path) !== "file") return () => null;
  const source = reading.fs.read(path);
  if (isUnreadable(source)) return () => null;
  reading.files.add(source.path);
  const values = new Map<string, string | null>();
  for (const { name, value } of readDotenv(source.text, "compose").entries) {
    if (value === null) continue;
    const found = resolveParts(value, (each) => {
      const known = values.get(each);
      return known === undefined || known === null ? "unknown" : { value: known };
    });
    values.set(name, "value" in found ? found.value : null);
  }
  return (name) => values.get(name) ?? null;
}

function rootOf(file: string, reading: Reading): { source: SourceFile; root: YamlNode } | null {
  const known = reading.roots.get(file);
  if (known !== undefined) return known;
  const source = reading.fs.read(file);
  if (isUnreadable(source)) {
    reading.roots.set(file, null);
    return null;
  }
  reading.files.add(source.path);
  const root = readYaml(source.text).documents[0]?.root ?? null;
  const made = root === null ? null : { source, root };
  reading.roots.set(file, made);
  return made;
}

function servicesOf(file: string, base: string, reading: Reading, depth: number): Map<string, ServiceConfig> {
  const found = new Map<string, ServiceConfig>();
  const opened = rootOf(file, reading);
  if (opened === null || depth > DEEPEST) return found;
  const { source, root } = opened;
  const place: ServicePlace = { source, base, lookup: reading.lookup };
  for (const include of includesOf(root, place)) {
    for (const [name, service] of servicesOf(include, dirname(include), reading, depth + 1))
      found.set(name, service);
  }
  for (const entry of serviceEntries(root))
    found.set(entry.key, extended(readService(entry, place), file, base, reading, 0));
  return found;
}

/** The services of version 2 and later; in version 1 they stand at the top. */
function serviceEntries(root: YamlNode): readonly YamlEntry[] {
  const services = entryOf(root, "services")?.value;
  if (services !== undefined) return services.kind === "mapping" ? services.entries.filter(isService) : [];
  if (root.kind !== "mapping") return [];
  return root.entries.filter(
    ({ value }) => entryOf(value, "image") !== null || entryOf(value, "build") !== null,
  );
}

function isService({ key, value }: YamlEntry): boolean {
  return (
    !key.startsWith("x-") && (value.kind === "mapping" || (value.kind === "scalar" && value.value === null))
  );
}

function extended(
  service: ServiceConfig,
  file: string,
  base: string,
  reading: Reading,
  depth: number,
): ServiceConfig {
  const { extends: parent } = service;
  if (parent === null || depth > DEEPEST) return service;
  const from = parent.file ?? file;
  const opened = rootOf(from, reading);
  const entry =
    opened === null ? undefined : serviceEntries(opened.root).find(({ key }) => key === parent.service);
  if (opened === null || entry === undefined) {
    const what = `service ${service.name}`;
    reading.gaps.push({
      what,
      why: `it extends ${parent.service} of ${from}, which is not here`,
      at: parent.at,
    });
    return service;
  }
  const own = from === file ? base : dirname(from);
  const place: ServicePlace = { source: opened.source, base: own, lookup: reading.lookup };
  return mergeServices(extended(readService(entry, place), from, own, reading, depth + 1), service);
}

function includesOf(root: YamlNode, place: ServicePlace): string[] {
  const node = valueAt(root, "include");
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item) => {
    const path = item.kind === "mapping" ? valueAt(item, "path") : item;
    const paths = path?.kind === "sequence" ? path.items : path === null ? [] : [path];
    return paths.flatMap((each) => repositoryPath(likely(textAt(each, place)), place.base) ?? []);
  });
}
