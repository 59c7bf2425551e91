import type { Stack } from "../../src/model/stack.ts";
import { contextsOf, isFileForDevelopment, type PlacedContext } from "../../src/model/nginx-contexts.ts";
import type { NginxInstance } from "../../src/model/nginx.ts";
import type { FileSpan } from "../../src/text/span.ts";

/** Files are included more than once, and stacks share them: true for the first sight of a place. */
export function firstSight(): (at: FileSpan) => boolean {
  const seen = new Set<string>();
  return (at) => {
    const key = `${at.file}:${String(at.start)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

/** Every context of every nginx of the stack, but for files of development and tests. */
export function productionContexts(
  stack: Stack,
): readonly (PlacedContext & { readonly nginx: NginxInstance })[] {
  return stack.nginx
    .filter((nginx) => !isFileForDevelopment(stack, nginx.file))
    .flatMap((nginx) => contextsOf(nginx).map((placed) => ({ ...placed, nginx })))
    .filter(({ context }) => !isFileForDevelopment(stack, context.at.file));
}

/** True when the whole configuration is here, and no branch of a template can leave out a line of it. */
export function isWhole(nginx: NginxInstance): boolean {
  return nginx.scope === "main" && nginx.complete && nginx.template === null;
}
