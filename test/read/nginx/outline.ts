import type { Directive } from "../../../src/read/nginx/tree.ts";

/** Directives as `name arg arg;` and `name { ... }` on one line, so that a test reads like configuration. */
export function outline(directives: readonly Directive[]): string {
  return directives
    .map((directive) => {
      const head = [directive.name, ...directive.args.map((arg) => arg.value)].join(" ");
      if (directive.block === null) return `${head};`;
      return directive.block.length === 0 ? `${head} {}` : `${head} { ${outline(directive.block)} }`;
    })
    .join(" ");
}
