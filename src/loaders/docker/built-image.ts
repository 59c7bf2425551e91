import type { ContainerView, LaunchEnvironment, LaunchWord, ProvidedPath } from "../../model/launch.ts";
import type { Fact } from "../../model/fact.ts";
import type { Gap } from "../../model/problem.ts";
import type { Decoded } from "../../text/decoded.ts";
import type { FileSpan } from "../../text/span.ts";
import type { ImageFile } from "../images/image-files.ts";

/** An image as a container starts with it: built from a Dockerfile here, or only known by its name. */
export interface BuiltImage {
  /** For people: the Dockerfile, or the image's name and tag. */
  readonly name: string;
  /** What the outermost `FROM` names; null when it is not known. */
  readonly base: string | null;
  /** The Dockerfile, null for an image that is not built here. */
  readonly file: string | null;
  readonly at: FileSpan | null;
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly environment: LaunchEnvironment;
  readonly entrypoint: ImageCommand | null;
  readonly command: ImageCommand | null;
  readonly maps: ContainerView["maps"];
  /** Directories, files and links (`linksTo`) that the image holds, a later entry for a path replaces an earlier one. */
  readonly provides: readonly ProvidedPath[];
  /** True when everything that could create a directory is known: a known base and understood steps. */
  readonly complete: boolean;
  /** Files of the image that no file here stands for: the base's own configuration, here-documents. */
  readonly files: readonly ImageFile[];
  readonly exposes: readonly number[];
  /** Mount points by `VOLUME`. */
  /** Commands of manage.py that ran in the build. */
  readonly managed: readonly ManagedRun[];
  readonly volumes: readonly { readonly path: string; readonly at: FileSpan }[];
  readonly gaps: readonly Gap[];
}

/** A command of manage.py that a build ran to its end: it opened the log files of LOGGING. */
export interface ManagedRun {
  /** The words after manage.py. */
  readonly args: readonly LaunchWord[];
  readonly environment: LaunchEnvironment;
  /** Null: not known. */
  readonly user: string | null;
  readonly umask: number;
  readonly cwd: Fact<string>;
  readonly at: FileSpan;
  /** For people: `RUN python manage.py migrate`. */
  readonly by: string;
  /** Paths that later steps changed or removed, with all that is below. */
  readonly touched: readonly string[];
}

/** `CMD`, `ENTRYPOINT`, or what a compose file or manifest says in their place. */
export type ImageCommand = { readonly at: FileSpan } & (
  | { readonly form: "exec"; readonly words: readonly LaunchWord[] }
  /** Run by `shell`, which is `/bin/sh -c` unless `SHELL` says otherwise. */
  | {
      readonly form: "shell";
      readonly script: Decoded;
      readonly file: string;
      readonly shell: readonly string[];
    }
);
