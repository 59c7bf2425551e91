import type { ContainerView, Launch } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { Rotation } from "../../model/stack.ts";
import type { FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";
import type { BuiltImage } from "../docker/built-image.ts";

/** One project: the files that `docker compose -f a -f b` reads together, the base first. */
export interface ComposeProject {
  /** For people: `docker-compose.yml`, `docker-compose.yml + docker-compose.prod.yml`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly purpose: Purpose;
}

/** Divides the compose files of a repository into the projects that people start. */
export function composeProjects(fs: FileSystem, files: readonly string[]): ComposeProject[] {
  return files.map((file) => ({
    name: file,
    files: [file],
    purpose: fs.kindOf(file) === "file" ? "unknown" : "unknown",
  }));
}

export interface ComposeRequest {
  readonly fs: FileSystem;
  readonly project: ComposeProject;
  readonly deployment: string;
}

export interface ComposeService {
  readonly name: string;
  readonly at: FileSpan;
  /** Host names under which other services reach it: service, container_name, hostname, aliases. */
  readonly hosts: readonly string[];
  /** Ports inside of the container that are exposed or published. */
  readonly ports: readonly { readonly inside: number; readonly published: string | null }[];
  /** Null when neither `image` nor `build` can be told. */
  readonly image: BuiltImage | null;
  readonly view: ContainerView;
  readonly launches: readonly Launch[];
  /** Names of `profiles`: the service is started only when one is asked for. */
  readonly profiles: readonly string[];
  readonly replicas: number | null;
  /** The driver of `logging`, null when none is written. */
  readonly logging: {
    readonly driver: string | null;
    readonly options: Readonly<Record<string, string>>;
    readonly at: FileSpan;
  } | null;
}

export interface LoadedCompose {
  readonly services: readonly ComposeService[];
  readonly launches: readonly Launch[];
  readonly rotations: readonly Rotation[];
  readonly gaps: readonly Gap[];
  /** Files that were read: compose files, env files, Dockerfiles, scripts. */
  readonly files: readonly string[];
}

/** Reads a compose project as `docker compose` merges it. Never throws. */
export function loadCompose(request: ComposeRequest): LoadedCompose {
  return { services: [], launches: [], rotations: [], gaps: [], files: request.project.files };
}
