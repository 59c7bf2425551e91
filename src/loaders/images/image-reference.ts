/** The parts of an image's name. */
export interface ImageReference {
  /** Without registry, tag and digest: `nginx`, `tiangolo/uvicorn-gunicorn`. */
  readonly name: string;
  /** Null for docker.io. */
  readonly registry: string | null;
  /** Null when none is written, which means `latest`. */
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Takes an image's name apart as docker does (distribution/reference): the first part is a registry when it holds a dot or a colon, or is
 * `localhost`. `docker.io/library/nginx` and `nginx` are the same, and so is what mirrors keep below `library/`.
 */
export function parseImage(text: string): ImageReference {
  let rest = text.trim();
  let digest: string | null = null;
  const at = rest.indexOf("@");
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
  }
  let tag: string | null = null;
  const colon = rest.lastIndexOf(":");
  if (colon > rest.lastIndexOf("/")) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
  }
  let registry: string | null = null;
  const slash = rest.indexOf("/");
  const first = slash < 0 ? "" : rest.slice(0, slash);
  if (first.includes(".") || first.includes(":") || first === "localhost") {
    registry = first;
    rest = rest.slice(slash + 1);
  }
  if (registry !== null && /^(?:(?:index|registry-1)\.)?docker\.io$/.test(registry)) registry = null;
  const library = rest.lastIndexOf("library/");
  if (library >= 0 && (library === 0 || rest[library - 1] === "/"))
    rest = rest.slice(library + "library/".length);
  return { name: rest, registry, tag, digest };
}
