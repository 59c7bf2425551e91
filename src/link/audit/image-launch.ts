import { shownCommand } from "../../loaders/programs/words.ts";
import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import { UNKNOWN_ACCESS, type Launch, type LaunchWord } from "../../model/launch.ts";
import type { ImageConfig } from "../../text/archive/image.ts";
import type { CommandText } from "./view.ts";

/** What stands for the configuration of an image in findings: no file of the image holds it. */
const FILE = "image-configuration";

/** What a container of an image starts, and the text that its findings point into: ENTRYPOINT and CMD as one line. */
export interface ImageLaunch {
  readonly launch: Launch;
  readonly text: CommandText;
}

/**
 * The command of an image, as docker puts it together when nothing overrides it (OCI image-spec, config.md); null where it has none. The environment is
 * not complete: `docker run` may add to it.
 */
export function imageLaunch(config: ImageConfig): ImageLaunch | null {
  const values = [...config.entrypoint, ...config.command];
  if (values.length === 0) return null;
  const words: LaunchWord[] = [];
  let text = "";
  for (const value of values) {
    const shown = shownCommand([{ value, at: { file: FILE, start: 0, end: 0 } }]);
    if (text !== "") text += " ";
    words.push({ value, at: { file: FILE, start: text.length, end: text.length + shown.length } });
    text += shown;
  }
  const at = { file: FILE, start: 0, end: text.length };
  const environment = Object.create(null) as Record<string, Fact<string>>;
  for (const entry of config.environment) {
    const equals = entry.indexOf("=");
    if (equals > 0) environment[entry.slice(0, equals)] = setFact(entry.slice(equals + 1), at, "environment");
  }
  const [user = "", group] = (config.user === "" ? "root" : config.user).split(":");
  const own = group ?? (user === "root" || user === "0" ? "root" : undefined);
  const launch: Launch = {
    name: config.tags[0] ?? "the image",
    by: "container",
    words,
    command: text,
    at,
    via: [],
    user: setFact(user, at),
    groups: own === undefined ? unknownFact("the image's /etc/group decides") : setFact([own], at),
    cwd: setFact(config.workingDirectory, at),
    umask: unknownFact("whoever starts the container may set it"),
    environment: { values: environment, complete: false },
    stdout: setFact({ kind: "docker", service: config.tags[0] ?? "the image" }, at),
    stderr: setFact({ kind: "docker", service: config.tags[0] ?? "the image" }, at),
    access: UNKNOWN_ACCESS,
    // the files that are audited are those of the container: no path has to be mapped
    container: null,
    deployment: FILE,
    purpose: "production",
    gaps: [],
  };
  return { launch, text: { file: FILE, text: `${text}\n`, words } };
}
