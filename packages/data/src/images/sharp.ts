/** Image files are decoded by sharp, which not everyone needs: it is an optional dependency and loaded on first use. */
import { DownhillError } from "@downhill/core";
import type { Sharp, SharpOptions } from "sharp";

export type Decoder = (input: Uint8Array, options: SharpOptions) => Sharp;

let loading: Promise<Decoder> | undefined;

/** @throws DownhillError `environment` with what to install */
export function loadSharp(
  load: () => Promise<{ default: unknown }> = () => import("sharp"),
): Promise<Decoder> {
  loading ??= load().then(
    ({ default: sharp }) => sharp as Decoder,
    (error: unknown) => {
      loading = undefined;
      throw new DownhillError(
        "environment",
        "reading images needs the package sharp, which is not installed or does not run here: npm install sharp@0.35.5\n" +
          `  ${(error as Error).message.split("\n", 1)[0]}`,
        { cause: error },
      );
    },
  );
  return loading;
}
