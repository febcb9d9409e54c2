// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { smoothL1 as Entry } from "../../../losses/smooth-l1.js";
import { compiledLoss } from "../../loss.js";

export const smoothL1: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { beta: 1 }, id: "smooth-l1", formula: "", limits: { beta: { min: 0 } } },
  [[
    "",
    "p y",
    0,
    (o, n, s) => [o.beta, s, 1 / o.beta, 0.5 / o.beta, 0.5 * o.beta],
    "xyx}uzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.u%xL.t%wL.s%vL.r%uL.q%tL.p'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}&~U<+}'tS<&{'s+}X<+|'sU<+}'rd<+z+}U<+}+xd<+y+}b<+u&}U<&|+}W<+s&{R<+|+}U<+y+}d<+q+qd<+}'qd<+o'pc<+|+}+oX),}|b,|},|{b*|)b'v)1b.v<%z'|>+vl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)&~U)'tS&{'s)X*|'sU)'rd*z)U)*xd*y)b*u&}U&|)W*s&{R*|)U*y)1d.o*r*rd)'qd*p'pc*|)*pX)*jU'w)N))5|{|{NOO.w2~'{E9%z'|>'on~~:2|'{E9%z'|>'onz}:2z'{E9%z'|>'onv|:2x'{E9%z'|>'onr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "p y (weight)",
    0,
    (o, n, s) => [o.beta, s, 1 / o.beta, 0.5 / o.beta, 0.5 * o.beta],
    "vyx}tzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.u%vL.t%uL.s%tL.r%sL.q%rL.p'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}&~U<+}'tS<%z'|>j~<+}'sd<&{+}+{X<+z+|U<+}'rd<+x+}U<+}+vd<+y+}b<+s&}U<&|+}W<+q&{R<+|+}U<+y+}d<+o+od<+}'qd<+m'pc<+|+}+mX<+m+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+ul~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)&~U)'tS%z'|>j~)'sd&{)*{X*z*|U)'rd*x)U)*vd*y)b*s&}U&|)W*q&{R*|)U*y)1d.o*p*pd)'qd*n'pc*|)*nX*n)1d.n'n*hU'w)N))5|{|{NOO.w2~'{E9%y'|>'on~~:2|'{E9%y'|>'onz}:2z'{E9%y'|>'onv|:2x'{E9%y'|>'onr{:2~'{E9%x'|>'nn~~:2|'{E9%x'|>'nnz}:2z'{E9%x'|>'nnv|:2x'{E9%x'|>'nnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
