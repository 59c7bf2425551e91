import type { FileSpan } from "../../text/span.ts";

/** A file inside of an image that no file of the repository stands for. */
export interface ImageFile {
  /** As the process in the container sees it. */
  readonly path: string;
  readonly text: string;
  /**
   * Set for a text that stands inside of a repository file, such as a ConfigMap's: `text` is then that file's whole text with everything else blank, so
   * that places in it are places in the file. It is mounted over whatever the image has.
   */
  readonly from?: FileSpan;
}
