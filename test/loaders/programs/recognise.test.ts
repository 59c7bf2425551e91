import { describe, expect, it } from "vitest";
import { recognise } from "../../../src/loaders/programs/recognise.ts";

const AT = { file: "x", start: 0, end: 0 };

function of(command: string) {
  const found = recognise(command.split(" ").map((value) => ({ value, at: AT })));
  return [found.program, ...found.args.map((word) => word.value)].join(" ");
}

describe("recognise", () => {
  it.each([
    ["gunicorn a:b", "gunicorn a:b"],
    ["/srv/venv/bin/gunicorn a:b -w 2", "gunicorn a:b -w 2"],
    ["gunicorn3 a", "gunicorn a"],
    ["exec gunicorn a", "gunicorn a"],
    ["python -m gunicorn a", "gunicorn a"],
    ["python3.11 -u -W ignore -m gunicorn a", "gunicorn a"],
    ["python -mgunicorn a", "gunicorn a"],
    ["python -m gunicorn.app.wsgiapp a", "gunicorn a"],
    ["python venv/bin/gunicorn a", "gunicorn a"],
    ["poetry run gunicorn a", "gunicorn a"],
    ["poetry -C /app run gunicorn a", "gunicorn a"],
    ["pipenv run gunicorn a", "gunicorn a"],
    ["uv run gunicorn a", "gunicorn a"],
    ["uv run --no-sync --env-file .env gunicorn a", "gunicorn a"],
    ["newrelic-admin run-program gunicorn a", "gunicorn a"],
    ["ddtrace-run gunicorn a", "gunicorn a"],
    ["opentelemetry-instrument --traces_exporter console gunicorn a", "gunicorn a"],
    ["dumb-init -- gunicorn a", "gunicorn a"],
    ["dumb-init gunicorn a", "gunicorn a"],
    ["/usr/bin/tini -g -- gunicorn a", "gunicorn a"],
    ["tini -- ddtrace-run poetry run gunicorn a", "gunicorn a"],
    ["nohup gunicorn a", "gunicorn a"],
    ["nice -n 5 gunicorn a", "gunicorn a"],
    ["nice -5 gunicorn a", "gunicorn a"],
    ["timeout 30 gunicorn a", "gunicorn a"],
    ["timeout -k 5 -s TERM 30 gunicorn a", "gunicorn a"],
    ["doppler run -- gunicorn a", "gunicorn a"],
    ["conda run -n site --no-capture-output gunicorn a", "gunicorn a"],
    ["uvicorn a.asgi:application --port 80", "uvicorn a.asgi:application --port 80"],
    ["python -m uvicorn a:b", "uvicorn a:b"],
    ["daphne -b 0.0.0.0 a:b", "daphne -b 0.0.0.0 a:b"],
    ["hypercorn a:b", "hypercorn a:b"],
    ["uwsgi --ini uwsgi.ini", "uwsgi --ini uwsgi.ini"],
    ["nginx -g daemon", "nginx -g daemon"],
    ["celery -A proj worker", "celery -A proj worker"],
    ["python -m celery -A proj worker", "celery -A proj worker"],
    ["python manage.py migrate", "manage.py migrate"],
    ["./manage.py migrate", "manage.py migrate"],
    ["django-admin migrate", "manage.py migrate"],
    ["python -m django migrate", "manage.py migrate"],
    ["/usr/bin/supervisord -n", "supervisord -n"],
    ["postgres -c x", "other -c x"],
    ["python -c print(1) gunicorn", "other -c print(1) gunicorn"],
    ["poetry install", "other install"],
    ["python -m http.server", "other"],
  ])("%s runs %s", (command, expected) => {
    expect(of(command)).toBe(expected);
  });

  it.each([
    ["gosu app gunicorn a", "app"],
    ["su-exec app:web gunicorn a", "app:web"],
    ["sudo -u app gunicorn a", "app"],
    ["sudo -E -uapp gunicorn a", "app"],
    ["sudo --user=app -- gunicorn a", "app"],
    ["sudo gunicorn a", "root"],
    ["runuser -u app -- gunicorn a", "app"],
    ["setpriv --reuid=1000 --clear-groups gunicorn a", "1000"],
    ["chpst -u app gunicorn a", "app"],
    ["tini -- gosu app gunicorn a", "app"],
  ])("%s runs gunicorn as %s", (command, user) => {
    const found = recognise(command.split(" ").map((value) => ({ value, at: AT })));
    expect([found.program, found.user?.value]).toEqual(["gunicorn", user]);
  });

  it("keeps what env sets, clears and changes to", () => {
    const found = recognise(
      "env -i -C /srv A=1 B=x=y gunicorn a".split(" ").map((value) => ({ value, at: AT })),
    );
    expect(found.program).toBe("gunicorn");
    expect(found.cleared).toBe(true);
    expect(found.cwd?.value).toBe("/srv");
    expect(found.environment.map(({ name, value }) => `${name}=${String(value.value)}`)).toEqual([
      "A=1",
      "B=x=y",
    ]);
  });

  it.each([
    [["su", "-s", "/bin/sh", "-c", "gunicorn a", "app"], "app"],
    [["su", "-", "app", "-c", "gunicorn a"], "app"],
    [["su", "app", "--command=gunicorn a"], "app"],
    [["bash", "-lc", "gunicorn a"], null],
    [["sh", "-e", "-c", "gunicorn a"], null],
  ])("%j hands a text to a shell as %s", (words, user) => {
    const found = recognise(words.map((value) => ({ value, at: AT })));
    expect([found.program, found.text?.value, found.user?.value ?? null]).toEqual([
      "shell",
      "gunicorn a",
      user,
    ]);
  });
});
