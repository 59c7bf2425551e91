import { describe, expect, it } from "vitest";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

const unit = (command: string): string => `[Service]\nWorkingDirectory=/srv/app\nExecStart=${command}\n`;

function accesslogs(files: Record<string, string>): (string | undefined)[] {
  const { stacks } = loadStacks({ fs: memoryFileSystem(files), paths: ["."] });
  return stacks.flatMap(({ gunicorn }) =>
    gunicorn.map(({ settings: { accesslog } }) =>
      accesslog?.state === "set" || accesslog?.state === "default"
        ? `${accesslog.state} ${JSON.stringify(accesslog.value)}`
        : accesslog?.state,
    ),
  );
}

describe("a config file that is named on the command line", () => {
  it("may set everything while it is not here", () => {
    expect(
      accesslogs({ "app.service": unit("/venv/bin/gunicorn -c /etc/app/gunicorn.py app.wsgi") }),
    ).toEqual(["unknown"]);
  });

  it("loses against the command line all the same", () => {
    const command = "/venv/bin/gunicorn -c /etc/app/gunicorn.py --access-logfile - app.wsgi";
    expect(accesslogs({ "app.service": unit(command) })).toEqual(['set "-"']);
  });

  it("is none without -c: the defaults hold", () => {
    expect(accesslogs({ "app.service": unit("/venv/bin/gunicorn app.wsgi") })).toEqual(["default null"]);
  });

  it("is the one template of its name where its folder is a placeholder", () => {
    const files = {
      "templates/app.service.j2": unit("{{ root }}/bin/gunicorn -c {{ root }}/gunicorn.conf.py app.wsgi"),
      "templates/gunicorn.conf.py.j2": 'accesslog = "-"\nworkers = {{ workers }}\n',
    };
    expect(accesslogs(files)).toEqual(['set "-"']);
  });
});
