import { contextsOf, passOf } from "../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxInstance } from "../../src/model/nginx.ts";
import type { Stack } from "../../src/model/stack.ts";
import type { FileSpan } from "../../src/text/span.ts";

/** The gunicorns that the requests of a context reach; empty when any of its targets is not known to be one. */
export function backendsOf(stack: Stack, nginx: NginxInstance, context: NginxContext): string[] {
  const pass = passOf(context);
  if (pass === null) return [];
  const to = (span: FileSpan): string | undefined =>
    stack.links.find(
      ({ from }) => from.file === span.file && span.start <= from.start && from.end <= span.end,
    )?.to;
  const host = /^(?:\w+:\/\/)?([^/:]+)/.exec(pass.args[0]?.value ?? "")?.[1];
  const upstream = contextsOf(nginx).find(
    (each) => each.context.kind === "upstream" && each.context.args[0] === host,
  );
  const targets =
    upstream === undefined ? [pass] : upstream.context.directives.filter((each) => each.name === "server");
  const found = targets.map((target) => to(target.at));
  return found.every((each) => each !== undefined) ? found : [];
}
