// Preloaded before loglint: whatever would start a program, use the network, run text as code or write a file throws.
"use strict";
const fs = require("node:fs");
const refuse = (name) => () => {
  fs.writeSync(2, `FORBIDDEN ${name}\n`);
  throw new Error(`FORBIDDEN ${name}`);
};
const MODULES = [
  "child_process",
  "net",
  "http",
  "https",
  "http2",
  "dgram",
  "dns",
  "tls",
  "worker_threads",
  "cluster",
];
for (const name of MODULES) {
  const module = require(`node:${name}`);
  for (const [key, value] of Object.entries(module)) {
    if (
      typeof value === "function" &&
      !/^(?:isIP|Socket$|Server$|Stream$|Agent$|.*(?:Message|Response)$|Resolver$)/.test(key)
    ) {
      try {
        module[key] = refuse(`${name}.${key}`);
      } catch {
        // a getter: nothing to call
      }
    }
  }
  if (module.Socket?.prototype.connect) module.Socket.prototype.connect = refuse(`${name}.Socket.connect`);
}
for (const name of ["fetch", "WebSocket", "eval", "Function"])
  if (name !== "Function") globalThis[name] = refuse(name);
for (const key of Object.keys(fs)) {
  if (
    /^(?:write(?!Sync$)|append|rename|rm|unlink|mkdir|mkdtemp|copy|cp|symlink|link|chmod|chown|truncate|utimes|createWriteStream)/.test(
      key,
    )
  )
    fs[key] = refuse(`fs.${key}`);
}
const { open, openSync } = fs;
const isReading = (flags) => flags === undefined || flags === "r" || flags === fs.constants.O_RDONLY;
fs.openSync = (path, flags, ...rest) =>
  isReading(flags) ? openSync(path, flags, ...rest) : refuse("fs.openSync")();
fs.open = (path, flags, ...rest) =>
  typeof flags === "function" || isReading(flags) ? open(path, flags, ...rest) : refuse("fs.open")();
process.binding = refuse("process.binding");
