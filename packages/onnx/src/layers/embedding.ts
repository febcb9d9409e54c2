import { int } from "../graph/graph.js";
import { spread } from "./initializers.js";
import type { Layer, NamedOptions } from "./layer.js";

/**
 * A vector for each token: int64 tokens [batch, length] to [batch, length, features].
 * As first layer it makes the network's input int64. A token of `tokens` or more is refused when the network runs;
 * negative ones count from the end, as in ONNX.
 */
export function embedding(
  tokens: number,
  features: number,
  options: NamedOptions = {},
): Layer & { readonly takesTokens: true } {
  return {
    kind: "embedding",
    takesTokens: true,
    name: options.name,
    apply(scope, input) {
      scope.expectInteger("tokens", tokens);
      scope.expectInteger("features", features);
      const weight = scope.parameter("weight", [tokens, features], spread(1));
      return scope.op("Gather", [weight, input], { axis: int(0) });
    },
  };
}

/** Adds a learned vector for each position: input and output [batch, length, features]. */
export function positionalEmbedding(options: NamedOptions = {}): Layer {
  return {
    kind: "position",
    name: options.name,
    apply(scope, input) {
      scope.expectRank(input, 3, "batch, length, features");
      const weight = scope.parameter("weight", [scope.size(input, 1), scope.size(input, 2)], spread(0.02));
      return scope.op("Add", [input, weight]);
    },
  };
}
