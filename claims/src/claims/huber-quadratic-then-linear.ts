import { huber, mae, mse } from "@downhill/core";
import type { Claim, Finding } from "../claim.js";
import { sections } from "../lecture.js";
import { show, verdictOf } from "../measure.js";

const deltas = [0.1, 1, 2.5];
/** Rounding of float32: half a unit in the last place. */
const EPSILON = 2 ** -24;

export const huberQuadraticThenLinear: Claim = {
  id: "huber-quadratic-then-linear",
  section: sections.regression,
  claim: {
    en: "Huber is quadratic for small residuals and linear beyond δ, and both parts join smoothly.",
    ko: "Huber 손실은 잔차가 작으면 이차, δ를 넘으면 일차이며 두 부분이 매끄럽게 이어진다.",
  },
  source: "Huber 1964, Robust Estimation of a Location Parameter, doi:10.1214/aoms/1177703732",
  experiment: {
    en: "For δ = 0.1, 1 and 2.5, value and gradient of the compiled loss at 4001 residuals from -4δ to 4δ are compared with r²/2 and r inside, δ(|r| - δ/2) and ±δ outside. Then δ itself and its two neighbours among the float32 numbers: how far value and gradient jump between them.",
    ko: "δ = 0.1, 1, 2.5에 대해 -4δ부터 4δ까지의 잔차 4001개에서 컴파일된 손실의 값과 기울기를 안쪽은 r²/2과 r, 바깥쪽은 δ(|r| - δ/2)와 ±δ에 비교한다. 이어 δ와 그 양옆의 float32 수 사이에서 값과 기울기가 얼마나 뛰는지 잰다.",
  },
  criterion: {
    en: "Both pieces agree to float32 rounding (4 · 2⁻²⁴, values in units of δ², or of δ|r| beyond it, gradients in units of δ), and across δ neither value nor gradient changes by more than that; the second difference changes from 1 to 0.",
    ko: "두 구간이 float32 반올림 오차(4 · 2⁻²⁴, 값은 δ² 또는 그 바깥에서는 δ|r|, 기울기는 δ를 단위로) 안에서 일치하고, δ를 지날 때 값과 기울기의 변화도 그 이내이며, 이차 차분은 1에서 0으로 바뀐다.",
  },
  async run(context): Promise<Finding> {
    const measurements = deltas.map((given) => measure(Math.fround(given)));
    context.progress(1);
    const worst = (name: keyof (typeof measurements)[number]) =>
      Math.max(...measurements.map((one) => one[name]));
    const formula = Math.max(worst("inside"), worst("outside"));
    const jump = Math.max(worst("value"), worst("slope"));
    const bends = measurements.every(
      ({ before, after }) => Math.abs(before - 1) < 1e-3 && Math.abs(after) < 1e-3,
    );
    const shapes = formula <= 4 * EPSILON && bends;
    const residuals = Array.from({ length: 121 }, (_, k) => (k - 60) / 20);
    const gradientOf = (loss: ReturnType<typeof huber>, scale: number) =>
      Array.from(
        loss.evaluate(
          residuals,
          residuals.map(() => 0),
        ).gradient,
        (one) => one * scale,
      );
    return {
      verdict: verdictOf(shapes && jump <= 4 * EPSILON, shapes),
      found: {
        en: `Value and gradient follow the two formulas to ${show(formula)} of their scale. Between δ and its neighbours among the float32 numbers the value changes by at most ${show(worst("value"))}, the gradient by ${show(worst("slope"))} (relative): nothing jumps. The curvature goes from ${show(measurements[1]!.before)} to ${show(measurements[1]!.after)} there: smooth once, not twice.`,
        ko: `값과 기울기는 각자의 척도를 기준으로 ${show(formula)} 안에서 두 식과 일치한다. δ와 이웃한 float32 수 사이에서 값은 최대 ${show(worst("value"))}, 기울기는 ${show(worst("slope"))}(상대값)만큼 변할 뿐 어디서도 뛰지 않는다. 다만 곡률은 그 지점에서 ${show(measurements[1]!.before)}에서 ${show(measurements[1]!.after)}으로 바뀌므로, 한 번은 매끄럽게 미분되지만 두 번은 아니다.`,
      },
      rows: deltas.map((delta, k) => {
        const { inside, outside, value, slope, before, after } = measurements[k]!;
        return {
          label: { en: `δ = ${delta}`, ko: `δ = ${delta}` },
          values: {
            "|r| < δ": inside,
            "|r| > δ": outside,
            ΔL: value,
            "ΔL′": slope,
            "L″ < δ": before,
            "L″ > δ": after,
          },
        };
      }),
      figure: {
        kind: "lines",
        title: { en: "Gradient over the residual, δ = 1", ko: "잔차에 따른 기울기, δ = 1" },
        x: { label: { en: "residual", ko: "잔차" } },
        y: { label: { en: "gradient", ko: "기울기" } },
        series: [
          { label: "MSE / 2", x: residuals, y: gradientOf(mse({ reduction: "sum" }), 0.5) },
          { label: "MAE", x: residuals, y: gradientOf(mae({ reduction: "sum" }), 1) },
          { label: "Huber", x: residuals, y: gradientOf(huber({ reduction: "sum" }), 1) },
        ],
      },
    };
  },
};

function measure(delta: number) {
  const loss = huber({ delta, reduction: "none" });
  const at = (residuals: readonly number[]) => {
    const p = Float32Array.from(residuals);
    const { losses, gradient } = loss.evaluate(p, new Float32Array(p.length));
    return { residuals: Array.from(p), values: Array.from(losses!), slopes: Array.from(gradient) };
  };
  const grid = at(Array.from({ length: 4001 }, (_, k) => (delta * (k - 2000)) / 500));
  let inside = 0;
  let outside = 0;
  grid.residuals.forEach((r, k) => {
    const size = Math.abs(r);
    const quadratic = size <= delta;
    const value = quadratic ? (r * r) / 2 : delta * (size - delta / 2);
    const slope = quadratic ? r : delta * Math.sign(r);
    const scale = delta * Math.max(delta, size);
    const error = Math.max(
      Math.abs(grid.values[k]! - value) / scale,
      Math.abs(grid.slopes[k]! - slope) / delta,
    );
    if (quadratic) inside = Math.max(inside, error);
    else outside = Math.max(outside, error);
  });
  const corner = at([neighbour(delta, -1), delta, neighbour(delta, 1)]);
  const jump = (values: readonly number[]) =>
    Math.max(relative(values[1]!, values[0]!), relative(values[2]!, values[1]!));
  const h = delta / 64;
  const [left, , right] = [-1, 0, 1].map((side) =>
    at([delta * (1 + side / 16) - h, delta * (1 + side / 16) + h]),
  );
  const curvature = ({ slopes, residuals }: ReturnType<typeof at>) =>
    (slopes[1]! - slopes[0]!) / (residuals[1]! - residuals[0]!);
  return {
    inside,
    outside,
    value: jump(corner.values),
    slope: jump(corner.slopes),
    before: curvature(left!),
    after: curvature(right!),
  };
}

const relative = (got: number, wanted: number): number =>
  got === wanted ? 0 : Math.abs(got - wanted) / Math.abs(wanted);

/** The next float32 number up or down, for positive numbers. */
function neighbour(value: number, side: 1 | -1): number {
  const words = new Uint32Array(Float32Array.of(value).buffer);
  words[0]! += side;
  return new Float32Array(words.buffer)[0]!;
}
