// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { huber as Entry } from "../../../losses/huber.js";
import { compiledLoss } from "../../loss.js";

export const huber: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { delta: 1 }, id: "huber", formula: "", limits: { delta: { min: 0, open: "min" } } },
  [[
    "",
    "p y",
    0,
    (o, n, s) => [o.delta, s],
    "x|x}xyN0lUON0lUP9Gfe:%%%%%9:,_f%}2zC.}4.u%xL.t%wL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}&~U<+}'tf<+{&}U<&|+}W<+y&{R<+|+}U<+y+}d<+}'sd<+w+wd<&z+}d<+t+uc<+}'td<+{+}b),}|b,|},|{b*|)b'v)1b.v<%z'|>+ul~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)&~U)'tf*{&}U&|)W*y&{R*|)U*y)d)'s1d.r*x*xd&z)d*u*vc)'td*{)b)*nU'w)N))5|{|{NOO.w2~'{E9%z'|>'rn~~:2|'{E9%z'|>'rnz}:2z'{E9%z'|>'rnv|:2x'{E9%z'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) p y",
    0,
    (o, n, s) => [o.delta, s],
    "v|x}wyN0lUON0lUP9Gfe:%%%%%9:,_f%}2zC.}4.u%vL.t%uL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<%z'|>j~<+|+}c<+}&~U<+}'tf<+x+}d<+z&}U<&|+}W<+x&{R<+|+}U<+y+}d<+}'sd<+v+vd<&z+}d<+s+tc<+}'td<+{+}b<+l+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+tl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~%z'|>j~*|)c)&~U)'tf*x)d*z&}U&|)W*x&{R*|)U*y)d)'s1d.r*w*wd&z)d*t*uc)'td*{)b*m)1d.q'q*lU'w)N))5|{|{NOO.w2~'{E9%y'|>'rn~~:2|'{E9%y'|>'rnz}:2z'{E9%y'|>'rnv|:2x'{E9%y'|>'rnr{:2~'{E9%x'|>'qn~~:2|'{E9%x'|>'qnz}:2z'{E9%x'|>'qnv|:2x'{E9%x'|>'qnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
