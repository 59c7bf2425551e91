import { expect, it } from "vitest";
import { purposeOfPath } from "../../src/discover/purpose.ts";

it.each([
  ["config/settings/production.py", "production"],
  ["config/settings/staging.py", "production"],
  ["config/settings/local.py", "development"],
  ["config/settings/dev.py", "development"],
  ["config/settings/test.py", "test"],
  ["config/settings/ci.py", "test"],
  ["config/settings/base.py", "unknown"],
  ["proj/settings.py", "unknown"],
  ["proj/settings_dev.py", "development"],
  ["proj/test_settings.py", "test"],
  ["proj/settings_test_production.py", "test"],
  ["tests/settings.py", "test"],
  ["tests/production.py", "test"],
  ["example/settings.py", "development"],
  ["examples/blog/nginx.conf", "development"],
  ["docker-compose.override.yml", "development"],
  ["docker-compose.prod.yml", "production"],
  ["compose/local/django/start", "development"],
  ["compose/production/django/start", "production"],
  ["nginx.conf.example", "unknown"],
  ["sites-enabled/example.com.conf", "unknown"],
  ["/usr/local/etc/nginx/nginx.conf", "unknown"],
  ["/etc/nginx/nginx.conf", "unknown"],
  ["local_settings.py", "unknown"],
  ["proj/latest/contest.py", "unknown"],
  ["Dockerfile.dev", "development"],
  [".github/ci/nginx.conf", "test"],
])("%s is for %s", (path, purpose) => {
  expect(purposeOfPath(path)).toBe(purpose);
});
