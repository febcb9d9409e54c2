// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { radam as Entry } from "../../../optimizers/radam.js";
import { compiledOptimizer } from "../../optimizer.js";

export const radam: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "radam", formula: "", state: { m: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, epsPlacement: "uncorrected" }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, choices: { epsPlacement: ["uncorrected", "outside"] }, momentum: "beta1" },
  "epsPlacement",
  false,
  [[
    "p m g v p m v",
    0,
    (o) => { const _0 = (1 - o.beta2); const _1 = ((2 / _0) - 1); const _2 = (o.beta2 ** o.t); const _3 = (1 - _2); const _4 = (_1 - (((2 * o.t) * _2) / _3)); return [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.beta2, _0, o.eps, Math.sqrt(((((_4 - 4) * (_4 - 2)) * _1) / (((_1 - 4) * (_1 - 2)) * _4))) * Math.sqrt(_3), +(_4 > 5), o.lr / (1 - (o.beta1 ** o.t))]; },
    "ttz~g|9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%}2zC2J_A.|6'}'|E7%z'}>1j~.p%z'}>1jn.o%z'}>1j].n%z'}>1jN{.m%z'}>1jNk.l%z'}>1jNY.k%z'}>1jMx.j%z'}>1jMh.i<(p(lb),}|b,|},|{b*|)b))c)M9=v~(p(pc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(p'xd+}'wd+{+}b%y'}>j~+}'vd+y+yd+}'ud+{+}b+}a+}'tb's+}e'r&}R+|&~+}X+s+}d+}'qd+l+}c%x'}>+}l~%w'}>+pl~%v'}>+ul~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'h'xd)'wd*{)b%y'}>j~)'vd*y*yd)'ud*{)b)a)'tb's)e'r&}R*|&~)X*s)d)'qd*l)c%x'}>)l~%w'}>*pl~%v'}>*ul~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'g'xd)'wd*{)1b.f%y'}>j~)'vd*z*zd)'ud*{)1b.e'ea)'tb's)e'r&}R*|&~)X'f)d)'qd*n)1c.d2~'{E9%x'}>'dn~~:2|'{E9%x'}>'dnz}:2z'{E9%x'}>'dnv|:2x'{E9%x'}>'dnr{:2~'{E9%w'}>'fn~~:2|'{E9%w'}>'fnz}:2z'{E9%w'}>'fnv|:2x'{E9%w'}>'fnr{:2~'{E9%v'}>'en~~:2|'{E9%v'}>'enz}:2z'{E9%v'}>'env|:2x'{E9%v'}>'enr{::;~",
  ], [
    "p m g v p m v",
    0,
    (o) => { const _0 = (1 - o.beta2); const _1 = ((2 / _0) - 1); const _2 = (o.beta2 ** o.t); const _3 = (1 - _2); const _4 = (_1 - (((2 * o.t) * _2) / _3)); return [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, o.beta2, _0, o.eps, Math.sqrt(((((_4 - 4) * (_4 - 2)) * _1) / (((_1 - 4) * (_1 - 2)) * _4))) * Math.sqrt(_3), +(_4 > 5), o.lr / (1 - (o.beta1 ** o.t)), o.lr * o.l1]; },
    "tpz~czN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%hL.n%gL.m%}2zC2J_A.|6'}'|E7%z'}>1j~.l%z'}>1jn.k%z'}>1j].j%z'}>1jN{.i%z'}>1jNk.h%z'}>1jNY.g%z'}>1jMx.f%z'}>1jMh.e<(l(hb),}|b,|},|{b*|)b))c)M9=v~(l(lc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(l'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b%y'}>j~+}'sd+y+yd+}'rd+{+}b+}a+}'qb'p+}e'o&{R+|&|+}X+s+}d+}'nd+h+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'mc+}&{g+z+}d%x'}>+}l~%w'}>+hl~%v'}>+ml~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.d'd'dc)M9'd'dc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'd'xd)'wg)'vf*w'ud*|)b)'td*w)b%y'}>j~)'sd*y*yd)'rd*{)b)a)'qb'p)e'o&{R*|&|)X*s)d)'nd*h)c)&}U&|)W*{&{R*|)U*y&~U)'mc)&{g*z)d%x'}>)l~%w'}>*hl~%v'}>*ml~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.c'c'cc)M9'c'cc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'c'xd)'wg)'vf*w'ud*|)b)'td*w)1b.b%y'}>j~)'sd*z*zd)'rd*{)1b.a'aa)'qb'p)e'o&{R*|&|)X'b)d)'nd*j)c)&}U&|)W*{&{R*|)U*y&~U)'mc)&{g*z)1d._2~'{E9%x'}>'_n~~:2|'{E9%x'}>'_nz}:2z'{E9%x'}>'_nv|:2x'{E9%x'}>'_nr{:2~'{E9%w'}>'bn~~:2|'{E9%w'}>'bnz}:2z'{E9%w'}>'bnv|:2x'{E9%w'}>'bnr{:2~'{E9%v'}>'an~~:2|'{E9%v'}>'anz}:2z'{E9%v'}>'anv|:2x'{E9%v'}>'anr{::;~",
  ]],
);
