import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, directiveIn, hasBranches } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxInstance } from "../../../src/model/nginx.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { listensOf, nameOfListen } from "../listens.ts";
import { firstSight } from "../places.ts";

export default defineRule({
  id: "nginx/vhost-shadowed",
  since: "0.1.0",
  layer: "nginx",
  summary: "a server whose name an earlier server already has on the same port",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    named: {
      what: "{name} is served on {listen} by the server in {file} already, so nginx ignores it here.",
      why: "nginx says so in a warning at start only; requests for it never reach this block, and its access_log stays empty.",
      instead: "Keep one server for the name; move backup copies out of the included directory.",
    },
    nameless: {
      what: "A server without server_name stands on {listen} in {file} already, so nginx never uses this one.",
      why: "nginx says so in a warning at start only; no request reaches this block, and its access_log stays empty.",
      instead: "Give it a server_name or a port of its own, or remove it.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/ngx_http.c, ngx_http_server_names (conflicting server name ... ignored)",
    "nginx documentation: server_name",
  ],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      for (const { server, name, key, earlier } of shadowed(nginx)) {
        const at = placeOfName(server, name);
        if (!isNew(at)) continue;
        const data = { name, listen: nameOfListen(key), file: earlier.at.file };
        const related = [{ ...placeOfName(earlier, name), label: "this server has the requests" }];
        report({ message: name === "" ? "nameless" : "named", at, related, data });
      }
    }
  },
});

interface Shadow {
  readonly server: NginxContext;
  readonly name: string;
  readonly key: string;
  readonly earlier: NginxContext;
}

/** One for each server that loses a name to an earlier one. */
function shadowed(nginx: NginxInstance): readonly Shadow[] {
  const owners = new Map<string, NginxContext>();
  const found: Shadow[] = [];
  const servers = contextsOf(nginx).filter(({ context }) => context.kind === "server");
  for (const { context: server } of servers) {
    const listens = listensOf(server);
    const names = namesOf(server);
    if (listens === null || names === null) continue;
    let lost: Shadow | null = null;
    for (const { key } of listens) {
      for (const name of names) {
        const pair = `${key} ${name}`;
        const earlier = owners.get(pair);
        if (earlier === undefined) owners.set(pair, server);
        else if (lost === null && earlier !== server && !isSameBlock(earlier, server))
          lost = { server, name, key, earlier };
      }
    }
    if (lost !== null) found.push(lost);
  }
  return found;
}

/** A file that is included twice gives the same block twice, which loses nothing. */
function isSameBlock(a: NginxContext, b: NginxContext): boolean {
  return a.at.file === b.at.file && a.at.start === b.at.start;
}

/** Names in lower case; expressions never conflict. Null when one is not known. */
function namesOf(server: NginxContext): readonly string[] | null {
  const written = server.directives.filter((directive) => directive.name === "server_name");
  const names = written.flatMap((directive) => directive.args);
  if (names.some((name) => name.placeholder || (name.value.includes("$") && !name.value.startsWith("~"))))
    return null;
  if (written.length === 0) return [""];
  return names.map((name) => name.value.toLowerCase()).filter((name) => !name.startsWith("~"));
}

function placeOfName(server: NginxContext, name: string): FileSpan {
  const names = server.directives.filter((directive) => directive.name === "server_name");
  const arg = names.flatMap((directive) => directive.args).find((each) => each.value.toLowerCase() === name);
  return arg?.at ?? directiveIn(server, "server_name")?.at ?? server.at;
}
