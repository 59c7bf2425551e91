import { setFact, type Fact } from "../../model/fact.ts";
import type { ContainerView, Launch } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Rotation, Stream } from "../../model/stack.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { isAbsolute, join } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { buildImage } from "../docker/build-image.ts";
import type { BuiltImage, ImageCommand } from "../docker/built-image.ts";
import { startContainer, viewOf, type Mount } from "../docker/start-container.ts";
import { imageByName } from "../docker/stage.ts";
import { readComposeFiles, type ComposeModel } from "./compose-files.ts";
import type { ComposeProject } from "./compose-projects.ts";
import { likely, textFact, wordOf, type ComposeText } from "./compose-text.ts";
import type { BuildConfig, CommandConfig, ServiceConfig } from "./service-config.ts";
import { serviceEnvironment } from "./service-environment.ts";
import { splitCommandString } from "./split-command.ts";
import { append } from "../../text/append.ts";

export { composeProjects, type ComposeProject } from "./compose-projects.ts";

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
  /** `image:` as written, which also names what `build` makes; null when it is not written or not known. */
  readonly tag: string | null;
  readonly view: ContainerView;
  readonly launches: readonly Launch[];
  /** Names of `profiles`: the service is started only when one is asked for. */
  readonly profiles: readonly string[];
  readonly replicas: number | null;
  /** Null when none is written. */
  readonly logging: ServiceLogging | null;
}

export interface ServiceLogging {
  readonly driver: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly at: FileSpan;
}

export interface LoadedCompose {
  readonly services: readonly ComposeService[];
  readonly launches: readonly Launch[];
  readonly rotations: readonly Rotation[];
  readonly gaps: readonly Gap[];
  /** Files that were read: compose files, env files, Dockerfiles. */
  readonly files: readonly string[];
}

/** Reads a compose project as `docker compose` merges it. Never throws. */
export function loadCompose(request: ComposeRequest): LoadedCompose {
  const { fs, project } = request;
  const model = readComposeFiles(fs, project.files);
  const images = imagesOf(fs, model);
  const files = new Set(model.files);
  const gaps: Gap[] = [...model.gaps];
  const services: ComposeService[] = [];
  const rotations: Rotation[] = [];
  for (const config of model.services.values()) {
    const image = images.get(config.name) ?? null;
    if (image?.file != null) files.add(image.file);
    const environment = serviceEnvironment(fs, config, model.lookup);
    for (const file of environment.files) files.add(file);
    const logging = loggingOf(config);
    const rotation = rotationOf(config.name, logging);
    if (rotation !== null) rotations.push(rotation);
    const mounts = mountsOf(config);
    const own: Gap[] = [...environment.gaps];
    if (image === null)
      own.push({ what: `service ${config.name}`, why: "its image is not known", at: config.at });
    const launches =
      image === null
        ? []
        : startContainer(containerOf(config, image, mounts, environment.environment, logging, own, request));
    append(gaps, own);
    services.push({
      name: config.name,
      at: config.at,
      hosts: config.hosts,
      ports: portsOf(config, image),
      image,
      tag: likely(config.image),
      view:
        launches[0]?.container ??
        (image === null ? { name: config.name, image: "?", maps: [] } : viewOf(config.name, image, mounts)),
      launches,
      profiles: config.profiles,
      replicas: config.replicas,
      logging,
    });
  }
  return {
    services,
    launches: services.flatMap((each) => [...each.launches]),
    rotations,
    gaps,
    files: [...files],
  };
}

function containerOf(
  config: ServiceConfig,
  image: BuiltImage,
  mounts: readonly Mount[],
  environment: Launch["environment"],
  logging: ServiceLogging | null,
  gaps: Gap[],
  request: ComposeRequest,
): Parameters<typeof startContainer>[0] {
  const entrypoint = commandOf(config.entrypoint, gaps);
  const command = commandOf(config.command, gaps);
  return {
    fs: request.fs,
    name: config.name,
    at: config.at,
    image,
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(command === undefined ? {} : { command }),
    environment,
    ...(config.user === null ? {} : { user: textFact(config.user) }),
    groups: config.groups,
    ...(config.workingDir === null ? {} : { cwd: workingDirectory(config.workingDir) }),
    mounts,
    readOnly: config.readOnly?.value === true ? config.readOnly.at : null,
    stdout: streamOf(config, logging),
    deployment: request.deployment,
    purpose: request.project.purpose,
    gaps,
  };
}

function workingDirectory(text: ComposeText): Fact<string> {
  return textFact(text);
}

/** Undefined: the image's own. Null: cleared. A string that compose refuses is a gap. */
function commandOf(config: CommandConfig | null, gaps: Gap[]): ImageCommand | null | undefined {
  if (config === null) return undefined;
  const { at } = config;
  if (config.form === "list") {
    if (config.items.length === 0) return null;
    const words = config.items.map((text) =>
      wordOf(
        text,
        text.text,
        text.starts.map((_, i) => i),
        0,
        text.text.length,
      ),
    );
    return { form: "exec", words, at };
  }
  const { text } = config;
  const { words, error, stopped } = splitCommandString(text.text);
  if (error !== null) gaps.push({ what: "command", why: `docker compose refuses it: ${error}`, at });
  if (stopped !== null)
    gaps.push({
      what: "command",
      why: `docker compose ignores it from "${text.text.charAt(stopped)}" on: no shell runs it`,
      at,
    });
  if (words.length === 0) return null;
  return {
    form: "exec",
    at,
    words: words.map(({ value, places, start, end }) => wordOf(text, value, places, start, end)),
  };
}

/** Images by service. One that is built for one service is the same for all that name it in `image`. */
function imagesOf(fs: FileSystem, model: ComposeModel): Map<string, BuiltImage> {
  const found = new Map<string, BuiltImage>();
  const built = new Map<string, BuiltImage>();
  const cache = new Map<string, BuiltImage | null>();
  for (const { name, build, image } of model.services.values()) {
    const context = build === null || build.inline ? null : contextOf(build);
    if (build === null || context === null) continue;
    const { target } = build;
    const written = build.dockerfile ?? "Dockerfile";
    const file = isAbsolute(written) ? written : join(context, written);
    const args = Object.fromEntries(build.args);
    const key = JSON.stringify([file, context, target, [...build.args]]);
    const made = cache.has(key) ? (cache.get(key) ?? null) : buildImage({ fs, file, context, args, target });
    cache.set(key, made);
    if (made === null) continue;
    found.set(name, made);
    const tag = likely(image);
    if (tag !== null) built.set(tag, made);
  }
  for (const { name, build, image } of model.services.values()) {
    const tag = likely(image);
    if (
      found.has(name) ||
      image === null ||
      tag === null ||
      (build !== null && !build.inline && contextOf(build) !== null)
    )
      continue;
    found.set(name, built.get(tag) ?? imageByName(tag, image.at));
  }
  return found;
}

function contextOf(build: BuildConfig): string | null {
  return build.context === undefined ? build.home : build.context;
}

function mountsOf(config: ServiceConfig): Mount[] {
  return config.volumes.map((volume): Mount => {
    const { kind, target: path, source, readOnly, at, mode } = volume;
    const says =
      kind === "tmpfs" ? `tmpfs ${path}` : `volume ${source ?? path}${readOnly ? " (read-only)" : ""}`;
    const isFile = kind === "bind" && /\.[a-z]{1,8}$/i.test(path);
    return {
      path,
      kind,
      outside: kind === "bind" ? source : null,
      readOnly,
      at,
      says,
      isDirectory: !isFile,
      takesOver: kind === "volume",
      ...(kind === "tmpfs" ? { owner: "root", mode } : {}),
    };
  });
}

function portsOf(config: ServiceConfig, image: BuiltImage | null): ComposeService["ports"] {
  const known = new Set(config.ports.map(({ inside }) => inside));
  const more = (image?.exposes ?? [])
    .filter((port) => !known.has(port))
    .map((inside) => ({ inside, published: null }));
  return [...config.ports, ...more];
}

function loggingOf(config: ServiceConfig): ServiceLogging | null {
  if (config.logging === null) return null;
  const options = Object.create(null) as Record<string, string>;
  for (const [name, value] of config.logging.options) options[name] = value;
  return { driver: config.logging.driver, options, at: config.logging.at };
}

/** With the driver `none`, what a container writes is thrown away (docker docs, "Configure logging drivers"). */
function streamOf(config: ServiceConfig, logging: ServiceLogging | null): Fact<Stream> {
  if (logging?.driver === "none") return setFact({ kind: "null" }, logging.at);
  return setFact({ kind: "docker", service: config.name, keeps: keepsOf(logging) }, logging?.at ?? config.at);
}

/** The default driver is json-file unless daemon.json says otherwise; it has no limit of its own. */
function keepsOf(logging: ServiceLogging | null): "bounded" | "unbounded" | "elsewhere" | "default" {
  if (logging === null) return "default";
  const { driver, options } = logging;
  if (
    driver === "local" ||
    ((driver === null || driver === "json-file") && options["max-size"] !== undefined)
  )
    return "bounded";
  if (driver === null) return "default";
  return driver === "json-file" ? "unbounded" : "elsewhere";
}

/** Docker turns its own files over with `max-size`, and for the driver `local` without being asked. */
function rotationOf(service: string, logging: ServiceLogging | null): Rotation | null {
  if (logging === null) return null;
  const isFile = logging.driver === null || logging.driver === "json-file" || logging.driver === "local";
  if (!isFile || (logging.options["max-size"] === undefined && logging.driver !== "local")) return null;
  return { pattern: service, by: "docker", reopens: "itself", at: logging.at };
}
