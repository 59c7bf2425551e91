import { expect, it } from "vitest";
import { covers } from "../../src/model/rotation-pattern.ts";

/** Each row is what glob(3) answers. */
it.each([
  ["/var/log/shop/*.log", "/var/log/shop/access.log", true],
  ["/var/log/shop/*.log", "/var/log/shop/access.log.1", false],
  ["/var/log/shop/*", "/var/log/shop/access.log", true],
  ["/var/log/*.log", "/var/log/shop/access.log", false],
  ["/var/log/*/*.log", "/var/log/shop/access.log", true],
  ["/var/log/shop/*.log", "/var/log/shop/.hidden.log", false],
  ["/var/log/shop/a?cess.log", "/var/log/shop/access.log", true],
  ["/var/log/shop/[a-c]ccess.log", "/var/log/shop/access.log", true],
  ["/var/log/shop/[!a]*.log", "/var/log/shop/access.log", false],
  ["/var/log/shop/[", "/var/log/shop/[", true],
  ["/var/log/shop/access.log", "/var/log/shop/access.log", true],
  ["/var/log/shop//access.log", "/var/log/shop/access.log", true],
  ["*.log", "/var/log/shop/access.log", false],
])("%s and %s: %s", (pattern, path, expected) => {
  expect(covers(pattern, path)).toBe(expected);
});

it("decides a pattern of many stars without trying every way", () => {
  expect(covers(`/${"*a".repeat(200)}b`, `/${"a".repeat(20_000)}`)).toBe(false);
});
