// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { qhm as Entry } from "../../../optimizers/qhm.js";
import { compiledOptimizer } from "../../optimizer.js";

export const qhm: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "qhm", formula: "", state: { m: 0 }, defaults: { lr: 1, beta: 0.999, nu: 0.7 }, limits: { beta: { min: 0, max: 1, open: "max" }, nu: { min: 0, max: 1 } } },
  "",
  false,
  [[
    "p g m p m",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, 1 - o.nu, o.beta, 1 - o.beta, o.nu, o.lr],
    "vwz~k~%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%}2zC2J_A.|6'}'|E7%{'}>1j~.s%{'}>1jn.r%{'}>1j].q%{'}>1jN{.p%{'}>1jNk.o%{'}>1jNY.n%{'}>1jMx.m%{'}>1jMh.l<(s(ob),}|b,|},|{b*|)b))c)M9=v~(s(sc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(s'yd+}'xd%z'}>j~+}'wd+z'vd+|+}b+}'ud+x+}b+}'td+t+}c%y'}>+}l~%x'}>+yl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd)'xd%z'}>j~)'wd*z'vd*|)b)'ud*x)b)'td*t)c%y'}>)l~%x'}>*yl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd'j'yd)'xd%z'}>j~)'wd*z'vd*|)1b.i'i'ud*y)b)'td*u)1c.h2~'{E9%y'}>'hn~~:2|'{E9%y'}>'hnz}:2z'{E9%y'}>'hnv|:2x'{E9%y'}>'hnr{:2~'{E9%x'}>'in~~:2|'{E9%x'}>'inz}:2z'{E9%x'}>'inv|:2x'{E9%x'}>'inr{::;~",
  ], [
    "p g m p m",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.nu, o.beta, 1 - o.beta, o.nu, o.lr, o.lr * o.l1],
    "vsz~gzN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%nL.r%mL.q%lL.p%}2zC2J_A.|6'}'|E7%{'}>1j~.o%{'}>1jn.n%{'}>1j].m%{'}>1jN{.l%{'}>1jNk.k%{'}>1jNY.j%{'}>1jMx.i%{'}>1jMh.h<(o(kb),}|b,|},|{b*|)b))c)M9=v~(o(oc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(o'yd+}'xg+}'wf+y'vd+|+}b+}'ud%z'}>j~+}'td+z'sd+|+}b+}'rd+x+}b+}'qd+p+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'pc+}&{g+z+}d%y'}>+}l~%x'}>+ql~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd'g'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~)'td*z'sd*|)b)'rd*x)b)'qd*p)c)&}U&|)W*{&{R*|)U*y&~U)'pc)&{g*z)d%y'}>)l~%x'}>*ql~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd'f'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~)'td*z'sd*|)1b.e'e'rd*y)b)'qd*q)c)&}U&|)W*{&{R*|)U*y&~U)'pc)&{g*z)1d.d2~'{E9%y'}>'dn~~:2|'{E9%y'}>'dnz}:2z'{E9%y'}>'dnv|:2x'{E9%y'}>'dnr{:2~'{E9%x'}>'en~~:2|'{E9%x'}>'enz}:2z'{E9%x'}>'env|:2x'{E9%x'}>'enr{::;~",
  ]],
);
