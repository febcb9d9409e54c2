// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { mae as Entry } from "../../../losses/mae.js";
import { compiledLoss } from "../../loss.js";

export const mae: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: {  }, id: "mae", formula: "" },
  [[
    "",
    "p y",
    0,
    (o, n, s) => [s],
    "x}x}yzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.u%xL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}&}U<&|+}W<+{&{R<+|+}U<+}'td<+x&~U),}|b,|},|{b*|)b'v)1b.v<%z'|>+yl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)&}U&|)W*{&{R*|)U)'t1d.s*y&~U)*uU'w)N))5|{|{NOO.w2~'{E9%z'|>'sn~~:2|'{E9%z'|>'snz}:2z'{E9%z'|>'snv|:2x'{E9%z'|>'snr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) p y",
    0,
    (o, n, s) => [s],
    "v}x}xzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.u%vL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<%z'|>j~<+|+}c<+}&}U<&|+}W<+{&{R<+|+}U<+v+}d<+}'td<+w&~U<+s+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+xl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~%z'|>j~*|)c)&}U&|)W*{&{R*|)U*v)d)'t1d.s*x&~U*t)1d.r'r*sU'w)N))5|{|{NOO.w2~'{E9%y'|>'sn~~:2|'{E9%y'|>'snz}:2z'{E9%y'|>'snv|:2x'{E9%y'|>'snr{:2~'{E9%x'|>'rn~~:2|'{E9%x'|>'rnz}:2z'{E9%x'|>'rnv|:2x'{E9%x'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
