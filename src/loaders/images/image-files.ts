/** A file inside of an image that no file of the repository stands for. */
export interface ImageFile {
  /** As the process in the container sees it. */
  readonly path: string;
  readonly text: string;
}
