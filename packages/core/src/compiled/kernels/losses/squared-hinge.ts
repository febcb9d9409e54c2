// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { squaredHinge as Entry } from "../../../losses/squared-hinge.js";
import { compiledLoss } from "../../loss.js";

export const squaredHinge: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { margin: 1 }, id: "squared-hinge", inputs: { p: "prediction", y: { kind: "target", values: [-1, 1] } }, formula: "", limits: { margin: { min: 0 } } },
  [[
    "",
    "y p",
    0,
    (o, n, s) => [o.margin, 2 * s],
    "x|x}xzN0lUP9Gfe:%%%%%9:,_f%}2zC.}4.u%xL.t%wL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}d<'t+}c<+}&|g<+|&|S<+}&{U<+z&|T<+}&{U<+{+}b<&}+}c<+w+}d<+}+rd<+}'sd<&~+}c<+s+sd),}|b,|},|{b*|)b'v)1b.v<%z'|>+yl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)d't)c)&|g*|&|S)&{U*z&|T)&{U*{)b&})c*w)d)*rd)'sd&~)1c.r*t*td)*nU'w)N))5|{|{NOO.w2~'{E9%z'|>'rn~~:2|'{E9%z'|>'rnz}:2z'{E9%z'|>'rnv|:2x'{E9%z'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) y p",
    0,
    (o, n, s) => [o.margin, 2 * s],
    "v|x}wzN0lUP9Gfe:%%%%%9:,_f%}2zC.}4.u%vL.t%uL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<%z'|>j~<+|+}d<'t+}c<+}&|g<+x+}d<+{&|S<+}&{U<+y&|T<+}&{U<+{+}b<&}+}c<+w+}d<+}+qd<+}'sd<&~+}c<+s+rd),}|b,|},|{b*|)b'v)1b.v<%y'|>+yl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~%z'|>j~*|)d't)c)&|g*x)d*{&|S)&{U*y&|T)&{U*{)b&})c*w)d)*qd)'sd&~)1c.r*t*s1d.q'q*mU'w)N))5|{|{NOO.w2~'{E9%y'|>'rn~~:2|'{E9%y'|>'rnz}:2z'{E9%y'|>'rnv|:2x'{E9%y'|>'rnr{:2~'{E9%x'|>'qn~~:2|'{E9%x'|>'qnz}:2z'{E9%x'|>'qnv|:2x'{E9%x'|>'qnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
