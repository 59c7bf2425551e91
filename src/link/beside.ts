import { loadLostStanzas } from "../loaders/logrotate/load-rotations.ts";
import type { Process, Stack } from "../model/stack.ts";
import type { FileSystem } from "../text/file-system.ts";
import { substitutionsOf } from "./substitutions.ts";

export interface BesideRequest {
  readonly fs: FileSystem;
  /** logrotate's files. */
  readonly stanzas: readonly string[];
  readonly processes: readonly Process[];
}

/** What else bears on the logs of a stack: each part is absent where there is nothing to tell. */
export function beside({
  fs,
  stanzas,
  processes,
}: BesideRequest): Pick<Stack, "lostStanzas" | "substitutions"> {
  const lostStanzas = loadLostStanzas(fs, stanzas);
  const substitutions = substitutionsOf(fs, processes);
  return {
    ...(lostStanzas.length === 0 ? {} : { lostStanzas }),
    ...(substitutions.length === 0 ? {} : { substitutions }),
  };
}
