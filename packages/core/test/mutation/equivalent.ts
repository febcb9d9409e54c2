/**
 * Mutants that no test can notice, because they mean the same. By formula: the reason, and the changed
 * lines.
 */

type Reasons = readonly (readonly [reason: string, ...lines: string[]])[];

const even = "only the square or the magnitude of the difference counts";
const decay = "a formula that does not name weightDecay is given the same decay by the compiler";
const whole = "both sides are whole numbers";
const signs = "only the sign counts";

const reasons: Readonly<Record<string, Reasons>> = {
  "binary-cross-entropy": [
    ["what g changes by is multiplied by p - stop(p), which is 0", "L = (stop(v) + (g * (p - stop(p))))"],
  ],
  contrastive: [[even, "d = norm((b - a))"]],
  "gaussian-nll": [
    [even, "L = ((0.5 * (log(s) + (((y - p) ^ 2) / s))) + where(full, (0.5 * log((2 * pi))), 0))"],
  ],
  huber: [[even, "r = abs((y - p))"]],
  "log-cosh": [
    [even, "r = abs((y - p))"],
    [
      "beyond 18 the logarithm of cosh is a straight line in every float",
      "q = min(r, 30.3)",
      "q = min(r, 31)",
      "q = min(r, 29)",
    ],
  ],
  mae: [[even, "L = abs((y - p))"]],
  mse: [[even, "L = ((y - p) ^ 2)"]],
  "nt-xent": [
    [
      "either number is far below every similarity",
      "s = where((column == self), (-1.01e+30), (x / temperature))",
    ],
  ],
  "smooth-l1": [[even, "r = abs((y - p))"]],
  adabelief: [[even, "s = (((beta2 * s) + ((1 - beta2) * ((m - g) ^ 2))) + eps)"]],
  adamw: [
    [
      decay,
      "p = (p - ((lr * (m / (1 - (beta1 ^ t)))) / d))",
      "p = ((p * 1) - ((lr * (m / (1 - (beta1 ^ t)))) / d))",
    ],
  ],
  adan: [[whole, "d = where((t > 1.01), (g - last), 0)"]],
  ademamix: [[decay, "p = (p - (lr * u))", "p = ((p * 1) - (lr * u))"]],
  adopt: [
    [
      whole,
      "m = where((t > 1.01), ((beta1 * m) + ((1 - beta1) * k)), 0)",
      "v = where((t > 1.01), ((beta2 * v) + ((1 - beta2) * (g ^ 2))), (g ^ 2))",
    ],
  ],
  asgd: [
    [
      "with k at most 1 the average is p either way",
      "k = ((t - 1) - averageAfter)",
      "k = max(0, ((t - 1) - averageAfter))",
      "a = (a + ((p - a) / k))",
      "a = where((k > 0), (a + ((p - a) / k)), p)",
    ],
    [whole, "a = where((k > 1.01), (a + ((p - a) / k)), p)"],
  ],
  "cautious-adamw": [
    [signs, "k = ((sign(m) / sign(g)) > 0)", "k = ((m * sign(g)) > 0)", "k = ((sign(m) * g) > 0)"],
    [whole, "k = ((sign(m) * sign(g)) > 0.01)"],
    [decay, "p = (p - (lr * u))", "p = ((p * 1) - (lr * u))"],
  ],
  ftrl: [["what matters is only that it is far below every rate, and not 0", "a = max(lr, 1.01e-12)"]],
  lion: [[decay, "p = (p - (lr * u))", "p = ((p * 1) - (lr * u))"]],
  novograd: [[whole, "v = where((t > 1.01), ((beta2 * v) + ((1 - beta2) * sum((g ^ 2)))), sum((g ^ 2)))"]],
  rmsprop: [
    ["when not centered, a stays 0", "a = ((alpha * a) + ((1 - alpha) * g))", "w = max((s - (a ^ 2)), 0)"],
    [
      "only the square of a counts",
      "a = where(centered, ((alpha * a) - ((1 - alpha) * g)), a)",
      "a = where(centered, ((alpha * a) + ((alpha - 1) * g)), a)",
    ],
  ],
  rprop: [
    [signs, "c = (g * last)"],
    [whole, "s = min(max(where((c > 0.01), (s * up), where((c < 0), (s * down), s)), smallest), largest)"],
  ],
  "schedule-free-adamw": [
    [
      "before the first rate above 0, z and p are the same",
      "c = where((total > 0), (w / total), 0.01)",
      "c = where((total > 0), (w / total), 1)",
      "c = where((total > 0), (w / total), -1)",
    ],
  ],
  "schedule-free-sgd": [
    [
      "before the first rate above 0, z and p are the same",
      "c = where((total > 0), (w / total), 0.01)",
      "c = where((total > 0), (w / total), 1)",
      "c = where((total > 0), (w / total), -1)",
    ],
  ],
  signum: [
    [
      "m is only larger by a factor, and only its sign counts",
      "m = ((momentum * m) + g)",
      "m = ((momentum * m) + ((1 + momentum) * g))",
      "m = ((momentum * m) + (1 * g))",
      "m = ((momentum * m) + ((1.01 - momentum) * g))",
      "m = ((momentum * m) + ((2 - momentum) * g))",
    ],
  ],
  "cosine-annealing": [["the cosine is even", "x = (-where((t < steps), (t / steps), 1))"]],
  "cosine-restarts": [
    [
      "near is k or k + 1 either way, and the next line corrects it",
      "near = floor(((log((1.01 + ((t * (multiplier - 1)) / first))) / log(multiplier)) + 0.5))",
      "near = floor(((log((1 + ((t * (multiplier - 1.01)) / first))) / log(multiplier)) + 0.5))",
      "near = floor(((log((1 + ((t * (multiplier - 1)) / first))) / log(multiplier)) + 0.505))",
    ],
    [
      "the cosine is even",
      "x = ((begin - t) / (first * (multiplier ^ k)))",
      "x = (-((t - begin) / (first * (multiplier ^ k))))",
    ],
  ],
  "one-cycle": [
    [
      "read only where up < s ≤ down",
      "b = ((s - up) / (down - up))",
      "b = where((down > up), ((s - up) / (down - up)), 1.01)",
      "b = where((down > up), ((s - up) / (down - up)), 2)",
      "b = where((down > up), ((s - up) / (down - up)), 0)",
    ],
    [
      "read only where down < s ≤ last",
      "c = ((s - down) / (last - down))",
      "c = where((last > down), ((s - down) / (last - down)), 1.01)",
      "c = where((last > down), ((s - down) / (last - down)), 2)",
      "c = where((last > down), ((s - down) / (last - down)), 0)",
    ],
  ],
  "warmup-stable-decay": [
    [
      "whole numbers, and at the bound both branches are 1",
      "rise = where((t < up), ((t + 1) / up), 1)",
      "rise = where(((t + 1.01) < up), ((t + 1) / up), 1)",
      "rise = where(((t + 0) < up), ((t + 1) / up), 1)",
    ],
    [whole, "x = where((down > 0.01), min((max((t - (steps - down)), 0) / down), 1), 0)"],
    [
      "a negative x counts as 0 in the last line",
      "x = where((down > 0), min(((t - (steps - down)) / down), 1), 0)",
      "x = where((down > 0), min((max((t - (steps - down)), -1) / down), 1), 0)",
      "x = where((down > 0), min((max((t - (steps - down)), 0) / down), 1), -1)",
    ],
  ],
  warmup: [
    [
      "whole numbers, and at the bound both branches are 1",
      "lr = (lr * (start + ((1 - start) * where((t < steps), ((t + 1) / steps), 1))))",
      "lr = (lr * (start + ((1 - start) * where(((t + 1.01) < steps), ((t + 1) / steps), 1))))",
      "lr = (lr * (start + ((1 - start) * where(((t + 0) < steps), ((t + 1) / steps), 1))))",
    ],
  ],
};

export const equivalent: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  Object.entries(reasons).map(([id, groups]) => [
    id,
    Object.fromEntries(groups.flatMap(([reason, ...lines]) => lines.map((line) => [line, reason]))),
  ]),
);
