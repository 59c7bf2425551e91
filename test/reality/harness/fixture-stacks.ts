import { filesBelow } from "./scratch.ts";
import type { RealStack } from "./reality.ts";

/** The example deployments that hold an nginx.conf, a gunicorn.conf.py and a Django project. */
export function fixtureStacks(): RealStack[] {
  return ["blog", "blog-files", "blog-broken"].map((name) => ({
    name: `fixtures/${name}`,
    files: filesBelow(`fixtures/${name}`),
  }));
}
