import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { dirname, isAbsolute, normalize } from "../../text/path.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { inFile, type FileSpan } from "../../text/span.ts";
import { globPaths, isGlob } from "./glob.ts";
import type {
  ConfigFile,
  ExpandedConfig,
  ExpandedDirective,
  ExpandOptions,
  IncludeOutcome,
} from "./includes.ts";
import { readNginx } from "./read-nginx.ts";
import type { Directive } from "./tree.ts";

/** Includes nested deeper are not followed; nginx itself ends when it has no more file descriptors, mostly 1024. */
export const MAX_INCLUDE_DEPTH = 100;
/** How many times files may be opened for one main file. */
export const MAX_INCLUDED_FILES = 100_000;
/** How many directives may stand in one expanded tree: files that include one file twice each grow without bound. */
export const MAX_EXPANDED_DIRECTIVES = 5_000_000;

/** Bodies of plain words, where `include` is an entry like any other (ngx_http_split_clients_module.c, charset_map). */
const WITHOUT_INCLUDE = new Set(["split_clients", "charset_map"]);

/** A list of directives being walked: a block, or the content of an included file. */
interface Level {
  readonly directives: readonly Directive[];
  next: number;
  /** Where its directives go: of an included file, into the list of the place that includes it. */
  readonly into: ExpandedDirective[];
  readonly file: ConfigFile;
  readonly via: readonly FileSpan[];
  readonly includes: boolean;
}

interface Expansion {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  readonly resolve: (path: string) => string | null;
  readonly cache: Map<string, ConfigFile>;
  readonly files: Set<ConfigFile>;
  readonly outcomes: IncludeOutcome[];
  opened: number;
  expanded: number;
}

/**
 * Reads a main file (or a fragment) with all that it includes, as nginx does (ngx_conf_include in ngx_conf_file.c,
 * ngx_files.c 1.22.1). Never throws. `main` stands for the file at its path even when the file system holds another.
 */
export function expandIncludes(
  main: SourceFile,
  fileSystem: FileSystem,
  options: ExpandOptions = {},
): ExpandedConfig {
  const cache = options.cache ?? new Map<string, ConfigFile>();
  const path = normalize(main.path);
  const known = cache.get(path);
  const mainFile: ConfigFile =
    known?.source.text === main.text ? known : { path, source: main, tree: readNginx(main.text) };
  cache.set(path, mainFile);
  const expansion: Expansion = {
    fileSystem,
    directory: dirname(options.serverPath ?? path),
    resolve: options.resolve ?? ((asked) => asked),
    cache,
    files: new Set(),
    outcomes: [],
    opened: 1,
    expanded: 0,
  };
  const directives: ExpandedDirective[] = [];
  const levels: Level[] = [
    {
      directives: mainFile.tree.directives,
      next: 0,
      into: directives,
      file: mainFile,
      via: [],
      includes: true,
    },
  ];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.next === 0) expansion.files.add(level.file);
    const directive = level.directives[level.next++];
    if (directive === undefined) {
      levels.pop();
      continue;
    }
    const name = directive.name;
    if (name === "include" && directive.block === null && level.includes) {
      for (const each of include(expansion, directive, level).reverse()) levels.push(each);
      continue;
    }
    if (expansion.expanded++ >= MAX_EXPANDED_DIRECTIVES) continue;
    const block: ExpandedDirective[] | null = directive.block === null ? null : [];
    level.into.push({ directive, file: level.file, via: level.via, block });
    if (directive.block !== null && block !== null) {
      const includes = !WITHOUT_INCLUDE.has(name);
      levels.push({ ...level, directives: directive.block, next: 0, into: block, includes });
    }
  }
  return { main: mainFile, files: [...expansion.files], directives, includes: expansion.outcomes };
}

/** The levels to walk for one `include`, in nginx's order. */
function include(expansion: Expansion, directive: Directive, level: Level): Level[] {
  const argument = directive.args[0];
  const pattern = argument?.value ?? "";
  const path =
    isAbsolute(pattern) || expansion.directory === "." ? pattern : under(expansion.directory, pattern);
  const at = inFile(level.file.path, directive.span);
  const outcome = (kind: IncludeOutcome["kind"], files: readonly string[], why: string | null): void => {
    expansion.outcomes.push({ at, via: level.via, pattern, path, kind, files, why });
  };
  if (argument === undefined || directive.args.length !== 1) {
    outcome("invalid", [], 'invalid number of arguments in "include" directive');
    return [];
  }
  if (argument.placeholder) {
    outcome("placeholder", [], "its path is filled in by a template");
    return [];
  }
  const place = expansion.resolve(path);
  if (place === null) {
    outcome("unmapped", [], "lies outside of the files that are inspected");
    return [];
  }
  const hidden: string[] = [];
  const found = isGlob(place) ? globPaths(noting(expansion.fileSystem, hidden), place) : [place];
  const good: ConfigFile[] = [];
  const bad: { kind: IncludeOutcome["kind"]; file: string; why: string }[] = [];
  for (const each of found) {
    const opened = open(expansion, normalize(each), level, isGlob(place) ? each : path);
    if ("kind" in opened) bad.push({ ...opened, file: normalize(each) });
    else good.push(opened);
  }
  if (hidden.length > 0) outcome("unreadable", [], hidden.join("; "));
  else if (good.length > 0 || bad.length === 0) {
    const names = good.map((file) => file.path);
    outcome("read", names, null);
  }
  for (const { kind, file, why } of bad) outcome(kind, [file], why);
  const via = [...level.via, at];
  return good.map((file) => ({ ...level, directives: file.tree.directives, next: 0, file, via }));
}

/** The same files; why folders that a glob passes show none of theirs is put into `hidden`. */
function noting(fs: FileSystem, hidden: string[]): FileSystem {
  return {
    ...fs,
    list: (path) => {
      const entries = fs.list(path);
      const why = entries.length === 0 && fs.kindOf(path) !== undefined ? fs.unlistable?.(path) : undefined;
      if (why !== undefined) hidden.push(`${path} cannot be listed: ${why}`);
      return entries;
    },
  };
}

function open(
  expansion: Expansion,
  path: string,
  level: Level,
  asked: string,
): ConfigFile | { kind: IncludeOutcome["kind"]; why: string } {
  const { fileSystem, cache } = expansion;
  const cycle = {
    kind: "cycle",
    why: `"${asked}" includes itself, until nginx has no more file descriptors`,
  } as const;
  if (path === level.file.path || level.via.some((span) => span.file === path)) return cycle;
  if (level.via.length >= MAX_INCLUDE_DEPTH) {
    return { kind: "limit", why: `more than ${MAX_INCLUDE_DEPTH} includes inside each other` };
  }
  if (expansion.opened >= MAX_INCLUDED_FILES || expansion.expanded >= MAX_EXPANDED_DIRECTIVES) {
    return {
      kind: "limit",
      why: `more than ${MAX_INCLUDED_FILES} files or ${MAX_EXPANDED_DIRECTIVES} directives`,
    };
  }
  expansion.opened++;
  const known = cache.get(path);
  if (known !== undefined) return isOpen(known, level) ? cycle : known;
  const kind = fileSystem.kindOf(path);
  if (kind === undefined) {
    return { kind: "missing", why: `open() "${asked}" failed (2: No such file or directory)` };
  }
  if (kind === "directory")
    return { kind: "directory", why: `pread() "${asked}" failed (21: Is a directory)` };
  const source = fileSystem.read(path);
  if (isUnreadable(source)) return { kind: "unreadable", why: source.unreadable };
  const file: ConfigFile = { path: normalize(source.path), source, tree: readNginx(source.text) };
  cache.set(path, file);
  return isOpen(file, level) ? cycle : file;
}

/**
 * Is the file being read now? One whose source lies elsewhere (in a container) is known by its source's path; as several texts may stand in one file (a
 * ConfigMap), the path alone does not tell for the file that includes it.
 */
function isOpen(file: ConfigFile, { file: current, via }: Level): boolean {
  return file.source.text === current.source.text
    ? file.path === current.path
    : via.some((span) => span.file === file.path) && file.path !== current.path;
}

function under(directory: string, path: string): string {
  return directory.endsWith("/") ? `${directory}${path}` : `${directory}/${path}`;
}
