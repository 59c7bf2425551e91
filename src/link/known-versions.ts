import type { Versions } from "../loaders/requirements/load-versions.ts";
import { setFact } from "../model/fact.ts";

/** Versions that loglint's configuration tells, such as "20.1.0". */
export interface KnownVersions {
  readonly nginx?: string;
  readonly gunicorn?: string;
  readonly django?: string;
}

/** The versions of the requirements, with those instead that the configuration file tells: who writes them there has looked. */
export function withKnown(versions: Versions, known: KnownVersions & { readonly file: string }): Versions {
  const at = { file: known.file, start: 0, end: 0 };
  return {
    ...versions,
    ...(known.gunicorn === undefined ? {} : { gunicorn: setFact(known.gunicorn, at, "config") }),
    ...(known.django === undefined ? {} : { django: setFact(known.django, at, "config") }),
  };
}
