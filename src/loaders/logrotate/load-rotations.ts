import type { Rotation } from "../../model/stack.ts";
import type { FileSystem } from "../../text/file-system.ts";

export function loadRotations(_fs: FileSystem, _files: readonly string[]): Rotation[] {
  return [];
}
