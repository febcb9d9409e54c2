/** Exit code of a command that was interrupted and has saved what it had. */
export const INTERRUPTED = 130;
