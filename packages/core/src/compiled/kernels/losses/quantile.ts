// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { quantile as Entry } from "../../../losses/quantile.js";
import { compiledLoss } from "../../loss.js";

export const quantile: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { quantile: 0.5 }, id: "quantile", formula: "", limits: { quantile: { min: 0, max: 1, open: "both" } } },
  [[
    "",
    "y p",
    0,
    (o, n, s) => { const _0 = (o.quantile - 1); return [_0, o.quantile, s * _0, s * o.quantile]; },
    "xzx}v{N0lUP9Gfe:9:,_f%}2zC.}4.u%xL.t%wL.s%vL.r%uL.q'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}'td<+|'sd<+|+}S<+}&|U<+z+{T<+}&|U<+{+}b<&}+}c<+}'rd<+{'qd<+|+}b<&~+}c<+s+rg<+q+qQ<+|+p+}X),}|b,|},|{b*|)b'v)1b.v<%z'|>+wl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)'td*|'sd*|)S)&|U*z*{T)&|U*{)b&})c)'rd*{'qd*|)b&~)1c.p*t*sg*r*rQ*|*q)X)*lU'w)N))5|{|{NOO.w2~'{E9%z'|>'pn~~:2|'{E9%z'|>'pnz}:2z'{E9%z'|>'pnv|:2x'{E9%z'|>'pnr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) y p",
    0,
    (o, n, s) => [s, o.quantile - 1, o.quantile],
    "v{x}v{N0lUP9Gfe:9:,_f%}2zC.}4.u%vL.t%uL.s%tL.r'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}'td<%{'|>j~<%z'|>j~<+|+}c<+}'sd<+|'rd<+|+}S<+}&|U<+z+{T<+}&|U<+{+}b<&}+}c<+r+}d<+}'sd<+p+zd<+}'rd<+{+}b<&~+}c<+q+pg<+o+oQ<+|+n+}X<+h+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+vl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)'td%{'|>j~%z'|>j~*|)c)'sd*|'rd*|)S)&|U*z*{T)&|U*{)b&})c*r)d)'sd*p*zd)'rd*{)b&~)1c.q*r*qg*p*pQ*|*o)X*i)1d.p'p*hU'w)N))5|{|{NOO.w2~'{E9%y'|>'qn~~:2|'{E9%y'|>'qnz}:2z'{E9%y'|>'qnv|:2x'{E9%y'|>'qnr{:2~'{E9%x'|>'pn~~:2|'{E9%x'|>'pnz}:2z'{E9%x'|>'pnv|:2x'{E9%x'|>'pnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
