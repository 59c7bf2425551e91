import { loadLostStanzas } from "../loaders/logrotate/load-rotations.ts";
import type { Stack } from "../model/stack.ts";
import type { FileSystem } from "../text/file-system.ts";

export interface BesideRequest {
  readonly fs: FileSystem;
  /** logrotate's files. */
  readonly stanzas: readonly string[];
}

/** What else bears on the logs of a stack: each part is absent where there is nothing to tell. */
export function beside({ fs, stanzas }: BesideRequest): Pick<Stack, "lostStanzas"> {
  const lostStanzas = loadLostStanzas(fs, stanzas);
  return { ...(lostStanzas.length === 0 ? {} : { lostStanzas }) };
}
