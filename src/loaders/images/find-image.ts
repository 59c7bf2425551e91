import type { ImageFacts } from "./image-facts.ts";
import type { ImageFile } from "./image-files.ts";
import { parseImage } from "./image-reference.ts";
import { IMAGES } from "./images.data.ts";

/** What is known of an image by its name as written in `FROM` or `image:`; null when nothing is. */
export function findImage(reference: string): ImageFacts | null {
  const { name, tag } = parseImage(reference);
  const found = IMAGES.find(
    (row) =>
      row.names.some((each) => fits(each, name)) && (row.tags === null || row.tags.test(tag ?? "latest")),
  );
  return found ?? null;
}

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** The configuration files of an image that is known by its name; none for others. */
export function imageFiles(reference: string): readonly ImageFile[] {
  return findImage(reference)?.files ?? [];
}

/** The version that an image's tag pins: `1.27` of `nginx:1.27-alpine`; null for `latest`, `stable`, `slim`. */
export function imageVersion(reference: string): string | null {
  return /^v?(\d+(?:\.\d+){0,3})(?:$|[-_])/.exec(parseImage(reference).tag ?? "")?.[1] ?? null;
}
