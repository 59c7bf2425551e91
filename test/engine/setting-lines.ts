import type { Stack } from "../../src/index.ts";
import type { NginxContext, NginxInstance } from "../../src/model/nginx.ts";

/**
 * Every setting of the stacks as a line, what is written and what takes effect, without its place in a file: a change shows as lines that come
 * and lines that go.
 */
export function settingLines(stacks: readonly Stack[]): string[] {
  return stacks.flatMap((stack) => [
    ...stack.nginx.flatMap(nginxLines),
    ...stack.gunicorn.flatMap(({ name, app, command, settings, ignoredNames, accessFormat }) => [
      ...leaves(`gunicorn ${name}`, { app, command, format: accessFormat?.text ?? null }),
      ...leaves(`gunicorn ${name} setting`, settings),
      ...ignoredNames.map((ignored) => `gunicorn ${name} ignores ${ignored.name}`),
    ]),
    ...stack.django.flatMap(({ settings, config, tree, problems, ...project }) => [
      ...leaves(`django ${settings}`, { ...project, packages: [], gaps: [] }),
      ...leaves(`django ${settings} LOGGING`, config),
      ...leaves(`django ${settings} tree`, tree),
      ...problems.map(({ message }) => `django ${settings} refuses ${message}`),
    ]),
    ...stack.processes.flatMap(({ name, command, user, cwd, stdout, stderr, environment }) =>
      leaves(`process ${name}`, { command, user, cwd, stdout, stderr, environment }),
    ),
    ...stack.rotations.flatMap((rotation) => leaves(`rotation ${rotation.pattern}`, rotation)),
    ...stack.links.map(({ address, to }) => `link ${address} ${to}`),
    ...(stack.lostStanzas ?? []).map(({ patterns }) => `lost ${patterns.join(" ")}`),
  ]);
}

/** The lines of one that the other lacks, each as often as it lacks it: `-` for what goes, `+` for what comes. */
export function lineChanges(before: readonly string[], after: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of before) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of after) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([line, count]) => `${count < 0 ? "-" : "+"}${line}`)
    .sort();
}

function nginxLines({ root, problems, user, complete }: NginxInstance): string[] {
  const lines = problems.map(({ message }) => `nginx refuses ${message}`);
  lines.push(...leaves("nginx", { user, complete }));
  const waiting: { readonly context: NginxContext; readonly path: string }[] = [
    { context: root, path: "nginx" },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { context, path } = next;
    for (const { name, args } of context.directives)
      lines.push(`${path}: ${[name, ...args.map(({ value }) => value)].join(" ")}`);
    const access = context.effectiveAccess;
    if (access.state !== "set") lines.push(`${path} access ${access.state}`);
    else
      for (const log of access.logs)
        lines.push(...leaves(`${path} access ${log.target.value}`, { ...log, target: null, format: null }));
    for (const { target, level } of context.effectiveError)
      lines.push(`${path} errors ${target ?? "compiled in"} ${level}`);
    for (const child of context.children)
      waiting.push({ context: child, path: `${path} > ${[child.name, ...child.args].join(" ")}` });
  }
  return lines;
}

/** Every leaf of a value as `path=value`. Members of a list go by their name, where they have one; places are left out. */
function leaves(top: string, whole: unknown): string[] {
  const lines: string[] = [];
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: top, value: whole }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value } = next;
    if (typeof value !== "object" || value === null)
      lines.push(`${path}=${value === undefined ? "" : JSON.stringify(value)}`);
    else if ("start" in value && "file" in value) continue;
    else if (isFact(value)) waiting.push({ path, value: "value" in value ? value.value : value.state });
    else {
      for (const [key, item] of Object.entries(value)) {
        if (key === "via" || key === "line" || key === "column") continue;
        const name: unknown = Array.isArray(value) ? (item as { name?: unknown } | null)?.name : key;
        waiting.push({ path: `${path}.${typeof name === "string" ? name : ""}`, value: item });
      }
    }
  }
  return lines;
}

function isFact(value: object): value is { state: string; value?: unknown } {
  return "state" in value && ("value" in value || "why" in value);
}
