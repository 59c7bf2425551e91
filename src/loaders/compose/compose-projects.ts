import type { Purpose } from "../../model/purpose.ts";
import { entryOf } from "../../read/yaml/lookup.ts";
import { readYaml } from "../../read/yaml/read-yaml.ts";
import type { YamlNode } from "../../read/yaml/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname } from "../../text/path.ts";

/** One project: the files that `docker compose -f a -f b` reads together, the base first. */
export interface ComposeProject {
  /** For people: `docker-compose.yml`, `docker-compose.yml + docker-compose.prod.yml`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly purpose: Purpose;
}

interface ComposeFile {
  readonly file: string;
  readonly services: readonly string[];
  /** Services without `image`, `build`, `extends`: they only add to those of another file. */
  readonly partial: readonly string[];
  readonly kind: "base" | "override" | "other";
}

/**
 * Divides compose files into the projects that people start. `compose.yaml` and `docker-compose.yml` are a base, read with their
 * `override` file by themselves (docker docs, "Merge Compose files"). Another file stands alone when each of its services has an image or a build;
 * else it is laid over the base of its folder, or of the nearest folder above that has all those services.
 */
export function composeProjects(fs: FileSystem, files: readonly string[]): ComposeProject[] {
  const read = files.flatMap((file) => readNames(fs, file) ?? []);
  const bases = read.filter((each) => each.kind === "base");
  const projects: ComposeProject[] = [];
  const overlaid = new Set<string>();
  for (const each of read.filter(({ kind }) => kind === "other")) {
    const base = each.partial.length === 0 ? undefined : baseOf(each, read);
    if (base !== undefined) overlaid.add(base.file);
    projects.push(projectOf(base === undefined ? [each] : [base, each]));
  }
  for (const base of bases) {
    const override = read.find(
      (each) => each.kind === "override" && dirname(each.file) === dirname(base.file),
    );
    const whole = override === undefined ? [base] : [base, override];
    const missing = base.partial.filter(
      (name) => override?.partial.includes(name) !== false || !override.services.includes(name),
    );
    // A base that cannot start by itself is only there for the files that are laid over it.
    if (missing.length > 0 && overlaid.has(base.file)) continue;
    projects.push(projectOf(whole));
  }
  return projects.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function baseOf(overlay: ComposeFile, read: readonly ComposeFile[]): ComposeFile | undefined {
  const fits = (each: ComposeFile): boolean =>
    each !== overlay &&
    overlay.partial.every((name) => each.services.includes(name) && !each.partial.includes(name));
  for (let folder = dirname(overlay.file); ; folder = dirname(folder)) {
    const here = read.filter((each) => dirname(each.file) === folder);
    const found =
      here.find((each) => each.kind === "base" && fits(each)) ??
      here.find((each) => isBaseName(each.file) && fits(each));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

function isBaseName(file: string): boolean {
  return /(?:^|[._-])(?:base|common|shared|main)[._-]?/i.test(basename(file));
}

function projectOf(files: readonly ComposeFile[]): ComposeProject {
  const names = files.map(({ file }) => file);
  return { name: names.join(" + "), files: names, purpose: purposeOf(names) };
}

/** By the name of the last file that says one: `docker-compose.prod.yml`, `local.yml`. */
function purposeOf(files: readonly string[]): Purpose {
  for (const file of [...files].reverse()) {
    const words = basename(file).toLowerCase().split(/[._-]/);
    if (words.some((word) => ["prod", "production", "live", "deploy", "staging", "stage"].includes(word)))
      return "production";
    if (
      words.some((word) =>
        ["dev", "develop", "development", "local", "debug", "override", "devcontainer"].includes(word),
      )
    )
      return "development";
    if (words.some((word) => ["test", "tests", "testing", "ci", "e2e"].includes(word))) return "test";
  }
  return "unknown";
}

function readNames(fs: FileSystem, file: string): ComposeFile | null {
  const source = fs.read(file);
  if (isUnreadable(source)) return null;
  const root = readYaml(source.text).documents[0]?.root ?? null;
  const services = entryOf(root, "services")?.value ?? root;
  if (services?.kind !== "mapping") return null;
  const entries = services.entries.filter(
    ({ key, value }) => !key.startsWith("x-") && value.kind === "mapping",
  );
  // A build without a context only changes that of the base: `build: {target: production}`.
  const isPartial = (node: YamlNode): boolean => {
    const build = entryOf(node, "build")?.value;
    const builds =
      build !== undefined &&
      (build.kind !== "mapping" ||
        ["context", "dockerfile", "dockerfile_inline"].some((key) => entryOf(build, key) !== null));
    return !builds && entryOf(node, "image") === null && entryOf(node, "extends") === null;
  };
  const name = basename(file).toLowerCase();
  const kind = /^(?:docker-)?compose\.override\.ya?ml$/.test(name)
    ? "override"
    : /^(?:docker-)?compose\.ya?ml$/.test(name)
      ? "base"
      : "other";
  return {
    file: source.path,
    services: entries.map(({ key }) => key),
    partial: entries.filter(({ value }) => isPartial(value)).map(({ key }) => key),
    kind,
  };
}
