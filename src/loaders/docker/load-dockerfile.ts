import type { Launch } from "../../model/launch.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { FileSystem } from "../../text/file-system.ts";
import type { BuiltImage } from "./built-image.ts";

export interface DockerfileRequest {
  readonly fs: FileSystem;
  readonly file: string;
  /** The build context, a folder of the repository; null when nothing says: guessed from the COPY sources. */
  readonly context: string | null;
  /** `--build-arg` by name. A value that is null is not known. */
  readonly args?: Readonly<Record<string, string | null>>;
  /** `--target`; else the last stage is built. */
  readonly target?: string | null;
  /** The name of the container for people and for stdout: the compose service, else the Dockerfile. */
  readonly name: string;
  readonly deployment: string;
  readonly purpose: Purpose;
}

export interface LoadedDockerfile {
  /** What a container of the image starts when nothing overrides it. */
  readonly launches: readonly Launch[];
  readonly image: BuiltImage;
}

/** Reads a Dockerfile and tells the image that it builds, and what a container of it starts. Never throws. */
export function loadDockerfile(request: DockerfileRequest): LoadedDockerfile {
  throw new Error(`not yet: ${request.file}`);
}
