// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adamax as Entry } from "../../../optimizers/adamax.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adamax: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adamax", formula: "", state: { m: 0, u: 0 }, defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1" },
  "",
  false,
  [[
    "p m g u p m u",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, o.eps],
    "twz~j}N0lUO%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%}2zC2J_A.|6'}'|E7%z'}>1j~.s%z'}>1jn.r%z'}>1j].q%z'}>1jN{.p%z'}>1jNk.o%z'}>1jNY.n%z'}>1jMx.m%z'}>1jMh.l<(s(ob),}|b,|},|{b*|)b))c)M9=v~(s(sc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(s'xd+}'wd+{+}b+}'vd%y'}>j~+}'ud+x&~U+}'tb+{+}g+|+|Q+|+{+}X+v+}e+o+}c%x'}>+}l~%w'}>+sl~%v'}>+{l~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'k'xd)'wd*{)b)'vd%y'}>j~)'ud*x&~U)'tb*{)g*|*|Q*|*{)X*v)e*o)c%x'}>)l~%w'}>*sl~%v'}>*{l~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'j'xd)'wd*{)1b.i'i'vd%y'}>j~)'ud*y&~U)'tb*{)g*|*|Q*|*{)1X.h*w'he*q)1c.g2~'{E9%x'}>'gn~~:2|'{E9%x'}>'gnz}:2z'{E9%x'}>'gnv|:2x'{E9%x'}>'gnr{:2~'{E9%w'}>'in~~:2|'{E9%w'}>'inz}:2z'{E9%w'}>'inv|:2x'{E9%w'}>'inr{:2~'{E9%v'}>'hn~~:2|'{E9%v'}>'hnz}:2z'{E9%v'}>'hnv|:2x'{E9%v'}>'hnr{::;~",
  ], [
    "p m g u p m u",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, o.eps, o.lr * o.l1],
    "tsz~fzN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%}2zC2J_A.|6'}'|E7%z'}>1j~.o%z'}>1jn.n%z'}>1j].m%z'}>1jN{.l%z'}>1jNk.k%z'}>1jNY.j%z'}>1jMx.i%z'}>1jMh.h<(o(kb),}|b,|},|{b*|)b))c)M9=v~(o(oc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(o'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}'sd%y'}>j~+}'rd+x&~U+}'qb+{+}g+|+|Q+|+{+}X+v+}e+k+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'pc+}&{g+z+}d%x'}>+}l~%w'}>+kl~%v'}>+sl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'g'xd)'wg)'vf*w'ud*|)b)'td*w)b)'sd%y'}>j~)'rd*x&~U)'qb*{)g*|*|Q*|*{)X*v)e*k)c)&}U&|)W*{&{R*|)U*y&~U)'pc)&{g*z)d%x'}>)l~%w'}>*kl~%v'}>*sl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'f'xd)'wg)'vf*w'ud*|)b)'td*w)1b.e'e'sd%y'}>j~)'rd*y&~U)'qb*{)g*|*|Q*|*{)1X.d*w'de*m)c)&}U&|)W*{&{R*|)U*y&~U)'pc)&{g*z)1d.c2~'{E9%x'}>'cn~~:2|'{E9%x'}>'cnz}:2z'{E9%x'}>'cnv|:2x'{E9%x'}>'cnr{:2~'{E9%w'}>'en~~:2|'{E9%w'}>'enz}:2z'{E9%w'}>'env|:2x'{E9%w'}>'enr{:2~'{E9%v'}>'dn~~:2|'{E9%v'}>'dnz}:2z'{E9%v'}>'dnv|:2x'{E9%v'}>'dnr{::;~",
  ]],
);
