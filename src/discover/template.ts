import { LOOK } from "./nginx-text.ts";

/** Endings of files that are made into configuration by something else; the language they tell, "" when they do not. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["j2", "jinja"],
  ["jinja", "jinja"],
  ["jinja2", "jinja"],
  ["erb", "erb"],
  ["template", ""],
  ["tmpl", ""],
  ["tpl", ""],
  ["ctmpl", ""],
  ["gotmpl", ""],
  ["in", ""],
  ["example", ""],
  ["sample", ""],
  ["dist", ""],
  ["default", ""],
]);

/** A file name without the endings of templates and samples: `nginx.conf` of `nginx.conf.template`. */
export function bareName(name: string): string {
  let bare = name;
  for (let dot = bare.lastIndexOf("."); dot > 0; dot = bare.lastIndexOf(".")) {
    if (!ENDINGS.has(bare.slice(dot + 1).toLowerCase())) break;
    bare = bare.slice(0, dot);
  }
  return bare;
}

/** "jinja", "erb" or "envsubst" when the name or the text says that the file is a template. */
export function templateOf(name: string, text: string): string | undefined {
  const ending = ENDINGS.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  if (ending !== undefined && ending !== "") return ending;
  if (ending === undefined) return undefined;
  const head = text.slice(0, LOOK);
  if (head.includes("<%")) return "erb";
  if (head.includes("{{") || head.includes("{%")) return "jinja";
  return head.includes("${") ? "envsubst" : undefined;
}
