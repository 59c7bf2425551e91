import type { Refusal } from "./host-backend.ts";

/** The code of a system error, such as `ENOENT`; the text of anything else. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return String(error);
}

/** What a system error says about the path that was asked for; "denied" still lacks the rights that would have helped. */
export function refusalOf(error: unknown): Refusal {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return { reason: "missing", why: "is not there" };
    case "ENOTDIR":
      return { reason: "missing", why: "lies below something that is not a directory" };
    case "ESRCH":
      return { reason: "missing", why: "belongs to a process that has ended" };
    case "EACCES":
    case "EPERM":
      return { reason: "denied", why: "permission denied" };
    case "ELOOP":
      return { reason: "failed", why: "became a symbolic link while it was being opened" };
    case "ERR_INVALID_ARG_VALUE":
      return { reason: "missing", why: "has a NUL byte, which no path can have" };
    case "ENAMETOOLONG":
      return { reason: "missing", why: "is longer than a path can be" };
    default:
      return { reason: "failed", why: code };
  }
}
