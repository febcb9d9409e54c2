// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adamw as Entry } from "../../../optimizers/adamw.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adamw: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adamw", formula: "", state: { m: 0, v: 0, h: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01, amsgrad: false, epsPlacement: "outside" }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, choices: { epsPlacement: ["outside", "inside", "uncorrected"] }, momentum: "beta1" },
  "amsgrad epsPlacement",
  false,
  [[
    "p m g v p m v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps],
    "tuz~h~%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%}2zC2J_A.|6'}'|E7%z'}>1j~.q%z'}>1jn.p%z'}>1j].o%z'}>1jN{.n%z'}>1jNk.m%z'}>1jNY.l%z'}>1jMx.k%z'}>1jMh.j<(q(mb),}|b,|},|{b*|)b))c)M9=v~(q(qc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(q'xd+}'wd+{+}b+}'vd%y'}>j~+}'ud+x+xd+}'td+{+}b+}'sd+}a+}'rb+u+}e+n+}c%x'}>+}l~%w'}>+rl~%v'}>+xl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'i'xd)'wd*{)b)'vd%y'}>j~)'ud*x*xd)'td*{)b)'sd)a)'rb*u)e*n)c%x'}>)l~%w'}>*rl~%v'}>*xl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'h'xd)'wd*{)1b.g'g'vd%y'}>j~)'ud*y*yd)'td*{)1b.f'f'sd)a)'rb*v)e*p)1c.e2~'{E9%x'}>'en~~:2|'{E9%x'}>'enz}:2z'{E9%x'}>'env|:2x'{E9%x'}>'enr{:2~'{E9%w'}>'gn~~:2|'{E9%w'}>'gnz}:2z'{E9%w'}>'gnv|:2x'{E9%w'}>'gnr{:2~'{E9%v'}>'fn~~:2|'{E9%v'}>'fnz}:2z'{E9%v'}>'fnv|:2x'{E9%v'}>'fnr{::;~",
  ], [
    "p m g v p m v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "tqz~dzN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%hL.n%}2zC2J_A.|6'}'|E7%z'}>1j~.m%z'}>1jn.l%z'}>1j].k%z'}>1jN{.j%z'}>1jNk.i%z'}>1jNY.h%z'}>1jMx.g%z'}>1jMh.f<(m(ib),}|b,|},|{b*|)b))c)M9=v~(m(mc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(m'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}'sd%y'}>j~+}'rd+x+xd+}'qd+{+}b+}'pd+}a+}'ob+u+}e+j+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'nc+}&{g+z+}d%x'}>+}l~%w'}>+jl~%v'}>+pl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'e'xd)'wg)'vf*w'ud*|)b)'td*w)b)'sd%y'}>j~)'rd*x*xd)'qd*{)b)'pd)a)'ob*u)e*j)c)&}U&|)W*{&{R*|)U*y&~U)'nc)&{g*z)d%x'}>)l~%w'}>*jl~%v'}>*pl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.d'd'dc)M9'd'dc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'd'xd)'wg)'vf*w'ud*|)b)'td*w)1b.c'c'sd%y'}>j~)'rd*y*yd)'qd*{)1b.b'b'pd)a)'ob*v)e*l)c)&}U&|)W*{&{R*|)U*y&~U)'nc)&{g*z)1d.a2~'{E9%x'}>'an~~:2|'{E9%x'}>'anz}:2z'{E9%x'}>'anv|:2x'{E9%x'}>'anr{:2~'{E9%w'}>'cn~~:2|'{E9%w'}>'cnz}:2z'{E9%w'}>'cnv|:2x'{E9%w'}>'cnr{:2~'{E9%v'}>'bn~~:2|'{E9%v'}>'bnz}:2z'{E9%v'}>'bnv|:2x'{E9%v'}>'bnr{::;~",
  ]],
);
