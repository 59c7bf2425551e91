import { entryOf, valueAt } from "../../read/yaml/lookup.ts";
import type { YamlEntry, YamlNode } from "../../read/yaml/tree.ts";
import { normalize } from "../../text/path.ts";
import { inFile, type FileSpan } from "../../text/span.ts";
import { likely, type ComposeText } from "./compose-text.ts";
import { readVolumes, tmpfsVolumes } from "./read-volumes.ts";
import { repositoryPath, textAt, textsOf, type ServicePlace } from "./service-place.ts";
import type {
  BuildConfig,
  CommandConfig,
  EnvFileConfig,
  LoggingConfig,
  ServiceConfig,
} from "./service-config.ts";

/** Reads one service of a compose file: its short and long forms become the same. */
export function readService(entry: YamlEntry, place: ServicePlace): ServiceConfig {
  const node = entry.value;
  const text = (key: string): ComposeText | null => textAt(valueAt(node, key), place);
  const entries = node.kind === "mapping" ? node.entries : [];
  const at = inFile(place.source.path, { start: entry.keySpan.start, end: entry.keySpan.end });
  return {
    name: entry.key,
    at,
    image: text("image"),
    build: readBuild(valueAt(node, "build"), place),
    command: readCommand(valueAt(node, "command"), place),
    entrypoint: readCommand(valueAt(node, "entrypoint"), place),
    environment: readEnvironment(valueAt(node, "environment"), place),
    envFiles: readEnvFiles(valueAt(node, "env_file"), place),
    user: text("user"),
    groups: textsOf(valueAt(node, "group_add"), place),
    workingDir: text("working_dir"),
    readOnly: readFlag(entryOf(node, "read_only"), place),
    volumes: [
      ...readVolumes(valueAt(node, "volumes"), place),
      ...readVolumes(valueAt(node, "configs"), place, "config"),
      ...tmpfsVolumes(valueAt(node, "tmpfs"), place),
    ],
    logging: readLogging(entryOf(node, "logging"), place),
    ports: [...readPorts(valueAt(node, "ports"), place), ...readPorts(valueAt(node, "expose"), place)],
    hosts: hostsOf(entry.key, node, place),
    profiles: textsOf(valueAt(node, "profiles"), place),
    replicas: numberOf(valueAt(node, "deploy", "replicas") ?? valueAt(node, "scale"), place),
    extends: readExtends(entryOf(node, "extends"), place),
    replaces: new Set(
      entries.flatMap(({ key, value }) => (value.tag === "!reset" || value.tag === "!override" ? [key] : [])),
    ),
    written: new Set(entries.flatMap(({ key, value }) => (value.tag === "!reset" ? [] : [key]))),
  };
}

function readBuild(node: YamlNode | null, place: ServicePlace): BuildConfig | null {
  if (node === null || node.tag === "!reset") return null;
  const at = inFile(place.source.path, node.span);
  const short = textAt(node, place);
  if (short !== null) {
    const context = repositoryPath(likely(short), place.base);
    return {
      context,
      home: normalize(place.base),
      dockerfile: null,
      inline: false,
      target: null,
      args: new Map(),
      at,
    };
  }
  if (node.kind !== "mapping") return null;
  const written = textAt(valueAt(node, "context"), place);
  const args = new Map<string, string | null>();
  for (const [name, { value }] of readEnvironment(valueAt(node, "args"), place))
    args.set(name, likely(value));
  return {
    home: normalize(place.base),
    context: written === null ? undefined : repositoryPath(likely(written), place.base),
    dockerfile: likely(textAt(valueAt(node, "dockerfile"), place)),
    inline: entryOf(node, "dockerfile_inline") !== null,
    target: likely(textAt(valueAt(node, "target"), place)),
    args,
    at,
  };
}

function readCommand(node: YamlNode | null, place: ServicePlace): CommandConfig | null {
  if (node === null || node.tag === "!reset") return null;
  const at = inFile(place.source.path, node.span);
  if (node.kind === "sequence") {
    return { form: "list", at, items: node.items.flatMap((item) => textAt(item, place) ?? []) };
  }
  const text = textAt(node, place);
  return text === null ? null : { form: "string", text, at };
}

/** `environment:`, `args:`, `labels:` as a mapping or a list of `NAME=value`. */
export function readEnvironment(
  node: YamlNode | null,
  place: ServicePlace,
): Map<string, { readonly value: ComposeText | null; readonly at: FileSpan }> {
  const found = new Map<string, { value: ComposeText | null; at: FileSpan }>();
  if (node?.kind === "mapping") {
    for (const { key, keySpan, value } of node.entries) {
      const at = inFile(place.source.path, {
        start: Math.min(keySpan.start, value.span.start),
        end: Math.max(keySpan.end, value.span.end),
      });
      found.set(key, { value: textAt(value, place), at });
    }
  } else if (node?.kind === "sequence") {
    for (const item of node.items) {
      const text = textAt(item, place);
      if (text === null) continue;
      const equals = text.text.indexOf("=");
      const name = equals < 0 ? text.text : text.text.slice(0, equals);
      found.set(name, { value: equals < 0 ? null : restOf(text, equals + 1), at: text.at });
    }
  }
  return found;
}

/** The text from `from` on, with what is known of it. */
function restOf(text: ComposeText, from: number): ComposeText {
  const open = text.open.slice(from);
  const isOpen = open.includes(true);
  return {
    ...text,
    text: text.text.slice(from),
    starts: text.starts.slice(from),
    open,
    missing: isOpen ? text.missing : [],
    variables: isOpen ? text.variables : [],
  };
}

function readEnvFiles(node: YamlNode | null, place: ServicePlace): EnvFileConfig[] {
  if (node === null || node.tag === "!reset") return [];
  const items = node.kind === "sequence" ? node.items : [node];
  return items.flatMap((item): EnvFileConfig[] => {
    const at = inFile(place.source.path, item.span);
    const short = textAt(item, place);
    if (short !== null)
      return [{ path: repositoryPath(likely(short), place.base), required: true, raw: false, at }];
    if (item.kind !== "mapping") return [];
    const path = repositoryPath(likely(textAt(valueAt(item, "path"), place)), place.base);
    const required = likely(textAt(valueAt(item, "required"), place)) !== "false";
    const raw = likely(textAt(valueAt(item, "format"), place)) === "raw";
    return [{ path, required, raw, at }];
  });
}

function readFlag(entry: YamlEntry | null, place: ServicePlace): ServiceConfig["readOnly"] {
  if (entry === null || entry.value.tag === "!reset") return null;
  const text = likely(textAt(entry.value, place));
  const at = inFile(place.source.path, { start: entry.keySpan.start, end: entry.value.span.end });
  return { value: text === null ? null : /^(?:true|yes|on|y|1)$/i.test(text), at };
}

function readLogging(entry: YamlEntry | null, place: ServicePlace): LoggingConfig | null {
  const node = entry?.value;
  if (entry === null || node?.kind !== "mapping" || node.tag === "!reset") return null;
  const options = new Map<string, string>();
  const written = valueAt(node, "options");
  if (written?.kind === "mapping") {
    for (const { key, value } of written.entries) {
      const text = likely(textAt(value, place));
      if (text !== null) options.set(key, text);
    }
  }
  // An alias has the place of its anchor, which may come first.
  const end = node.span.start >= entry.keySpan.start ? node.span.end : entry.keySpan.end;
  const at = inFile(place.source.path, { start: entry.keySpan.start, end });
  return {
    driver: valueAt(node, "driver") === null ? null : (likely(textAt(valueAt(node, "driver"), place)) ?? ""),
    options,
    at,
  };
}

/** `8000`, `80:8000`, `127.0.0.1:80:8000/tcp`, `{target: 8000, published: 80}`. A range counts with its first port. */
function readPorts(
  node: YamlNode | null,
  place: ServicePlace,
): { inside: number; published: string | null }[] {
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item) => {
    if (item.kind === "mapping") {
      const inside = numberOf(valueAt(item, "target"), place);
      return inside === null
        ? []
        : [{ inside, published: likely(textAt(valueAt(item, "published"), place)) }];
    }
    const text = likely(textAt(item, place));
    if (text === null) return [];
    const parts = (text.split("/")[0] ?? "").split(":");
    const inside = Number.parseInt(parts.at(-1) ?? "", 10);
    return Number.isInteger(inside)
      ? [{ inside, published: parts.length > 1 ? (parts.at(-2) ?? null) : null }]
      : [];
  });
}

function numberOf(node: YamlNode | null, place: ServicePlace): number | null {
  const text = likely(textAt(node, place));
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function hostsOf(name: string, node: YamlNode, place: ServicePlace): string[] {
  const hosts = new Set([
    name,
    ...textsOf(valueAt(node, "container_name"), place),
    ...textsOf(valueAt(node, "hostname"), place),
  ]);
  const networks = valueAt(node, "networks");
  if (networks?.kind === "mapping") {
    for (const { value } of networks.entries)
      for (const alias of textsOf(valueAt(value, "aliases"), place)) hosts.add(alias);
  }
  return [...hosts];
}

function readExtends(entry: YamlEntry | null, place: ServicePlace): ServiceConfig["extends"] {
  if (entry === null) return null;
  const at = inFile(place.source.path, { start: entry.keySpan.start, end: entry.value.span.end });
  const short = likely(textAt(entry.value, place));
  if (short !== null) return { service: short, file: null, at };
  const service = likely(textAt(valueAt(entry.value, "service"), place));
  const file = likely(textAt(valueAt(entry.value, "file"), place));
  return service === null
    ? null
    : { service, file: file === null ? null : repositoryPath(file, place.base), at };
}
