import { unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSystem } from "../../text/file-system.ts";

export interface Versions {
  readonly gunicorn: Fact<string>;
  readonly django: Fact<string>;
  readonly files: readonly string[];
}
export function loadVersions(_fs: FileSystem, _files: readonly string[]): Versions {
  return {
    gunicorn: unknownFact("no file pins gunicorn's version"),
    django: unknownFact("no file pins Django's version"),
    files: [],
  };
}
