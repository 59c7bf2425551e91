import type { FileSystem } from "../text/file-system.ts";
import { dirname, isInside, join, relative } from "../text/path.ts";

/**
 * The dotted name of a module file: from the directory above its outermost package (`__init__.py`), or else from the
 * deepest directory of the search path that holds it.
 */
export function nameModule(
  fs: FileSystem,
  file: string,
  searchPath: readonly string[],
  given?: string,
): { readonly name: string; readonly isPackage: boolean } {
  const isPackage = file.endsWith("/__init__.py") || file === "__init__.py";
  if (given !== undefined) return { name: given, isPackage };
  let top = dirname(file);
  while (top !== "." && top !== "/" && fs.kindOf(join(top, "__init__.py")) === "file") top = dirname(top);
  if (top === dirname(file)) {
    const above = searchPath
      .filter((directory) => isInside(directory, file))
      .sort((a, b) => relative(a, file).split("/").length - relative(b, file).split("/").length);
    top = above[0] ?? top;
  }
  const path = relative(top, file)
    .replace(/\.py$/, "")
    .replace(/\/__init__$/, "");
  return { name: path.replaceAll("/", ".").replace(/^\.+/, ""), isPackage };
}
