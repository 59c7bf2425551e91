import { contextsOf, directiveIn } from "../model/nginx-contexts.ts";
import type { Stack } from "../model/stack.ts";

/** How a site is run: what reads its logs. */
export type Shape = "systemd" | "container" | "paas";

/** What a recommendation needs to know of a site. */
export interface Site {
  readonly shape: Shape;
  /** Short, for the names of files, units and users: `shop`. */
  readonly name: string;
  /** `shop.wsgi:application`. */
  readonly application: string;
  /** The settings module: `shop.settings`. */
  readonly settings: string;
  readonly serverName: string;
  /** What was found, for people: "gunicorn in a systemd unit". */
  readonly because: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MODULE = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** The site as far as it is seen in the stacks; the rest has names that people replace. `asked` wins over what is seen. */
export function siteOf(stacks: readonly Stack[], asked: Shape | null): Site {
  const stack = stacks.find((each) => each.purpose === "production") ?? stacks[0];
  const seen = stack === undefined ? null : shapeOf(stack);
  const settings = stack?.django.find((project) => project.purpose !== "test")?.settings ?? "";
  const safe = MODULE.test(settings) ? settings : "site.settings";
  const name = safe.split(".")[0] ?? "site";
  const application = stack?.gunicorn.map(({ app }) => app ?? "").find((app) => isApplication(app));
  return {
    shape: asked ?? seen?.shape ?? "systemd",
    name,
    application: application ?? `${name}.wsgi:application`,
    settings: safe,
    serverName: stack === undefined ? "www.example.com" : serverNameOf(stack),
    because: asked === null ? (seen?.because ?? "nothing here tells how the site is run") : "as asked",
  };
}

function shapeOf(stack: Stack): { readonly shape: Shape; readonly because: string } | null {
  const serving = stack.processes.filter(({ runs }) => runs === "gunicorn" || runs === "uvicorn");
  for (const { by, name } of serving) {
    if (by === "systemd") return { shape: "systemd", because: `${name} is a unit of systemd` };
    if (by === "container") return { shape: "container", because: `${name} runs in a container` };
    if (by === "procfile") return { shape: "paas", because: `${name} is started by a Procfile` };
  }
  return null;
}

function isApplication(app: string): boolean {
  const [module = "", object = "application"] = app.split(":", 2);
  return MODULE.test(module) && NAME.test(object);
}

function serverNameOf(stack: Stack): string {
  for (const { context } of stack.nginx.flatMap(contextsOf)) {
    if (context.kind !== "server") continue;
    const name = directiveIn(context, "server_name")?.args[0];
    if (name !== undefined && /^[a-z0-9][a-z0-9.-]{0,200}$/i.test(name.value)) return name.value;
  }
  return "www.example.com";
}
