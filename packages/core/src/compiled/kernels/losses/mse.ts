// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { mse as Entry } from "../../../losses/mse.js";
import { compiledLoss } from "../../loss.js";

export const mse: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: {  }, id: "mse", formula: "" },
  [[
    "",
    "p y",
    0,
    (o, n, s) => [2 * s],
    "x}x}y~%}2zC.}4.u%xL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}'td<+|+|d),}|b,|},|{b*|)b'v)1b.v<%z'|>+yl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)'t1d.s))d)*yU'w)N))5|{|{NOO.w2~'{E9%z'|>'sn~~:2|'{E9%z'|>'snz}:2z'{E9%z'|>'snv|:2x'{E9%z'|>'snr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) p y",
    0,
    (o, n, s) => [2 * s],
    "v}x}x~%}2zC.}4.u%vL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<%z'|>j~<+|+}c<+z+}d<+}'td<+|+{d),}|b,|},|{b*|)b'v)1b.v<%y'|>+yl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~%z'|>j~*|)c*z)d)'t1d.s)*|1d.r'r*xU'w)N))5|{|{NOO.w2~'{E9%y'|>'sn~~:2|'{E9%y'|>'snz}:2z'{E9%y'|>'snv|:2x'{E9%y'|>'snr{:2~'{E9%x'|>'rn~~:2|'{E9%x'|>'rnz}:2z'{E9%x'|>'rnv|:2x'{E9%x'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
