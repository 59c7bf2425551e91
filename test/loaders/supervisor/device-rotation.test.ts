import { expect, it } from "vitest";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

/** supervisor 4.2.5: `stdout_logfile_maxbytes` is 50 MB unless written, and `0` turns the rotation off. */
it.each([
  ["stdout_logfile=/var/log/shop.log", [["/var/log/shop.log", "itself"]]],
  ["stdout_logfile=/var/log/shop.log\nstdout_logfile_maxbytes=0", []],
  ["stdout_logfile=/dev/stdout", [["/dev/stdout", "no"]]],
  ["stdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=10MB", [["/dev/fd/1", "no"]]],
  ["stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0", []],
  ["stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=%(ENV_MAX)s", []],
  ["stderr_logfile=/dev/stderr", [["/dev/stderr", "no"]]],
  ["redirect_stderr=true\nstderr_logfile=/dev/stderr", []],
  ["stdout_logfile=/dev/null", []],
])("%s", (lines, expected) => {
  const text = `[program:shop]\ncommand=gunicorn shop.wsgi\n${lines}\n`;
  const { stacks } = loadStacks({ fs: memoryFileSystem({ "supervisord.conf": text }), paths: ["."] });
  const rotations = stacks.flatMap((stack) => stack.rotations);
  expect(rotations.map(({ pattern, reopens }) => [pattern, reopens])).toEqual(expected);
});
