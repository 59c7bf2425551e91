import { describe, expect, it } from "vitest";
import { loadRotations } from "../../../src/loaders/logrotate/load-rotations.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function verdict(body: string, globals = ""): string {
  const text = `${globals}\n/var/log/site/*.log {\n${body}\n}\n`;
  const found = loadRotations(memoryFileSystem({ "deploy/site.logrotate": text }), ["deploy/site.logrotate"]);
  return found.map((each) => `${each.pattern} ${each.reopens}`).join(", ");
}

const post = (script: string): string => `daily\nrotate 7\nsharedscripts\npostrotate\n${script}\nendscript`;

/** Derived by hand from logrotate(8) 3.21 and from the signals of gunicorn, nginx, uwsgi and supervisor. */
const TABLE: readonly [body: string, reopens: string, globals?: string][] = [
  ["daily\nrotate 7\ncompress\nmissingok\nnotifempty", "no"],
  ["weekly\ncreate 0640 app adm", "no"],
  ["daily\ncopytruncate", "copytruncate"],
  ["daily\ncopytruncate\ncreate 0640 app app", "copytruncate"],
  ["daily\ncopy", "copytruncate"],
  ["daily", "copytruncate", "copytruncate"],
  ["daily\nnocopytruncate", "no", "copytruncate"],
  ["daily\ncopytruncate\nnocopytruncate", "no"],
  [post("kill -USR1 `cat /run/gunicorn.pid`"), "signal"],
  [post("kill -USR1 $(cat /run/gunicorn.pid)"), "signal"],
  [post("[ -f /var/run/nginx.pid ] && kill -USR1 `cat /var/run/nginx.pid`"), "signal"],
  [post("if [ -f /run/nginx.pid ]; then\n  kill -USR1 `cat /run/nginx.pid`\nfi"), "signal"],
  [post("test ! -f /run/g.pid || kill -s USR1 $(cat /run/g.pid)"), "signal"],
  [post("kill -HUP $(cat /run/g.pid) || true"), "signal"],
  [post("kill -s SIGUSR1 $(cat /run/g.pid)"), "signal"],
  [post("/bin/kill -10 $(cat /run/g.pid)"), "signal"],
  [post("kill $(cat /run/g.pid)"), "signal"],
  [post("kill -0 $(cat /run/g.pid)"), "no"],
  [post("kill -WINCH $(cat /run/g.pid)"), "unknown"],
  [post("pkill -USR1 gunicorn"), "signal"],
  [post("pkill --signal USR1 -f gunicorn"), "signal"],
  [post("killall -s USR1 gunicorn"), "signal"],
  [post("systemctl kill --signal=USR1 wiki.service"), "signal"],
  [post("systemctl kill -s USR1 wiki"), "signal"],
  [post("systemctl reload nginx > /dev/null 2>/dev/null || true"), "signal"],
  [post("/usr/bin/systemctl restart gunicorn"), "signal"],
  [post("systemctl --quiet is-active nginx"), "no"],
  [post("service nginx rotate"), "signal"],
  [post("invoke-rc.d nginx rotate >/dev/null 2>&1"), "signal"],
  [post("/etc/init.d/nginx reload"), "signal"],
  [post("nginx -s reopen"), "signal"],
  [post("/usr/sbin/nginx -s reload"), "signal"],
  [post("nginx -t"), "no"],
  [post("supervisorctl restart web"), "signal"],
  [post("supervisorctl signal USR1 gunicorn"), "signal"],
  [post("docker kill --signal=USR1 web"), "signal"],
  [post("docker exec nginx nginx -s reopen"), "signal"],
  [post("docker compose -f /srv/docker-compose.yml exec -T nginx nginx -s reopen"), "signal"],
  [post("docker exec web sh -c 'kill -USR1 1'"), "signal"],
  [post("docker ps"), "no"],
  [post("sudo systemctl reload gunicorn"), "signal"],
  [post("cat /run/g.pid | xargs kill -USR1"), "signal"],
  [post("echo rotated"), "no"],
  [post("/usr/local/bin/after-rotate"), "unknown"],
  [post("touch /srv/wiki/wsgi.py"), "no"],
  [post("touch /tmp/uwsgi.reload\n# kill -USR1 1"), "no"],
  ["daily\nlastaction\nkill -USR1 1\nendscript", "signal"],
  ["daily\nprerotate\nkill -USR1 1\nendscript", "unknown"],
  ["daily\ncopytruncate\npostrotate\nkill -USR1 1\nendscript", "copytruncate"],
];

describe("loadRotations", () => {
  it.each(TABLE)("%s: %s", (body, reopens, globals = "") => {
    expect(verdict(body, globals)).toBe(`/var/log/site/*.log ${reopens}`);
  });

  it("gives one rotation for each path, at the path, and none for a stanza that logrotate drops", () => {
    const text = '"/var/log/a b.log" /var/log/c.log {\n daily\n}\n/var/log/d.log {\n rotate x\n}\n';
    const found = loadRotations(memoryFileSystem({ f: text }), ["f", "absent"]);
    expect(found.map((each) => [each.pattern, text.slice(each.at.start, each.at.end)])).toEqual([
      ["/var/log/a b.log", '"/var/log/a b.log"'],
      ["/var/log/c.log", "/var/log/c.log"],
    ]);
  });
});

describe("what the script of a stanza does", () => {
  const signals = (script: string): unknown =>
    loadRotations(memoryFileSystem({ "site.logrotate": `/var/log/site.log {\n${post(script)}\n}\n` }), [
      "site.logrotate",
    ])[0]?.signals;

  it.each([
    ["kill -USR1 $(cat /run/g.pid)", [{ name: "USR1", nginxOnly: false }]],
    ["kill -s SIGUSR1 $(cat /run/g.pid)", [{ name: "USR1", nginxOnly: false }]],
    ["kill -USR1 `cat /run/nginx.pid`", [{ name: "USR1", nginxOnly: true }]],
    ["systemctl kill --signal=USR1 shop", [{ name: "USR1", nginxOnly: false }]],
    ["systemctl reload nginx", [{ name: "other", nginxOnly: true }]],
    ["systemctl reload nginx shop", [{ name: "other", nginxOnly: false }]],
    ["nginx -s reopen", [{ name: "other", nginxOnly: true }]],
    [
      "systemctl reload nginx\nsystemctl restart shop",
      [
        { name: "other", nginxOnly: true },
        { name: "other", nginxOnly: false },
      ],
    ],
    ["kill -USR1 1\n/opt/after-rotate", undefined],
    ["echo rotated", undefined],
    // the stanza of Debian's nginx package: what runs before the rename makes nobody open the new file
    [
      "invoke-rc.d nginx rotate >/dev/null 2>&1\nendscript\nprerotate\nif [ -d /etc/logrotate.d/httpd-prerotate ]; then \\\n\trun-parts /etc/logrotate.d/httpd-prerotate; \\\nfi \\",
      [{ name: "other", nginxOnly: true }],
    ],
  ])("%s", (script, expected) => {
    expect(signals(script)).toEqual(expected);
  });
});

describe("what logrotate makes and refuses", () => {
  const load = (text: string) =>
    loadRotations(memoryFileSystem({ "site.logrotate": text }), ["site.logrotate"]).map(
      ({ pattern, reopens, creates, ignored }) => ({
        pattern,
        reopens,
        ...(creates === undefined ? {} : { creates: [creates.mode, creates.owner, creates.group] }),
        ...(ignored === undefined
          ? {}
          : { ignored: ignored.map((each) => text.slice(each.at.start, each.at.end)) }),
      }),
    );
  const pattern = "/var/log/site.log";

  it.each([
    ["create 0640 shop adm", ["0640", "shop", "adm"]],
    ["create shop adm", [null, "shop", "adm"]],
    ["create 640", ["640", null, null]],
    ["create", [null, null, null]],
  ])("%s", (line, creates) => {
    expect(load(`${pattern} {\n${line}\n}\n`)).toEqual([{ pattern, reopens: "no", creates }]);
  });

  it("takes the last of create and nocreate, globals first", () => {
    expect(load(`create 0640 root adm\n${pattern} {\nnocreate\n}\n`)).toEqual([{ pattern, reopens: "no" }]);
    expect(load(`create\n${pattern} {\ncreate 0600 shop shop\n}\n`)).toEqual([
      { pattern, reopens: "no", creates: ["0600", "shop", "shop"] },
    ]);
  });

  it("tells which line is ignored", () => {
    expect(load(`${pattern} {\n  dayly\n  rotate 7\n}\n`)).toEqual([
      { pattern, reopens: "no", ignored: ["dayly"] },
    ]);
  });

  it("says nothing of a template's lines", () => {
    expect(
      load(`${pattern} {\n  {{ interval }}\n  rotate 7\n}\n`).every((each) => !("ignored" in each)),
    ).toBe(true);
  });
});
