/** One file of a complete setup. */
export interface RecommendedFile {
  /** Relative to the repository. */
  readonly path: string;
  /** Where it belongs on the server or in the image; null where the repository is its place. */
  readonly deployedAt: string | null;
  /** Why it is as it is, for people. */
  readonly why: string;
  readonly text: string;
}
