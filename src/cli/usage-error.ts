/** The command line asks for something that does not exist or cannot be done; exit code 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** What to do instead, one line. */
    readonly help = "`loglint --help` shows what there is.",
  ) {
    super(message);
    this.name = "UsageError";
  }
}
