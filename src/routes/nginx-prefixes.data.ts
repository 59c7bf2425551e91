/**
 * Where relative log paths start (`--prefix`), by build: the packages of Debian (`nginx -V`, 1.22.1), nginx.org (pkg-oss
 * debian/rules), Fedora (nginx.spec), and no configure arguments (auto/options).
 */
export const PREFIXES: Readonly<Record<string, string>> = {
  debian: "/usr/share/nginx",
  "nginx.org": "/etc/nginx",
  fedora: "/usr/share/nginx",
  source: "/usr/local/nginx",
};
