import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname, isInside, join, relative } from "../../text/path.ts";
import { sourceFile } from "../../text/source-file.ts";
import { inFile } from "../../text/span.ts";
import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { NginxContextKind, NginxInstance } from "../../model/nginx.ts";
import type { Gap, Problem } from "../../model/problem.ts";
import { expandIncludes } from "../../read/nginx/expand-includes.ts";
import type { ConfigFile, ExpandedConfig, IncludeOutcome } from "../../read/nginx/includes.ts";
import { buildOf, compiledIn } from "./build.ts";
import { walkContexts, type ContextDraft } from "./contexts.ts";
import type { Place } from "./directive-table.ts";
import { applyInheritance } from "./inheritance.ts";
import { mapsIn } from "./maps.ts";
import { refusal } from "./refusal.ts";
import { decideScope } from "./scope.ts";
import { cannotBringLogging, repositoryPath, unresolvedIncludes } from "./unresolved-includes.ts";
import { unknownVariables } from "./variables.ts";

/** What to load, and what is known of where it will run. */
export interface NginxRequest {
  readonly fs: FileSystem;
  /** The main file, or a fragment: a vhost file, a snippet. */
  readonly file: string;
  /** Decided from the content when it is not given. */
  readonly scope?: NginxInstance["scope"];
  /** Path of the main file on the server, where relative includes start; `file` by default. */
  readonly serverPath?: string;
  /** From an absolute path or glob of the server to one in `fs`, null when it lies outside. By default: next to the main file. */
  readonly resolve?: (path: string) => string | null;
  /** True for a real host or its image, where everything is there: a missing include is then an error, not a gap. */
  readonly strict?: boolean;
  /** A key of `BUILDS`: "debian", "nginx.org", "fedora", "source". */
  readonly build?: string;
  readonly version?: string;
  /** Files already read, by path: filled and reused. */
  readonly cache?: Map<string, ConfigFile>;
}

/** Reads one nginx configuration into the model. Never throws; what cannot be read is a gap. */
export function loadNginx(request: NginxRequest): NginxInstance {
  const { fs, file } = request;
  const strict = request.strict ?? fs.isServer === true;
  const found = fs.read(file);
  const gaps: Gap[] = isUnreadable(found) ? [{ what: file, why: found.unreadable }] : [];
  const main = isUnreadable(found) ? sourceFile(file, "") : found;
  const config = expandIncludes(main, fs, {
    serverPath: request.serverPath,
    resolve: resolverOf(request),
    cache: request.cache,
  });
  const scope = request.scope ?? decideScope(config.directives);
  const unresolved = unresolvedIncludes(config, strict);
  const logging = unresolved.all.filter((include) => !cannotBringLogging(include.pattern));
  const sources = sourceTexts(config, fs);
  const { root, walk } = walkContexts(config.directives, topOf(scope, main.path, main.text.length), {
    unresolved,
    textOf: (path) => sources.get(path) ?? "",
    formatsKnown: scope === "main" && logging.length === 0 && gaps.length === 0,
    branching: branchingFiles(config),
    topKnown: scope === "main" || request.scope !== undefined,
  });
  const build = buildOf(request.build, config.includes, inFile(main.path, { start: 0, end: 0 }));
  applyInheritance(root, scope === "main", compiledIn(build));
  const template = config.files.find((each) => each.tree.template !== null)?.tree.template ?? null;
  const certain =
    scope === "main" &&
    unresolved.all.every((each) => cannotBringLogging(each.pattern)) &&
    !walk.foreign &&
    template === null;
  const problems = [
    ...syntaxProblems(config),
    ...walk.problems,
    ...includeProblems(config, strict),
    ...unknownVariables(walk.variables, certain),
    ...(scope === "main" && logging.length === 0 && gaps.length === 0 ? missingEvents(root) : []),
  ];
  return {
    file: main.path,
    files: [...new Set(config.files.map((each) => each.path))],
    scope,
    version:
      request.version === undefined
        ? unknownFact("the files do not say")
        : setFact(request.version, inFile(main.path, { start: 0, end: 0 }), "config"),
    user: userOf(root),
    build,
    formats: walk.formats,
    maps: mapsIn(root),
    root: root.context,
    template,
    templates: config.files.flatMap(({ path, tree }) =>
      tree.template === null ? [] : [{ file: path, language: tree.template }],
    ),
    complete: logging.length === 0 && gaps.length === 0,
    problems,
    gaps: [
      ...gaps,
      ...walk.gaps,
      ...logging.filter((each) => !strict || !isProblemOnHost(each)).map(includeGap),
    ],
  };
}

/** The text behind the places of each path: where several texts stand in one file, such as a ConfigMap, the whole file. */
function sourceTexts(config: ExpandedConfig, fs: FileSystem): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, source } of config.files) {
    const before = texts.get(path);
    const whole = before === undefined || before === source.text ? source : fs.read(path);
    if (!isUnreadable(whole)) texts.set(path, whole.text);
  }
  return texts;
}

/** In a repository, what `conf.d/x.conf` includes by a relative path may lie beside `conf.d`, where the main file would be. */
function resolverOf({ fs, file, strict, resolve }: NginxRequest): (path: string) => string | null {
  const mapped = resolve ?? ((path: string) => (strict === true ? path : repositoryPath(path, file, fs)));
  const folder = dirname(file);
  if (strict === true || !FRAGMENT_FOLDER.test(basename(folder))) return mapped;
  return (path) => {
    const first = mapped(path);
    if (first !== null && isThere(fs, first)) return first;
    const beside = isInside(folder, path) ? join(dirname(folder), relative(folder, path)) : null;
    return beside !== null && isThere(fs, beside) ? beside : first;
  };
}

const FRAGMENT_FOLDER =
  /^(?:conf\.d|http\.d|default\.d|vhosts?(?:\.d)?|sites(?:-(?:enabled|available))?|snippets|templates|servers)$/;

function isThere(fs: FileSystem, path: string): boolean {
  return fs.kindOf(/[*?[]/.test(path) ? dirname(path) : path) !== undefined;
}

function topOf(
  scope: NginxInstance["scope"],
  file: string,
  end: number,
): { kind: NginxContextKind; place: Place; at: ReturnType<typeof inFile> } {
  return { kind: scope, place: scope, at: inFile(file, { start: 0, end }) };
}

/** Files whose template language has branches, so that two lines need not be there at once. */
function branchingFiles(config: ExpandedConfig): ReadonlySet<string> {
  const files = config.files.filter(
    ({ tree }) => tree.template !== null && tree.template !== "envsubst" && tree.template !== "python",
  );
  return new Set(files.map((each) => each.path));
}

function syntaxProblems(config: ExpandedConfig): Problem[] {
  const branching = branchingFiles(config);
  return config.files
    .filter((file) => !branching.has(file.path))
    .flatMap((file) =>
      file.tree.errors.map((error) => refusal(error.message, inFile(file.path, error.span))),
    );
}

function includeProblems(config: ExpandedConfig, strict: boolean): Problem[] {
  const problems: Problem[] = [];
  for (const include of config.includes) {
    const always = include.kind === "invalid" || include.kind === "cycle";
    if (!always && !(strict && isProblemOnHost(include))) continue;
    problems.push(refusal(include.why ?? "this include cannot be read", include.at));
  }
  return problems;
}

function isProblemOnHost(include: IncludeOutcome): boolean {
  return include.kind === "missing" || include.kind === "directory";
}

function includeGap(include: IncludeOutcome): Gap {
  const why =
    include.kind === "read"
      ? "no file here matches it; on the server some may"
      : (include.why ?? "it could not be read");
  return { what: `include ${include.pattern}`, why, at: include.at };
}

/** ngx_event.c ngx_event_init_conf. A file of another name with a bare http block may be a part of something. */
function missingEvents(root: ContextDraft): Problem[] {
  if (!/^nginx[\w.-]*\.conf/.test(basename(root.context.at.file))) return [];
  if (root.children.some((child) => child.place === "events") || root.children.length === 0) return [];
  const at = root.children[0]?.context.at ?? root.context.at;
  return [refusal('no "events" section in configuration', at, "add events { } at the top of the main file")];
}

function userOf(root: ContextDraft): Fact<string> {
  const directive = root.directives.find((each) => each.name === "user");
  const name = directive?.args[0];
  if (directive === undefined || name === undefined)
    return unknownFact("no user directive: the compiled-in user");
  return name.placeholder
    ? unknownFact("the user comes from a template", name.at)
    : setFact(name.value, name.at);
}
