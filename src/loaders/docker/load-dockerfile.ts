import { setFact } from "../../model/fact.ts";
import type { Launch } from "../../model/launch.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { inFile } from "../../text/span.ts";
import { buildImage } from "./build-image.ts";
import type { BuiltImage } from "./built-image.ts";
import { startContainer } from "./start-container.ts";

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
  /** Null when the file cannot be read, or has no stage. */
  readonly image: BuiltImage | null;
}

/**
 * Reads a Dockerfile and tells the image that it builds, and what a container of it starts. Never throws. The environment is not complete: a
 * container gets more when it is started, which no Dockerfile says.
 */
export function loadDockerfile(request: DockerfileRequest): LoadedDockerfile {
  const image = buildImage(request);
  if (image === null) return { launches: [], image };
  const at = image.at ?? inFile(request.file, { start: 0, end: 0 });
  const launches = startContainer({
    fs: request.fs,
    name: request.name,
    at,
    image,
    environment: { values: {}, complete: false },
    mounts: [],
    readOnly: null,
    stdout: setFact({ kind: "docker", service: request.name }, at),
    deployment: request.deployment,
    purpose: request.purpose,
    gaps: [],
  });
  return { launches, image };
}
