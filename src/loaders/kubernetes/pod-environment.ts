import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchEnvironment } from "../../model/launch.ts";
import { valueAt } from "../../read/yaml/lookup.ts";
import type { YamlNode } from "../../read/yaml/tree.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { certainText, itemsOf, mapOf, placeIn, textOf, type ConfigMaps } from "./manifests.ts";

/**
 * The variables of a container: `envFrom` in order, then `env` over them. Never complete: Kubernetes adds variables for every service of the
 * namespace, such as `WEB_PORT` (Kubernetes docs, "Accessing the Service").
 */
export function podEnvironment(container: YamlNode, source: SourceFile, maps: ConfigMaps): LaunchEnvironment {
  const values = Object.create(null) as Record<string, Fact<string>>;
  for (const item of itemsOf(valueAt(container, "envFrom"))) {
    const name = textOf(valueAt(item, "configMapRef", "name"));
    const prefix = certainText(valueAt(item, "prefix")) ?? "";
    for (const [key, { scalar, source: from }] of (name === null ? undefined : maps.get(name)) ?? []) {
      const at = placeIn(from, scalar);
      values[prefix + key] = scalar.placeholder
        ? unknownFact("a template placeholder", at)
        : setFact(scalar.text, at, "environment", [placeIn(source, item)]);
    }
  }
  for (const item of itemsOf(valueAt(container, "env"))) {
    const name = certainText(valueAt(item, "name"));
    if (name !== null) values[name] = valueOf(item, source, maps, values);
  }
  return { values, complete: false };
}

function valueOf(
  item: YamlNode,
  source: SourceFile,
  maps: ConfigMaps,
  before: Readonly<Record<string, Fact<string>>>,
): Fact<string> {
  const at = placeIn(source, item);
  const written = valueAt(item, "value");
  if (written?.kind === "scalar") {
    if (written.placeholder) return unknownFact("a template placeholder", at);
    const text = expandReferences(textOf(written) ?? "", before);
    return text === null
      ? unknownFact("it depends on a variable that is not known", at)
      : setFact(text, at, "environment");
  }
  const ref = mapOf(valueAt(item, "valueFrom", "configMapKeyRef"));
  const found = maps.get(ref.get("name") ?? "")?.get(ref.get("key") ?? "");
  if (found !== undefined && !found.scalar.placeholder) {
    return setFact(found.scalar.text, placeIn(found.source, found.scalar), "environment", [at]);
  }
  if (valueAt(item, "valueFrom") === null) return setFact("", at, "environment");
  return unknownFact("it comes from a secret, a field or a map that is not here", at);
}

/**
 * `$(NAME)` of `command`, `args` and `value`; `$$(NAME)` is `$(NAME)`, and a name that is not set stays as it is. Null when a value is not known.
 */
export function expandReferences(
  text: string,
  values: Readonly<Record<string, Fact<string>>>,
): string | null {
  let result = "";
  let done = 0;
  for (const match of text.matchAll(/\$(\$|\(([A-Za-z_][\w.-]*)\))/g)) {
    result += text.slice(done, match.index);
    done = match.index + match[0].length;
    const name = match[2];
    if (name === undefined) {
      result += "$";
      continue;
    }
    const fact = Object.hasOwn(values, name) ? values[name] : undefined;
    if (fact === undefined) result += match[0];
    else if (fact.state === "set" || fact.state === "default") result += fact.value;
    else return null;
  }
  return result + text.slice(done);
}
