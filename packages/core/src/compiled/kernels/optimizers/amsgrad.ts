// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { amsgrad as Entry } from "../../../optimizers/amsgrad.js";
import { compiledOptimizer } from "../../optimizer.js";

export const amsgrad: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "amsgrad", formula: "", state: { m: 0, v: 0, h: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, maximumOf: "raw" }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, choices: { maximumOf: ["raw", "corrected"] }, momentum: "beta1" },
  "maximumOf",
  false,
  [[
    "p m g h v p m v h",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps],
    "ruz~g~%rL.z%qL.y%pL.x%oL.w%nL.v%mL.u%lL.t%kL.s%jL.r%}2zC2J_A.|6'}'|E7%z'}>1j~.q%z'}>1jn.p%z'}>1j].o%z'}>1jN{.n%z'}>1jNk.m%z'}>1jNY.l%z'}>1jMx.k%z'}>1jMh.j<(q(mb),}|b,|},|{b*|)b))c)M9=v~(q(qc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(q'xd+}'wd+{+}b+}'vd%y'}>j~%x'}>j~+}'ud+w+wd+}'td+{+}b+x+}g+|+|Q+|+{+}X+}'sd+}a+}'rb+q+}e+j+}c%w'}>+}l~%v'}>+nl~%u'}>+ul~%t'}>+xl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'i'xd)'wd*{)b)'vd%y'}>j~%x'}>j~)'ud*w*wd)'td*{)b*x)g*|*|Q*|*{)X)'sd)a)'rb*q)e*j)c%w'}>)l~%v'}>*nl~%u'}>*ul~%t'}>*xl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'h'xd)'wd*{)1b.g'g'vd%y'}>j~%x'}>j~)'ud*x*xd)'td*{)1b.f*y'fg'f'fQ*|'f)1X.e'e'sd)a)'rb*s)e*m)1c.d2~'{E9%w'}>'dn~~:2|'{E9%w'}>'dnz}:2z'{E9%w'}>'dnv|:2x'{E9%w'}>'dnr{:2~'{E9%v'}>'gn~~:2|'{E9%v'}>'gnz}:2z'{E9%v'}>'gnv|:2x'{E9%v'}>'gnr{:2~'{E9%u'}>'fn~~:2|'{E9%u'}>'fnz}:2z'{E9%u'}>'fnv|:2x'{E9%u'}>'fnr{:2~'{E9%t'}>'en~~:2|'{E9%t'}>'enz}:2z'{E9%t'}>'env|:2x'{E9%t'}>'enr{::;~",
  ], [
    "p m g h v p m v h",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "rqz~czN0lUON0lUP9Gfe:%%%%%%rL.z%qL.y%pL.x%oL.w%nL.v%mL.u%lL.t%kL.s%jL.r%iL.q%hL.p%gL.o%fL.n%}2zC2J_A.|6'}'|E7%z'}>1j~.m%z'}>1jn.l%z'}>1j].k%z'}>1jN{.j%z'}>1jNk.i%z'}>1jNY.h%z'}>1jMx.g%z'}>1jMh.f<(m(ib),}|b,|},|{b*|)b))c)M9=v~(m(mc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(m'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}'sd%y'}>j~%x'}>j~+}'rd+w+wd+}'qd+{+}b+x+}g+|+|Q+|+{+}X+}'pd+}a+}'ob+q+}e+f+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'nc+}&{g+z+}d%w'}>+}l~%v'}>+fl~%u'}>+ml~%t'}>+pl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'e'xd)'wg)'vf*w'ud*|)b)'td*w)b)'sd%y'}>j~%x'}>j~)'rd*w*wd)'qd*{)b*x)g*|*|Q*|*{)X)'pd)a)'ob*q)e*f)c)&}U&|)W*{&{R*|)U*y&~U)'nc)&{g*z)d%w'}>)l~%v'}>*fl~%u'}>*ml~%t'}>*pl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.d'd'dc)M9'd'dc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'd'xd)'wg)'vf*w'ud*|)b)'td*w)1b.c'c'sd%y'}>j~%x'}>j~)'rd*x*xd)'qd*{)1b.b*y'bg'b'bQ*|'b)1X.a'a'pd)a)'ob*s)e*i)c)&}U&|)W*{&{R*|)U*y&~U)'nc)&{g*z)1d._2~'{E9%w'}>'_n~~:2|'{E9%w'}>'_nz}:2z'{E9%w'}>'_nv|:2x'{E9%w'}>'_nr{:2~'{E9%v'}>'cn~~:2|'{E9%v'}>'cnz}:2z'{E9%v'}>'cnv|:2x'{E9%v'}>'cnr{:2~'{E9%u'}>'bn~~:2|'{E9%u'}>'bnz}:2z'{E9%u'}>'bnv|:2x'{E9%u'}>'bnr{:2~'{E9%t'}>'an~~:2|'{E9%t'}>'anz}:2z'{E9%t'}>'anv|:2x'{E9%t'}>'anr{::;~",
  ]],
);
