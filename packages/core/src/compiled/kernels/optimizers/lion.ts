// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { lion as Entry } from "../../../optimizers/lion.js";
import { compiledOptimizer } from "../../optimizer.js";

export const lion: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "lion", formula: "", state: { m: 0 }, defaults: { lr: 0.0001, beta1: 0.9, beta2: 0.99, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" } }, momentum: "beta1" },
  "",
  false,
  [[
    "p m g p m",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.lr, o.beta2, 1 - o.beta2],
    "vwz~k{N0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%}2zC2J_A.|6'}'|E7%z'}>1j~.s%z'}>1jn.r%z'}>1j].q%z'}>1jN{.p%z'}>1jNk.o%z'}>1jNY.n%z'}>1jMx.m%z'}>1jMh.l<(s(ob),}|b,|},|{b*|)b))c)M9=v~(s(sc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(s'xd+}'wd+{+}b+}&~U&}+}W+{&|R+|+}U+}'vd+s+}c+s'ud+t'td+|+}b%y'}>+zl~%x'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'k'xd)'wd*{)b)&~U&})W*{&|R*|)U)'vd*s)c*s'ud*t'td*|)b%y'}>*zl~%x'}>)l~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'j'xd)'wd*{)b)&~U&})W*{&|R*|)U)'vd*s)1c.i*t'ud*u'td*|)1b.h2~'{E9%y'}>'in~~:2|'{E9%y'}>'inz}:2z'{E9%y'}>'inv|:2x'{E9%y'}>'inr{:2~'{E9%x'}>'hn~~:2|'{E9%x'}>'hnz}:2z'{E9%x'}>'hnv|:2x'{E9%x'}>'hnr{::;~",
  ], [
    "p m g p m",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, o.lr, o.lr * o.l1, o.beta2, 1 - o.beta2],
    "vsz~gzN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%nL.r%mL.q%lL.p%}2zC2J_A.|6'}'|E7%z'}>1j~.o%z'}>1jn.n%z'}>1j].m%z'}>1jN{.l%z'}>1jNk.k%z'}>1jNY.j%z'}>1jMx.i%z'}>1jMh.h<(o(kb),}|b,|},|{b*|)b))c)M9=v~(o(oc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(o'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}&}U&|+}W+{&{R+|+}U+}'sd+o+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'rc+}&{g+z+}d+g'qd+l'pd+|+}b%y'}>+zl~%x'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'g'xd)'wg)'vf*w'ud*|)b)'td*w)b)&}U&|)W*{&{R*|)U)'sd*o)c)&}U&|)W*{&{R*|)U*y&~U)'rc)&{g*z)d*g'qd*l'pd*|)b%y'}>*zl~%x'}>)l~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'f'xd)'wg)'vf*w'ud*|)b)'td*w)b)&}U&|)W*{&{R*|)U)'sd*o)c)&}U&|)W*{&{R*|)U*y&~U)'rc)&{g*z)1d.e*h'qd*m'pd*|)1b.d2~'{E9%y'}>'en~~:2|'{E9%y'}>'enz}:2z'{E9%y'}>'env|:2x'{E9%y'}>'enr{:2~'{E9%x'}>'dn~~:2|'{E9%x'}>'dnz}:2z'{E9%x'}>'dnv|:2x'{E9%x'}>'dnr{::;~",
  ]],
);
