// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { sgd as Entry } from "../../../optimizers/sgd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const sgd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "sgd", formula: "", state: {  }, defaults: { lr: 0.001 } },
  "",
  false,
  [[
    "p g p",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.lr * o.clipScale],
    "x|z~q~%xL.z%wL.y%}2zC2J_A.|6'}'|E7%{'}>1j~.x%{'}>1jn.w%{'}>1j].v%{'}>1jN{.u%{'}>1jNk.t%{'}>1jNY.s%{'}>1jMx.r%{'}>1jMh.q<(x(tb),}|b,|},|{b*|)b))c)M9=v~(x(xc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(x'yd+|+}c%z'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.p'p'pc)M9'p'pc)M9;}J::%|'}>j~)'zd'p'yd*|)c%z'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.o'o'oc)M9'o'oc)M9;}J::%|'}>j~)'zd'o'yd*|)1c.n2~'{E9%z'}>'nn~~:2|'{E9%z'}>'nnz}:2z'{E9%z'}>'nnv|:2x'{E9%z'}>'nnr{::;~",
  ], [
    "p g p",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.lr, o.lr * o.l1],
    "xwz~lzN0lUON0lUP9Gfe:%%%%%%xL.z%wL.y%vL.x%uL.w%tL.v%sL.u%rL.t%}2zC2J_A.|6'}'|E7%{'}>1j~.s%{'}>1jn.r%{'}>1j].q%{'}>1jN{.p%{'}>1jNk.o%{'}>1jNY.n%{'}>1jMx.m%{'}>1jMh.l<(s(ob),}|b,|},|{b*|)b))c)M9=v~(s(sc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(s'yd+}'xg+}'wf+y'vd+|+}b+}'ud+w+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'tc+}&{g+z+}d%z'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd)'xg)'wf*y'vd*|)b)'ud*w)c)&}U&|)W*{&{R*|)U*y&~U)'tc)&{g*z)d%z'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd'j'yd)'xg)'wf*y'vd*|)b)'ud*w)c)&}U&|)W*{&{R*|)U*y&~U)'tc)&{g*z)1d.i2~'{E9%z'}>'in~~:2|'{E9%z'}>'inz}:2z'{E9%z'}>'inv|:2x'{E9%z'}>'inr{::;~",
  ]],
);
