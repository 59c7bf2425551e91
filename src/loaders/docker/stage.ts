import { defaultFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchWord, ProvidedPath } from "../../model/launch.ts";
import type { FileSystem } from "../../text/file-system.ts";
import type { FileSpan, Span } from "../../text/span.ts";
import { findImage } from "../images/find-image.ts";
import type { BuiltImage, ImageCommand } from "./built-image.ts";
import { pathsOfImage } from "./path-table.ts";
import type { BuildState } from "./run-state.ts";

/** A stage of a Dockerfile while its instructions are followed. */
export interface StageState {
  readonly build: BuildState;
  /** What the outermost `FROM` names; null when not known. */
  readonly base: string | null;
  user: Fact<string>;
  cwd: Fact<string>;
  /** `ENV`, in order of first mention. */
  readonly environment: Map<string, Fact<string>>;
  /** True when the base image sets no other variables. */
  readonly knowsEnvironment: boolean;
  /** `ARG` that this stage declares. */
  readonly args: Map<string, string | null>;
  entrypoint: ImageCommand | null;
  command: ImageCommand | null;
  /** True once the stage has a CMD of its own, which a later ENTRYPOINT then leaves alone. */
  hasCommand: boolean;
  shell: readonly string[];
  readonly exposes: number[];
  readonly volumes: { path: string; at: FileSpan }[];
}

export interface StageContext {
  readonly fs: FileSystem;
  readonly file: string;
  readonly context: string;
  readonly place: (span: Span) => FileSpan;
}

/** The start of a stage from an image that was built elsewhere. */
export function stageFromImage(reference: string | null, at: FileSpan): StageState {
  const facts = reference === null || reference === "scratch" ? null : findImage(reference);
  const isScratch = reference === "scratch";
  const why =
    reference === null ? "the base image is not known" : `nothing is known of the image ${reference}`;
  const words = (values: readonly string[]): ImageCommand | null =>
    values.length === 0
      ? null
      : { form: "exec", at, words: values.map((value): LaunchWord => ({ value, at })) };
  const known = (value: string, of: string): Fact<string> => defaultFact(value, of);
  const environment = new Map<string, Fact<string>>();
  for (const [name, value] of Object.entries(facts?.environment ?? {})) {
    const source = facts?.title ?? "";
    environment.set(
      name,
      value === null ? unknownFact(`${source} sets it, to a value of its version`) : known(value, source),
    );
  }
  const users: BuildState["users"] = new Map();
  for (const [name, id] of Object.entries(facts?.users ?? {})) users.set(name, { id, group: name });
  return {
    build: {
      table: facts === null ? new Map<string, ProvidedPath>() : pathsOfImage(facts),
      users,
      files: new Map((facts?.files ?? []).map((each) => [each.path, each.text])),
      copies: new Map(),
      managed: [],
      complete: isScratch || facts?.complete === true,
      steps: 0,
      gaps: [],
    },
    base: reference,
    user:
      facts === null && !isScratch
        ? unknownFact(why, at)
        : known(facts?.user ?? "root", facts?.title ?? "scratch"),
    cwd:
      facts === null && !isScratch
        ? unknownFact(why, at)
        : known(facts?.workdir ?? "/", facts?.title ?? "scratch"),
    environment,
    knowsEnvironment: isScratch || facts?.complete === true,
    args: new Map(),
    entrypoint: words(facts?.entrypoint ?? []),
    command: words(facts?.command ?? []),
    hasCommand: false,
    shell: ["/bin/sh", "-c"],
    exposes: [...(facts?.exposes ?? [])],
    volumes: [],
  };
}

/** A stage that starts from another one: all of its image, none of its build arguments. */
export function stageFromStage(base: StageState): StageState {
  return {
    ...base,
    build: {
      table: new Map(base.build.table),
      users: new Map(base.build.users),
      files: new Map(base.build.files),
      copies: new Map(base.build.copies),
      managed: base.build.managed.map((run) => ({ ...run, touched: [...run.touched] })),
      complete: base.build.complete,
      steps: base.build.steps,
      gaps: [...base.build.gaps],
    },
    environment: new Map(base.environment),
    args: new Map(),
    hasCommand: false,
    exposes: [...base.exposes],
    volumes: [...base.volumes],
  };
}

/** What a container of the stage starts with. */
export function imageOfStage(
  stage: StageState,
  name: string,
  file: string | null,
  at: FileSpan | null,
): BuiltImage {
  const values = Object.create(null) as Record<string, Fact<string>>;
  for (const [variable, fact] of stage.environment) values[variable] = fact;
  const maps: BuiltImage["maps"][number][] = [...stage.build.copies].map(([inside, copy]) => ({
    inside,
    outside: copy.outside,
    at: copy.at,
    kind: "copy",
  }));
  return {
    name,
    base: stage.base,
    file,
    at,
    user: stage.user,
    cwd: stage.cwd,
    environment: { values, complete: stage.knowsEnvironment },
    entrypoint: stage.entrypoint,
    command: stage.command,
    maps,
    provides: [...stage.build.table.values()],
    complete: stage.build.complete,
    files: [...stage.build.files].map(([path, text]) => ({ path, text })),
    exposes: stage.exposes,
    managed: stage.build.managed,
    volumes: stage.volumes,
    gaps: stage.build.gaps,
  };
}

/** An image that is only known by its name. */
export function imageByName(reference: string, at: FileSpan): BuiltImage {
  return imageOfStage(stageFromImage(reference, at), reference, null, at);
}
