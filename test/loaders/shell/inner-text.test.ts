import { expect, it } from "vitest";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

/** What `run.sh` of an image starts, with its user when one is named. */
function started(script: string): string[] {
  const fs = memoryFileSystem({
    Dockerfile: 'FROM python:3.12-slim\nCOPY run.sh /run.sh\nCMD ["/run.sh"]\n',
    "run.sh": `#!/bin/sh\n${script}\n`,
  });
  return loadStacks({ fs, paths: ["."] })
    .stacks.flatMap((stack) => stack.processes)
    .map(({ command, user }) => (user.state === "set" ? `${user.value}: ${command}` : command))
    .sort();
}

/** sh(1), su(1): the text behind -c is a script of its own, after the outer shell has put its variables in, unless single quotes keep them. */
it.each([
  ['exec su -s /bin/sh web -c "exec gunicorn shop.wsgi"', ["web: gunicorn shop.wsgi"]],
  ['su web -c "cd /srv && gunicorn shop.wsgi"', ["web: gunicorn shop.wsgi"]],
  ['N=3\nsh -c "gunicorn shop.wsgi -w $N"', ["gunicorn shop.wsgi -w 3"]],
  ["export N=3\nsh -c 'gunicorn shop.wsgi -w $N'", ["gunicorn shop.wsgi -w 3"]],
  ['sh -c \'gunicorn "$0" -w "$1"\' shop.wsgi 3', ["gunicorn shop.wsgi -w 3"]],
  [
    "bash -c 'gunicorn shop.wsgi' &\nexec nginx -g 'daemon off;'",
    ["gunicorn shop.wsgi", "nginx -g 'daemon off;'"],
  ],
  ["sh -c \"sh -c 'gunicorn shop.wsgi'\"", ["gunicorn shop.wsgi"]],
])("%s", (script, expected) => {
  expect(started(script)).toEqual(expected);
});

it("ends where a script runs itself through a text", () => {
  expect(started("sh -c /run.sh\ngunicorn shop.wsgi")).toContain("gunicorn shop.wsgi");
});
