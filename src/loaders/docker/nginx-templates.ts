import type { ContainerView, LaunchWord } from "../../model/launch.ts";
import { isAbsolute, isInside, join, normalize } from "../../text/path.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { containerFileSystem, outsidePath } from "../images/container-file-system.ts";
import { findImage } from "../images/find-image.ts";

const TEMPLATES = "/etc/nginx/templates";
const OUTPUT = "/etc/nginx/conf.d";

/**
 * Adds what envsubst makes of templates to a view: the file that comes out is the template here. The official nginx image does so for every
 * `/etc/nginx/templates/*.template` when it starts `nginx` (docker-nginx `20-envsubst-on-templates.sh`, 1.19 and later); other containers do it with a
 * command of their own, `envsubst < in > out`.
 */
export function withTemplates(
  fs: FileSystem,
  view: ContainerView,
  base: string | null,
  words: readonly LaunchWord[],
): ContainerView {
  const made = [...fromFolder(fs, view, base, words), ...fromCommand(view, words)];
  return made.length === 0 ? view : { ...view, maps: [...view.maps, ...made] };
}

type Maps = ContainerView["maps"][number][];

function fromFolder(
  fs: FileSystem,
  view: ContainerView,
  base: string | null,
  words: readonly LaunchWord[],
): Maps {
  if (base === null || findImage(base)?.runs !== "nginx") return [];
  if (!["nginx", "nginx-debug"].includes(words[0]?.value ?? "")) return [];
  const inside = containerFileSystem(fs, view, []);
  const maps: Maps = [];
  const pending = [TEMPLATES];
  for (let folder = pending.pop(); folder !== undefined && maps.length < 200; folder = pending.pop()) {
    for (const { name, kind } of inside.list(folder)) {
      const path = join(folder, name);
      if (kind === "directory") pending.push(path);
      const outside = outsidePath(view, path);
      const map = view.maps.find((each) => isInside(each.inside, path));
      if (kind !== "file" || !name.endsWith(".template") || outside === null || map === undefined) continue;
      const output = join(OUTPUT, path.slice(TEMPLATES.length + 1, -".template".length));
      maps.push({ inside: output, outside, at: map.at, kind: "copy" });
    }
  }
  return maps;
}

function fromCommand(view: ContainerView, words: readonly LaunchWord[]): Maps {
  const maps: Maps = [];
  for (const { value, at } of words) {
    if (value === null || !value.includes("envsubst")) continue;
    for (const command of value.slice(0, 20_000).split(/&&|\|\||[;\n]/)) {
      const start = command.indexOf("envsubst");
      if (start < 0) continue;
      const source = /<\s{0,20}(\/[^\s<>|"']+)/.exec(command.slice(start))?.[1];
      const target = /(?<![0-9&])>\s{0,20}(\/[^\s<>|"']+)/.exec(command.slice(start))?.[1];
      if (source === undefined || target === undefined || !isAbsolute(source)) continue;
      const outside = outsidePath(view, source);
      if (outside !== null) maps.push({ inside: normalize(target), outside, at, kind: "copy" });
    }
  }
  return maps;
}
