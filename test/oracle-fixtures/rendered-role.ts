import { existsSync, readFileSync } from "node:fs";

/** One site of the list that `fixtures/templates` goes through; the inventory holds it, not the role. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ["site.name", "shop"],
  ["site.socket", "/run/shop.sock"],
];

/** The variables of `defaults/main.yml` of a role, where it has one, and those that Ansible gives. */
function variablesOf(defaults: string): ReadonlyMap<string, string> {
  const values = new Map([["ansible_managed", "Ansible managed"], ...ELEMENTS]);
  const text = existsSync(defaults) ? readFileSync(defaults, "utf8") : "";
  for (const [, name = "", value = ""] of text.matchAll(/^(\w+): "?([^"\n]*)"?$/gm)) values.set(name, value);
  return values;
}

/**
 * A template as Ansible would write it with the role's defaults, for what the fixtures use of Jinja: variables, `default`, blocks under a variable,
 * and loops, which have one element. Where something else is left, it throws.
 */
export function rendered(text: string, defaults: string): string {
  const values = variablesOf(defaults);
  let out = text
    .replace(
      /^\{% if (\w+)(?: is defined)? %\}\n([^]*?)^\{% endif %\}\n/gm,
      (_, name: string, body: string) => (values.has(name) ? body : ""),
    )
    .replace(/^\{% (?:for \w+ in \w+|endfor) %\}\n/gm, "");
  // A default may name another variable.
  for (let round = 0; round < 2; round++)
    out = out.replace(
      /\{\{ ([\w.]+)(?: \| default\('(\w+)'\))? \}\}/g,
      (whole, name: string, otherwise?: string) => values.get(name) ?? otherwise ?? whole,
    );
  if (/\{[{%]/.test(out)) throw new Error(`not rendered: ${out}`);
  return out;
}
