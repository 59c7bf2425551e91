import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { group, groups, nginx, read, remove, scratchOf, type Scratch } from "./scratch-nginx.ts";
import { whileServing } from "./while-serving.ts";

const open: Scratch[] = [];
afterEach(() => {
  for (const scratch of open.splice(0)) remove(scratch);
});

async function prepare(
  rule: string,
  title: string,
  change = (text: string): string => text,
): Promise<Scratch> {
  const { files } = group(rule, title);
  const changed = Object.entries(files).map(([file, text]) => [file, change(text)]);
  const scratch = await scratchOf(Object.fromEntries(changed) as Record<string, string>);
  open.push(scratch);
  return scratch;
}

function linesWith(scratch: Scratch, file: string, marker: string): string[] {
  return (read(scratch, file) ?? "").split("\n").filter((line) => line.includes(marker));
}

describe.skipIf(nginx === null)("what the nginx rules of the second tier say, done by nginx", () => {
  const whole = groups("vhost-shadowed").filter(({ files }) => Object.keys(files).includes("nginx.conf"));
  it.each(whole.map((each) => [`${each.kind}: ${each.title}`, each] as const))(
    "vhost-shadowed: nginx warns of a conflicting name exactly where the rule does (%s)",
    async (_, { kind, title }) => {
      const scratch = await prepare("vhost-shadowed", title, (text) =>
        text.replaceAll(/(listen (?:\S+:)?)80\b/g, (_whole, head: string) => `${head}18080`),
      );
      const run = spawnSync(
        nginx ?? "",
        ["-t", "-e", "stderr", "-p", scratch.directory, "-c", scratch.main],
        { encoding: "utf8" },
      );
      expect(run.status).toBe(0);
      // The same file twice is a conflict for nginx too; it costs nothing there.
      const harmless = title === "One file, included twice";
      expect(run.stderr.includes("conflicting server name")).toBe(kind === "bad" || harmless);
    },
  );

  it("vhost-shadowed: the second server's log stays empty", async () => {
    const scratch = await prepare("vhost-shadowed", "A copy in sites-enabled");
    await whileServing(scratch, async ({ get }) => {
      await get("/marker", { host: "shop.example.com" });
    });
    expect(linesWith(scratch, "log/old.log", "/marker")).toHaveLength(1);
    expect(read(scratch, "log/shop.log")).toBe("");
  });

  it("buffer-without-flush: the line is not there while nginx runs, also of a plain log on the same file", async () => {
    const scratch = await prepare("buffer-without-flush", "A buffer alone", (text) =>
      text.replace("location /", "access_log /var/log/nginx/access.log;\nlocation /"),
    );
    await whileServing(scratch, async ({ get }) => {
      await get("/marker");
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(read(scratch, "log/access.log")).toBe("");
    });
    expect(linesWith(scratch, "log/access.log", "/marker")).toHaveLength(1);
  });

  it("buffer-without-flush: with flush= it is", async () => {
    const scratch = await prepare("buffer-without-flush", "A buffer alone", (text) =>
      text.replace("buffer=64k", "buffer=64k flush=100ms"),
    );
    await whileServing(scratch, async ({ get }) => {
      await get("/marker");
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(linesWith(scratch, "log/access.log", "/marker")).toHaveLength(1);
    });
  });

  it("default-server-unlogged: garbage is answered and leaves no line", async () => {
    const scratch = await prepare("default-server-unlogged", "A catch-all that refuses in silence", (text) =>
      text.replace(
        /\}\s*$/,
        "    server {\n        listen 80;\n        server_name shop.example.com;\n    }\n}\n",
      ),
    );
    await whileServing(scratch, async ({ get, raw }) => {
      expect(await raw("garbage\r\n\r\n")).toContain("400 Bad Request");
      await get("/marker", { host: "shop.example.com" });
    });
    expect(linesWith(scratch, "log/access.log", "garbage")).toEqual([]);
    expect(linesWith(scratch, "log/access.log", "/marker")).toHaveLength(1);
  });

  it("return-logged-elsewhere: the location's log gets nothing, the server's has the request", async () => {
    const scratch = await prepare(
      "return-logged-elsewhere",
      "A redirect server with an exception that does not work",
    );
    await whileServing(scratch, async ({ get }) => {
      expect(await get("/.well-known/acme-challenge/marker")).toBe(301);
    });
    expect(read(scratch, "log/acme.log")).toBe("");
    expect(linesWith(scratch, "log/access.log", "marker")).toHaveLength(1);
  });

  it("status-overwritten: the log says 200 or 302 of a backend that is down, $upstream_status says 502", async () => {
    const page = await prepare("status-overwritten", "A maintenance page with 200");
    await whileServing(page, async ({ get }) => {
      expect(await get("/marker")).toBe(200);
    });
    expect(linesWith(page, "log/access.log", "/marker")[0]).toMatch(/" 200 /);
    const redirect = await prepare("status-overwritten", "A redirect, in a snippet", (text) =>
      text.replace("$request_time", "up=$upstream_status"),
    );
    await whileServing(redirect, async ({ get }) => {
      expect(await get("/marker")).toBe(302);
    });
    expect(linesWith(redirect, "log/access.log", "/marker")[0]).toMatch(/" 302 up=502$/);
  });

  it("not-found-muted: the path that nginx looked for is missing from the error log", async () => {
    const quiet = (text: string): string =>
      text.replace("user www-data;", "error_log /var/log/nginx/error.log;");
    const muted = await prepare("not-found-muted", "For everything", (text) => quiet(text));
    const told = await prepare("not-found-muted", "For everything", (text) =>
      quiet(text).replace("log_not_found off;", ""),
    );
    for (const scratch of [muted, told])
      await whileServing(scratch, async ({ get }) => {
        await get("/static/marker.css");
      });
    expect(read(muted, "log/error.log")).toBe("");
    expect(read(told, "log/error.log")).toContain('"/srv/shop/static/marker.css" failed (2:');
  });

  it("subrequest-noise: rewrites fill the error log, subrequests make a second line", async () => {
    const rewrites = await prepare("subrequest-noise", "rewrite_log at a level that shows it");
    await whileServing(rewrites, async ({ get }) => {
      await get("/old/marker");
    });
    expect(linesWith(rewrites, "log/error.log", "/old/marker").length).toBeGreaterThan(1);
    const hidden = await prepare("subrequest-noise", "The level hides the rewrites");
    await whileServing(hidden, async ({ get }) => {
      await get("/old/marker");
    });
    expect(linesWith(hidden, "log/error.log", "[notice]")).toEqual([]);
    const subrequests = await prepare("subrequest-noise", "Subrequests beside the requests, in a vhost");
    await whileServing(subrequests, async ({ get }) => {
      await get("/marker");
    });
    expect(linesWith(subrequests, "log/access.log", "/marker")).toHaveLength(2);
  });

  it("gzip-name: the file is compressed whatever its name", async () => {
    const scratch = await prepare("gzip-name", "A plain name");
    await whileServing(scratch, async ({ get }) => {
      await get("/marker");
    });
    const bytes = readFileSync(join(scratch.directory, "log/access.log"));
    expect(bytes.subarray(0, 2).toString("hex")).toBe("1f8b");
    expect(gunzipSync(bytes).toString()).toContain("/marker");
  });

  it.each(["Quiet for a health checker", "A log of its own, in a snippet"])(
    "if-with-try-files: a request that matches the if gets 404 instead of the application (%s)",
    async (title) => {
      const scratch = await prepare("if-with-try-files", title);
      await whileServing(scratch, async ({ get }) => {
        expect(await get("/marker", { "user-agent": "browser" })).toBe(200);
        expect(await get("/marker", { "user-agent": "probe" })).toBe(404);
      });
    },
  );

  it("if-with-try-files: if= on the access_log loses nothing", async () => {
    const scratch = await prepare("if-with-try-files", "A condition on the log");
    await whileServing(scratch, async ({ get }) => {
      expect(await get("/marker", { "user-agent": "probe" })).toBe(200);
    });
    expect(linesWith(scratch, "log/access.log", "/marker")).toEqual([]);
  });

  it("secondary-bodies: the body stays on disk with on, and not with clean", async () => {
    const keep = (text: string): string =>
      text.replace("http {", "http {\n    client_body_temp_path bodies;\n    proxy_temp_path temporary;");
    const kept = await prepare("secondary-bodies", "Left from debugging", keep);
    const cleaned = await prepare("secondary-bodies", "Left from debugging", (text) =>
      keep(text).replace("_only on", "_only clean"),
    );
    const bodiesAfter = async (scratch: Scratch): Promise<string[]> => {
      await whileServing(scratch, async ({ get }) => {
        expect(await get("/login", {}, "password=marker")).toBe(502);
        // nginx frees a request, and removes its file, only when it sees that the client has closed the connection. A process
        // without a master that gets SIGQUIT sooner ends at once; having answered another request it has seen that.
        await get("/after");
      });
      return readdirSync(join(scratch.directory, "bodies"));
    };
    const [body] = await bodiesAfter(kept);
    expect(read(kept, `bodies/${body ?? ""}`)).toBe("password=marker");
    expect(await bodiesAfter(cleaned)).toEqual([]);
  });

  it("syslog-only: nginx opens its compiled-in file as well, at the level error", async () => {
    const scratch = await prepare("syslog-only", "Errors to syslog only", (text) =>
      text.replace("listen 80;", "listen 80;\nroot html;"),
    );
    await whileServing(
      scratch,
      async ({ get }) => {
        await get("/marker");
      },
      join(scratch.directory, "log/compiled-in.log"),
    );
    expect(read(scratch, "log/compiled-in.log")).toContain("/marker");
  });

  it("syslog-only: a request whose receiver is not there leaves no line", async () => {
    const scratch = await prepare("syslog-only", "Requests to syslog only, in a vhost");
    await whileServing(scratch, async ({ get }) => {
      expect(await get("/marker")).toBe(502);
    });
    expect(read(scratch, "log/access.log")).toBe("");
  });

  it("error-log-missing: errors go to the file that is compiled in", async () => {
    const scratch = await prepare("error-log-missing", "Nothing in the whole file", (text) =>
      text.replace("127.0.0.1:8000", "127.0.0.1:9"),
    );
    await whileServing(
      scratch,
      async ({ get }) => {
        expect(await get("/marker")).toBe(502);
      },
      join(scratch.directory, "log/compiled-in.log"),
    );
    expect(read(scratch, "log/compiled-in.log")).toContain("Connection refused");
  });

  it("error-level-reset: the server's own error_log has no notices, and has them with the level", async () => {
    const rewriting = (text: string): string =>
      text.replace("root html;", "root html;\nrewrite_log on;\nrewrite ^/old$ /new;");
    const reset = await prepare("error-level-reset", "A server below info", rewriting);
    const written = await prepare("error-level-reset", "A server below info", (text) =>
      rewriting(text).replace("shop-error.log;", "shop-error.log info;"),
    );
    for (const scratch of [reset, written])
      await whileServing(scratch, async ({ get }) => {
        await get("/old");
      });
    expect(linesWith(reset, "log/shop-error.log", "[notice]")).toEqual([]);
    expect(linesWith(written, "log/shop-error.log", "[notice]").length).toBeGreaterThan(0);
  });

  it("cache-outlives-rotation: after a rename and USR1 lines still go to the renamed file", async () => {
    const scratch = await prepare("cache-outlives-rotation", "An hour");
    await whileServing(scratch, async ({ get, reopen }) => {
      await get("/first");
      const path = join(scratch.directory, "log/shop.example.com.log");
      renameSync(path, `${path}.1`);
      await reopen();
      await get("/second");
    });
    expect(linesWith(scratch, "log/shop.example.com.log.1", "/second")).toHaveLength(1);
    expect(read(scratch, "log/shop.example.com.log")).toBeNull();
  });
});
