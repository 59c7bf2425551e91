import type { AccessLog, LogFormat, NginxContext, NginxDirective, NginxInstance } from "./nginx.ts";
import { isForDevelopment } from "./purpose.ts";
import type { Stack } from "./stack.ts";

/** A context with what lies around it, outermost first. */
export interface PlacedContext {
  readonly context: NginxContext;
  readonly around: readonly NginxContext[];
}

/** Every context of an nginx, in the order in which they open. */
export function contextsOf(nginx: NginxInstance): PlacedContext[] {
  const found: PlacedContext[] = [];
  const open: PlacedContext[] = [{ context: nginx.root, around: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    const around = [...next.around, next.context];
    for (const child of next.context.children.toReversed()) open.push({ context: child, around });
  }
  return found;
}

const PASSES = new Set(["proxy_pass", "uwsgi_pass", "fastcgi_pass", "scgi_pass", "grpc_pass"]);

/** The directive that hands the requests of this very context to a backend; in an `if` inside it too. */
export function passOf(context: NginxContext): NginxDirective | null {
  const own = context.directives.find((directive) => PASSES.has(directive.name));
  if (own !== undefined) return own;
  const inner = context.children.filter((child) => child.kind === "if" || child.kind === "limit_except");
  for (const child of inner) {
    const pass = child.directives.find((directive) => PASSES.has(directive.name));
    if (pass !== undefined) return pass;
  }
  return null;
}

/** The last directive of that name written in the context itself. */
export function directiveIn(context: NginxContext, name: string): NginxDirective | undefined {
  return context.directives.findLast((directive) => directive.name === name);
}

/** How people name the context: `location = /healthz`, `server blog.example.com`, `http`. */
export function nameOfContext(context: NginxContext): string {
  if (context.kind === "server") {
    const names = directiveIn(context, "server_name")?.args.map((arg) => arg.value) ?? [];
    return names[0] === undefined || names[0] === "" ? "this server" : `server ${names[0]}`;
  }
  const words = [context.name === "" ? context.kind : context.name, ...context.args];
  const name = words.join(" ");
  return name.length > 60 ? `${name.slice(0, 57)}...` : name;
}

const QUIET_NAME =
  /^(?:health\w*|healthz?|livez?|liveness|ready|readyz|readiness|startupz?|ping|status|up|alive|heartbeat|__heartbeat__|__lbheartbeat__|lbheartbeat|metrics|nginx_status|stub_status|basic_status|server-status|fpm-status|probe|monitor(?:ing)?|favicon\.\w+|robots\.txt|sitemap\w*\.xml(?:\.gz)?|apple-touch-icon\S*|browserconfig\.xml|manifest\.json|site\.webmanifest|\.well-known|acme-challenge|static\w*|media|assets?|images?|img|css|js|fonts?|icons?|uploads?|dist|build|_next|__debug__)$/i;
const QUIET_EXTENSION = /\b(?:css|js|png|gif|ico|svg|woff2?|webp|ttf|jpg|jpeg)\b/i;

/**
 * True for a location whose requests people leave out of the access log with good reason: static files, favicon and
 * robots, health and status checks, metrics, ACME challenges.
 */
export function isQuietLocation(context: NginxContext): boolean {
  if (context.kind !== "location") return false;
  const path = context.args.at(-1) ?? "";
  const modifier = context.args.length > 1 ? context.args[0] : "";
  if (modifier?.startsWith("~") === true && QUIET_EXTENSION.test(path)) return true;
  // `^/(api|static)/` serves more than static files: every alternative has to be quiet.
  return path
    .slice(0, 300)
    .split("|")
    .every((way) => way.split(/[/^$()?=~]+/).some((part) => QUIET_NAME.test(part.replaceAll("\\", ""))));
}

/** The definition that an access_log uses, undefined for combined and for one that is not here. */
export function formatOf(nginx: NginxInstance, log: AccessLog): LogFormat | undefined {
  return nginx.formats.find((format) => format.name === log.formatName);
}

/** Formats that some access_log uses; all of them where what uses them may not be here. */
export function usedFormats(nginx: NginxInstance): readonly LogFormat[] {
  if (nginx.scope !== "main" || !nginx.complete) return nginx.formats;
  const used = new Set(
    contextsOf(nginx).flatMap(({ context }) => context.accessLogs.map((log) => log.formatName)),
  );
  return nginx.formats.filter((format) => used.has(format.name));
}

/** Jinja and ERB can leave out any line, so that two lines of one block need not be there at once. */
export function hasBranches(nginx: NginxInstance): boolean {
  return nginx.template !== null && nginx.template !== "envsubst" && nginx.template !== "python";
}

/** True when the file is for development or tests, where what production needs is no fault. */
export function isFileForDevelopment(stack: Stack, file: string): boolean {
  const purpose = stack.files.find((each) => each.file === file)?.purpose ?? stack.purpose;
  return isForDevelopment(purpose) || isForDevelopment(stack.purpose);
}
