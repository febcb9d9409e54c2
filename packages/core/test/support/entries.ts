/** The files of one part of the catalogue, each with what it exports. */
import { readdirSync, readFileSync } from "node:fs";

export interface CatalogueFile<Factory> {
  readonly id: string;
  /** The name that the file exports. */
  readonly name: string;
  readonly source: string;
  readonly factory: Factory;
}

export function entriesOf<Factory>(
  kind: "losses" | "optimizers" | "schedules",
): Promise<CatalogueFile<Factory>[]> {
  const folder = new URL(`../../src/${kind}/`, import.meta.url);
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".ts") && !["index.ts", "documentation.ts"].includes(file),
  );
  return Promise.all(
    files.sort().map(async (file) => {
      const exported = (await import(new URL(file, folder).href)) as Record<string, Factory>;
      const [name, factory] = Object.entries(exported).find(([key]) => key !== "documentation")!;
      const source = readFileSync(new URL(file, folder), "utf8");
      return { id: file.replace(".ts", ""), name, source, factory };
    }),
  );
}
