import type { Gap } from "../model/problem.ts";
import type { ReadFile } from "../model/purpose.ts";
import type { Stack, Suppression } from "../model/stack.ts";
import { discover } from "../discover/discover.ts";
import { recordingFileSystem } from "../text/recording-file-system.ts";
import type { FileSystem } from "../text/file-system.ts";
import type { SourceFile } from "../text/source-file.ts";
import { deploymentsOf, type Deployment } from "./deployments.ts";
import { distinctGaps } from "./distinct-gaps.ts";
import { readGiven, type WhatIf } from "./given.ts";
import type { KnownVersions } from "./known-versions.ts";
import { loadDeployment } from "./load-deployment.ts";
import { suppressionsIn } from "./suppressions.ts";

export interface StackRequest extends WhatIf {
  readonly fs: FileSystem;
  /** Files and folders to look at, relative to the working directory or absolute. */
  readonly paths: readonly string[];
  /** Patterns, as in .gitignore, that are left out. */
  readonly ignores?: readonly string[];
  /** Files that are left out as well. */
  readonly isIgnored?: (path: string) => boolean;
  /** Exact versions that are known to run: they win over what the files say. */
  readonly versions?: KnownVersions;
  /** Path of loglint's configuration file: where `versions` are written, and for the report. */
  readonly config?: string | null;
  /** The deployments that the files make, for a caller that has looked itself; nothing is looked for then. */
  readonly deployments?: readonly Deployment[];
  /** Only the stack of this name. */
  readonly stack?: string;
}

/** What was found, read and joined. */
export interface LoadedStacks {
  readonly stacks: readonly Stack[];
  /** Names of all stacks that were found, also where only one is asked for. */
  readonly names: readonly string[];
  readonly read: readonly ReadFile[];
  readonly gaps: readonly Gap[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly listed: number;
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** Finds the configuration below `paths`, reads it, and joins what belongs together into stacks. Never throws on any content. */
export function loadStacks(request: StackRequest): LoadedStacks {
  const fs = recordingFileSystem(request.fs);
  const { paths, ignores = [], isIgnored, versions = {} } = request;
  const known = { ...versions, file: request.config ?? "" };
  const given = readGiven(fs, request);
  // so that its lines can be shown
  if (request.config != null && Object.keys(given.processes).length > 0) fs.read(request.config);
  const found =
    request.deployments === undefined
      ? discover({ fs, paths, ignores, ...(isIgnored === undefined ? {} : { isIgnored }) })
      : { files: [], skipped: [], listed: 0 };
  const deployments = request.deployments ?? deploymentsOf(found.files, paths);
  const loaded = deployments.flatMap((deployment) =>
    loadDeployment(fs, deployment, paths, deployment.versions ?? known, given),
  );
  const asked = loaded.filter(({ name }) => request.stack === undefined || name === request.stack);
  const marks = new Map<string, Suppression[]>();
  const suppressionsOf = (file: string): Suppression[] => {
    const known = marks.get(file);
    if (known !== undefined) return known;
    const source = fs.sources.get(file);
    const made = source === undefined ? [] : suppressionsIn(source);
    marks.set(file, made);
    return made;
  };
  const stacks = asked.map((stack) => ({
    ...stack,
    suppressions: stack.files.flatMap((each) => suppressionsOf(each.file)),
  }));
  const read = distinctFiles(stacks);
  return {
    stacks,
    names: loaded.map(({ name }) => name),
    read,
    gaps: distinctGaps(stacks.flatMap((stack) => [...stack.gaps])),
    skipped: found.skipped,
    listed: found.listed,
    sources: fs.sources,
  };
}

/** Every file once, whichever stacks share it, in order of path. */
function distinctFiles(stacks: readonly Stack[]): ReadFile[] {
  const files = new Map<string, ReadFile>();
  for (const stack of stacks) {
    for (const file of stack.files) {
      const key = `${file.file}\0${file.as}`;
      if (!files.has(key)) files.set(key, file);
    }
  }
  return [...files.values()].sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
}
