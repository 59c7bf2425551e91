/**
 * Compiled-in log paths of the builds that people run; null where versions of one build differ.
 * debian: the packages of Debian and Ubuntu (`nginx -V`: bookworm has --error-log-path=stderr, older ones the file).
 * nginx.org: the packages and the Docker image of nginx.org (pkg-oss). fedora: Fedora, RHEL and their likes (nginx.spec).
 * source: no configure arguments (auto/options, auto/unix).
 */
export const BUILDS: Readonly<Record<string, { readonly access: string; readonly error: string | null }>> = {
  debian: { access: "/var/log/nginx/access.log", error: null },
  "nginx.org": { access: "/var/log/nginx/access.log", error: "/var/log/nginx/error.log" },
  fedora: { access: "/var/log/nginx/access.log", error: "/var/log/nginx/error.log" },
  source: { access: "/usr/local/nginx/logs/access.log", error: "/usr/local/nginx/logs/error.log" },
};
