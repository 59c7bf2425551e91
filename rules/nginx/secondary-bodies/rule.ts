import { defineRule } from "../../../src/engine/rule.ts";
import { directiveIn, nameOfContext } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext } from "../../../src/model/nginx.ts";
import { firstSight, productionContexts } from "../places.ts";
import { append } from "../../../src/text/append.ts";

export default defineRule({
  id: "nginx/secondary-bodies",
  since: "0.1.0",
  layer: "nginx",
  summary: "client_body_in_file_only on keeps every request body on disk",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    kept: {
      what: "client_body_in_file_only on in {place} keeps the body of every request in a file, for ever.",
      why: "Passwords and uploads of all users pile up in nginx's temporary folder, which nothing rotates or empties.",
      instead: "Write client_body_in_file_only clean, which removes each file after its request, or off.",
    },
  },
  references: ["nginx documentation: client_body_in_file_only"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context, around } of productionContexts(stack)) {
      const directive = directiveIn(context, "client_body_in_file_only");
      if (directive?.args[0]?.value !== "on" || directive.args[0].placeholder) continue;
      if ([...around, context].some(handsFileOn) || handsFileBelow(context) || !isNew(directive.at)) continue;
      report({ message: "kept", at: directive.at, data: { place: nameOfContext(context) } });
    }
  },
});

/** The application is told the file's name, so that it can move or remove it. */
function handsFileOn(context: NginxContext): boolean {
  return context.directives.some(
    ({ name, args }) => name === "include" || args.some((arg) => arg.value.includes("$request_body_file")),
  );
}

function handsFileBelow(context: NginxContext): boolean {
  const within = [...context.children];
  for (let next = within.pop(); next !== undefined; next = within.pop()) {
    if (handsFileOn(next)) return true;
    append(within, next.children);
  }
  return false;
}
