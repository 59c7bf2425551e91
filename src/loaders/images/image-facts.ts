import type { ImageFile } from "./image-files.ts";

/** What is known of an image that was built elsewhere, before any Dockerfile of ours adds to it. */
export interface ImageFacts {
  /** Repository names that this row holds for, without registry and tag; a name ending in `*` stands for all that begin so. */
  readonly names: readonly string[];
  /** Tags that this row holds for; null for all of them. */
  readonly tags: RegExp | null;
  /** For people: `nginx (official, all tags)`. */
  readonly title: string;
  /** The program that the image is made for, where its own command is not a shell. */
  readonly runs: "nginx" | "gunicorn" | "uvicorn" | "uwsgi" | null;
  readonly user: string;
  readonly workdir: string;
  /** Variables that the image sets; null for a value that depends on the version. */
  readonly environment: Readonly<Record<string, string | null>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly paths: readonly ImagePath[];
  readonly links: readonly ImageLink[];
  /** Configuration that is part of the image, written by us with the same meaning. */
  readonly files: readonly ImageFile[];
  /** Users by name with their number: `USER 101` and `user: nginx` are the same. */
  readonly users: Readonly<Record<string, number>>;
  readonly exposes: readonly number[];
  /** False when the image holds more than is told here that bears on logging (its own start script writes configuration). */
  readonly complete: boolean;
  /** Which file of which project, at which version, says so. */
  readonly source: string;
}

export interface ImagePath {
  readonly path: string;
  readonly isDirectory: boolean;
  readonly owner: string;
  readonly group: string;
  /** Octal digits: "0755". */
  readonly mode: string;
}

/** A symbolic link of an image. */
export interface ImageLink {
  readonly path: string;
  readonly target: string;
}
