import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const program = (name: string, more = ""): string =>
  `[program:${name}]\ncommand=gunicorn ${name}.wsgi --access-logfile %(here)s/a.log\n${more}`;

/** Names of the processes, with the access log of each gunicorn. */
function processes(files: Record<string, string>): unknown[] {
  const { stacks } = loadStacks({ fs: memoryFileSystem(files), paths: ["."] });
  return stacks.flatMap((stack) =>
    stack.processes.map(({ name, cwd }) => {
      const log = stack.gunicorn.find((each) => each.name === name)?.settings["accesslog"];
      return [
        name,
        log?.state === "set" ? log.value : log?.state,
        cwd.state === "set" ? cwd.value : cwd.state,
      ];
    }),
  );
}

const DOCKERFILE =
  "FROM python:3.12-slim\nWORKDIR /app\nRUN pip install gunicorn supervisor\nCOPY deploy/supervisor /etc/supervisor\n";

describe("the files of a supervisord", () => {
  it("are what its [include] names, and %(here)s is where they lie in the container", () => {
    const files = {
      Dockerfile: `${DOCKERFILE}CMD ["supervisord", "-n", "-c", "/etc/supervisor/supervisord.conf"]\n`,
      "deploy/supervisor/supervisord.conf":
        "[supervisord]\ndirectory=/srv\n[include]\nfiles=/etc/supervisor/conf.d/*.conf\n",
      "deploy/supervisor/conf.d/web.conf": program("web"),
      "deploy/supervisor/old/web2.conf": program("web2"),
    };
    // With -n supervisord stays where it is.
    expect(processes(files)).toEqual([["web", "/etc/supervisor/conf.d/a.log", "/app"]]);
  });

  it("are not more than the first when it includes nothing", () => {
    const files = {
      Dockerfile: `${DOCKERFILE}CMD ["supervisord", "-c", "/etc/supervisor/supervisord.conf"]\n`,
      "deploy/supervisor/supervisord.conf": `[supervisord]\nnodaemon=true\n${program("web", "directory=%(here)s\n")}`,
      "deploy/supervisor/conf.d/other.conf": program("other"),
    };
    expect(processes(files)).toEqual([["web", "/etc/supervisor/a.log", "/etc/supervisor"]]);
  });

  it("leave %(here)s open where nothing starts the supervisord", () => {
    expect(processes({ "supervisor/web.conf": program("web") })).toEqual([["web", "unknown", "unknown"]]);
  });

  it("leave the directory of a supervisord open that may be a daemon or not", () => {
    const conf = `[supervisord]\ndirectory=/srv/web\n${program("web")}`;
    expect(processes({ "supervisor/supervisord.conf": conf })).toEqual([["web", "unknown", "unknown"]]);
  });
});
