import type { EnvPart } from "../../read/dotenv/tree.ts";
import { resolveParts } from "../../read/dotenv/resolve.ts";
import type { DockerWord } from "../../read/dockerfile/tree.ts";

/** What is known of a variable of a Dockerfile: its value, null when it has one that is not known. */
export interface ImageVariables {
  readonly values: ReadonlyMap<string, string | null>;
  /** False when the image may set variables that are not known. */
  readonly complete: boolean;
}

/** Set by BuildKit for every build; their values depend on the machine (docs.docker.com, Dockerfile reference, "ARG"). */
const PREDEFINED = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^BUILDKIT_|^SOURCE_DATE_EPOCH$/;

/** The text of a word, or null when a variable in it is not known. A variable that is not set is empty. */
export function textOf(word: DockerWord, variables: ImageVariables): string | null {
  return partsText(word.parts, variables);
}

export function partsText(parts: readonly EnvPart[], variables: ImageVariables): string | null {
  const found = resolveParts(parts, (name) => {
    const value = variables.values.get(name);
    if (value === null) return "unknown";
    if (value !== undefined) return { value };
    return variables.complete && !PREDEFINED.test(name) ? "unset" : "unknown";
  });
  return "value" in found ? found.value : null;
}
