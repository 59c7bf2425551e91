import type { AccessRule } from "../../src/model/launch.ts";
import { ruleFor, type OpenedFile } from "../../src/model/opened-files.ts";

/** A rule of a sandbox that takes the file from its process. */
export interface Sandbox extends AccessRule {
  readonly kind: "read-only" | "inaccessible" | "private";
}

/** What keeps the process from writing the file where everybody would look for it; null where nothing does. */
export function sandboxOf(file: OpenedFile): Sandbox | null {
  const rule = ruleFor(file);
  if (rule === undefined || rule.kind === "read-write" || rule.kind === "tmpfs" || isProvided(file))
    return null;
  return { ...rule, kind: rule.kind };
}

/** A volume or bind mount inside a read-only container is writable. */
function isProvided(file: OpenedFile): boolean {
  const maps = file.process.container?.maps ?? [];
  return maps.some(
    (map) => map.kind !== "copy" && (file.path === map.inside || file.path.startsWith(`${map.inside}/`)),
  );
}
