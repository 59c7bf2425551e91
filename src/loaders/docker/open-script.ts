import { certainValue, type Fact } from "../../model/fact.ts";
import type { ContainerView } from "../../model/launch.ts";
import { readShell } from "../../read/shell/read-shell.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { isAbsolute, join } from "../../text/path.ts";
import { containerFileSystem } from "../images/container-file-system.ts";
import type { ImageFile } from "../images/image-files.ts";
import type { OpenedScript } from "../shell/interpret.ts";

/** Where a name without a slash is looked for: PATH of the images. */
const SEARCHED = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Opens a script by its path as a process in the container sees it; null when it is no shell script, or not here. */
export function scriptsIn(
  fs: FileSystem,
  view: ContainerView,
  files: readonly ImageFile[],
): (path: string, cwd: Fact<string>) => OpenedScript | null {
  const inside = containerFileSystem(fs, view, files);
  return (path, cwd) => {
    const from = certainValue(cwd);
    const isName = !path.includes("/");
    const places = isAbsolute(path)
      ? [path]
      : [
          ...(isName ? SEARCHED.map((folder) => join(folder, path)) : []),
          ...(from === undefined ? [] : [join(from, path)]),
        ];
    for (const place of places) {
      if (inside.kindOf(place) !== "file") continue;
      const source = inside.read(place);
      if (isUnreadable(source) || !isShell(source.text, place)) return null;
      return { file: source.path, source: source.text, script: readShell(source.text) };
    }
    return null;
  };
}

/** By its first line; without one the kernel refuses it, and the shell that started it reads it. */
function isShell(text: string, path: string): boolean {
  if (text.includes("\0")) return false;
  const first = /^\ufeff?#!([^\r\n]{0,200})/.exec(text)?.[1];
  if (first === undefined) return !/\.(?:py|pl|rb|js|conf|json|toml|ya?ml|txt)$/.test(path);
  return /\b(?:ba|da|a|z|k)?sh\b/.test(first);
}
