import { describe, expect, it } from "vitest";
import { interpretScript } from "../../../src/loaders/shell/interpret.ts";
import { setFact } from "../../../src/model/fact.ts";
import { readShell } from "../../../src/read/shell/read-shell.ts";

const AT = { file: "start.sh", start: 0, end: 0 };

function isAlone(source: string): boolean {
  return interpretScript({
    script: readShell(source),
    file: "start.sh",
    source,
    environment: { values: {}, complete: false },
    args: [],
    user: setFact("root", AT),
    cwd: setFact("/app", AT),
  }).alone;
}

describe("a server that a script starts", () => {
  it.each([
    "exec gunicorn shop.wsgi",
    "set -e\npython manage.py migrate\nexec gosu app gunicorn shop.wsgi",
    'until pg_isready -h db; do echo "waiting"; sleep 1; done\nexec gunicorn shop.wsgi',
    "mkdir -p /var/log/shop && chown app /var/log/shop\nnginx &\ngunicorn shop.wsgi",
  ])("is alone in %j", (source) => {
    expect(isAlone(source)).toBe(true);
  });

  it.each([
    "tail -F /var/log/shop/access.log &\nexec gunicorn shop.wsgi",
    "gunicorn --daemon shop.wsgi\ntail -F /var/log/shop/access.log",
    "service rsyslog start\nexec gunicorn shop.wsgi",
    "supervisord -c /etc/supervisord.conf &\nexec gunicorn shop.wsgi",
    'eval "$BEFORE"\nexec gunicorn shop.wsgi',
    ". /app/somewhere-else.sh\nexec gunicorn shop.wsgi",
    "show() { tail -F /var/log/shop/*.log; }\nshow &\nexec gunicorn shop.wsgi",
    "$HELPER &\nexec gunicorn shop.wsgi",
    "gunicorn shop.wsgi &\nsh -c 'tail -F /var/log/shop/access.log'",
    'if [ -n "$SHOW" ]; then tail -F /var/log/shop/access.log & fi\nexec gunicorn shop.wsgi',
  ])("may have company in %j", (source) => {
    expect(isAlone(source)).toBe(false);
  });
});
