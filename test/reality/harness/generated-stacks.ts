import { GUNICORN_VARIANTS } from "./gunicorn-variants.ts";
import { journalStacks } from "./journal-stacks.ts";
import { LOGGING_VARIANTS } from "./logging-variants.ts";
import { moreStacks } from "./more-stacks.ts";
import { NGINX_VARIANTS } from "./nginx-variants.ts";
import type { RealStack } from "./reality.ts";
import { SETTINGS, SITE } from "./site.ts";
import { supervisorStacks } from "./supervisor-stacks.ts";
import { uvicornStacks } from "./uvicorn-stacks.ts";

function stackOf(logging: string, gunicorn: string, nginx: string | null, index: number): RealStack {
  const variant = nginx === null ? undefined : NGINX_VARIANTS[nginx];
  return {
    name: [logging, gunicorn, ...(nginx === null ? [] : [nginx])].join(" · "),
    stdio: index % 2 === 0 ? "file" : "pipe",
    ...(variant?.requests === undefined ? {} : { requests: variant.requests }),
    files: {
      ...SITE,
      "blog/settings.py": SETTINGS + (LOGGING_VARIANTS[logging] ?? ""),
      "gunicorn.conf.py": `wsgi_app = "blog.wsgi:application"\n${GUNICORN_VARIANTS[gunicorn] ?? ""}`,
      ...(variant === undefined ? {} : { "nginx.conf": variant.text }),
    },
  };
}

/** Pairs that decide something together, beside those that the turning wheels bring. */
const CHOSEN: readonly (readonly [string, string])[] = [
  ["root only, flag omitted", "preloaded"],
  ["root only, flag on", "both to files"],
  ["gunicorn named", "both to files"],
  ["gunicorn named", "preloaded"],
  ["gunicorn.access named", "defaults"],
  ["gunicorn.access named", "both to files"],
  ["gunicorn.error kept, flag on", "logconfig_dict for its own"],
  ["no LOGGING", "logconfig_dict with other loggers"],
  ["root only, flag omitted", "logconfig_dict with other loggers"],
  ["basicConfig", "logconfig_dict of formatters"],
  ["LOGGING_CONFIG None", "logconfig_dict that names gunicorn"],
  ["root without level", "logconfig_dict with quiet access"],
];

/** UvicornWorker shares gunicorn's handlers with uvicorn's loggers. */
const UVICORN: readonly (readonly [string, string])[] = [
  ["no LOGGING", "both to files"],
  ["root only, flag omitted", "access to stdout"],
  ["root only, flag off", "defaults"],
  ["gunicorn named", "both to files"],
  ["gunicorn.access named", "access to stdout"],
];

/** At least 60 stacks: every LOGGING, every gunicorn.conf.py and every nginx.conf at least twice, in ever other company. */
export function generatedStacks(): RealStack[] {
  const loggings = Object.keys(LOGGING_VARIANTS);
  const gunicorns = Object.keys(GUNICORN_VARIANTS);
  const nginxes = Object.keys(NGINX_VARIANTS);
  const at = (names: readonly string[], index: number): string => names[index % names.length] ?? "";
  const count = 2 * Math.max(loggings.length, gunicorns.length, nginxes.length);
  const stacks: RealStack[] = [];
  for (let index = 0; index < count; index++) {
    const turn = Math.floor(index / loggings.length);
    stacks.push(
      stackOf(at(loggings, index), at(gunicorns, index + 5 * turn), at(nginxes, index + 3 * turn), index),
    );
  }
  for (const [logging, gunicorn] of CHOSEN) stacks.push(stackOf(logging, gunicorn, null, stacks.length));
  for (const [logging, gunicorn] of UVICORN) {
    const stack = stackOf(logging, gunicorn, null, stacks.length);
    const conf = `wsgi_app = "blog.asgi:application"\nworker_class = "uvicorn.workers.UvicornWorker"\n${GUNICORN_VARIANTS[gunicorn] ?? ""}`;
    stacks.push({
      ...stack,
      name: `${stack.name} · uvicorn`,
      files: { ...stack.files, "gunicorn.conf.py": conf },
    });
  }
  return [...stacks, ...supervisorStacks(), ...journalStacks(), ...moreStacks(), ...uvicornStacks()];
}
