/** Lets timers, events and the page have their turn while a model computes. */

const MILLISECONDS = 50;

/**
 * A model may answer without ever leaving the microtask queue; then no click, timer or abort would be seen until the
 * run is over.
 */
export class Pause {
  #last = performance.now();

  /** Resolves at once, but after a turn of the event loop when the last one is long ago. */
  maybe(): Promise<void> | undefined {
    const now = performance.now();
    if (now - this.#last < MILLISECONDS) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#last = performance.now();
        resolve();
      });
    });
  }
}
