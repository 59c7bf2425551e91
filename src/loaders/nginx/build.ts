import type { FileSpan } from "../../text/span.ts";
import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { IncludeOutcome } from "../../read/nginx/includes.ts";
import { BUILDS } from "./builds.data.ts";
import type { CompiledIn } from "./inheritance.ts";

/**
 * Which build a main file belongs to: told by the caller (an image, `nginx -V`), or by an include that only the
 * packages of Debian and Ubuntu have.
 */
export function buildOf(
  told: string | undefined,
  includes: readonly IncludeOutcome[],
  main: FileSpan,
): Fact<string> {
  if (told !== undefined) return setFact(told, main, "config");
  const debian = includes.find((include) => /\/modules-enabled\/\*\.conf$/.test(include.path));
  if (debian !== undefined) return setFact("debian", debian.at);
  return unknownFact("the file does not say which build of nginx runs it");
}

/** The paths that nginx uses where nothing is written. */
export function compiledIn(build: Fact<string>): CompiledIn {
  const name = build.state === "set" ? build.value : "";
  return Object.hasOwn(BUILDS, name)
    ? (BUILDS[name] ?? { access: null, error: null })
    : { access: null, error: null };
}
