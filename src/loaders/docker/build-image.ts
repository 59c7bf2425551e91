import { readDockerfile } from "../../read/dockerfile/read-dockerfile.ts";
import type { Dockerfile, Stage } from "../../read/dockerfile/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { dirname, join, normalize } from "../../text/path.ts";
import { inFile } from "../../text/span.ts";
import type { BuiltImage } from "./built-image.ts";
import { followStage } from "./follow-stage.ts";
import { textOf } from "./image-words.ts";
import { imageOfStage, stageFromImage, stageFromStage, type StageContext, type StageState } from "./stage.ts";

export interface BuildRequest {
  readonly fs: FileSystem;
  readonly file: string;
  /** Null: guessed from what COPY names. */
  readonly context: string | null;
  readonly args?: Readonly<Record<string, string | null>>;
  readonly target?: string | null;
}

/** More stages than this are not followed: each takes over all of the one that it starts from. */
const MOST_STAGES = 200;

/** The image that a Dockerfile builds; null when it cannot be read or has no stage. Never throws. */
export function buildImage(request: BuildRequest): BuiltImage | null {
  const { fs, file } = request;
  const source = fs.read(file);
  if (isUnreadable(source)) return null;
  const tree = readDockerfile(source.text);
  const path = source.path;
  const context: StageContext = {
    fs,
    file: path,
    context: normalize(request.context ?? guessContext(fs, path, tree)),
    place: (span) => inFile(path, span),
  };
  const given = new Map(Object.entries(request.args ?? {}));
  const global = new Map<string, string | null>();
  for (const each of tree.before) {
    if (each.kind !== "arg") continue;
    for (const { name, value } of each.pairs) {
      const variables = { values: global, complete: true };
      const key = textOf(name, variables);
      if (key === null) continue;
      const written = value === null ? null : textOf(value, variables);
      global.set(key, given.has(key) ? (given.get(key) ?? null) : written);
    }
  }
  const states: StageState[] = [];
  const byName = (name: string): StageState | null => {
    const wanted = name.toLowerCase();
    const at = tree.stages.findLastIndex((stage, i) => i < states.length && stage.name === wanted);
    if (at >= 0) return states[at] ?? null;
    return /^\d+$/.test(wanted) ? (states[Number(wanted)] ?? null) : null;
  };
  const stageNamed = (name: string): StageState | null =>
    byName(name) ?? stageFromImage(name, inFile(path, { start: 0, end: 0 }));
  for (const stage of tree.stages.slice(0, MOST_STAGES)) {
    const state = startOf(stage, global, byName, context);
    followStage(stage, state, context, { given, global, stageNamed });
    states.push(state);
    if (isTarget(stage, request.target ?? null, states.length - 1)) break;
  }
  const last = states.at(-1);
  const stage = tree.stages[states.length - 1];
  return last === undefined || stage === undefined
    ? null
    : imageOfStage(last, path, path, inFile(path, stage.span));
}

function startOf(
  stage: Stage,
  global: ReadonlyMap<string, string | null>,
  byName: (name: string) => StageState | null,
  context: StageContext,
): StageState {
  const reference = textOf(stage.image, { values: global, complete: true });
  const earlier = reference === null ? null : byName(reference);
  if (earlier !== null) return stageFromStage(earlier);
  return stageFromImage(reference === "" ? null : reference, context.place(stage.image.span));
}

function isTarget(stage: Stage, target: string | null, index: number): boolean {
  return target !== null && (stage.name === target.toLowerCase() || String(index) === target);
}

/** The folder in which most of the sources of COPY and ADD exist: the Dockerfile's own, or one above it; the nearest of equals. */
function guessContext(fs: FileSystem, file: string, tree: Dockerfile): string {
  const sources = tree.stages
    .flatMap((stage) => stage.instructions)
    .flatMap((each) => {
      if ((each.kind !== "copy" && each.kind !== "add") || each.flags.some(({ name }) => name === "from"))
        return [];
      return each.sources.flatMap((word) => textOf(word, { values: new Map(), complete: false }) ?? []);
    })
    .filter((source) => !source.includes("://") && !/[*?[]/.test(source));
  let best = dirname(file);
  let most = -1;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = sources.filter(
      (source) => fs.kindOf(join(folder, source.replace(/^\/+/, ""))) !== undefined,
    ).length;
    if (found > most) [best, most] = [folder, found];
    if (dirname(folder) === folder) return best;
  }
}
