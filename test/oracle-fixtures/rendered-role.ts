import { readFileSync } from "node:fs";

/** The variables of `defaults/main.yml` of a role, and the one that Ansible itself gives. */
function defaultsOf(file: string): ReadonlyMap<string, string> {
  const values = new Map([["ansible_managed", "Ansible managed"]]);
  for (const [, name = "", value = ""] of readFileSync(file, "utf8").matchAll(/^(\w+): "?([^"\n]*)"?$/gm))
    values.set(name, value);
  return values;
}

/**
 * A template as Ansible would write it with the role's defaults, for what the fixtures use of Jinja: variables, and blocks under a variable that
 * has no default. Where something else is left, it throws.
 */
export function rendered(text: string, defaults: string): string {
  const values = defaultsOf(defaults);
  let out = text.replace(/^\{% if (\w+)(?: is defined)? %\}\n([^]*?)^\{% endif %\}\n/gm, (_, name, body) =>
    values.has(String(name)) ? String(body) : "",
  );
  // A default may name another variable.
  for (let round = 0; round < 2; round++)
    out = out.replace(/\{\{ (\w+) \}\}/g, (whole, name: string) => values.get(name) ?? whole);
  if (/\{[{%]/.test(out)) throw new Error(`not rendered: ${out}`);
  return out;
}
