/** What was loaded last, for those who ask for the same again: the runs of one race share it. */
export class Last<Value> {
  #key: string | undefined;
  #value: Promise<Value> | undefined;

  /** The value of this key, loaded unless it is the last one. What failed is forgotten. */
  get(key: string, load: () => Promise<Value>): Promise<Value> {
    if (this.#value && this.#key === key) return this.#value;
    const value = load();
    this.#key = key;
    this.#value = value;
    value.catch(() => {
      if (this.#value === value) this.#value = undefined;
    });
    return value;
  }
}
