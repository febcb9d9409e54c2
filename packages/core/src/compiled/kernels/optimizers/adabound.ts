// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adabound as Entry } from "../../../optimizers/adabound.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adabound: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adabound", formula: "", state: { m: 0, v: 0, h: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, finalRatio: 100, gamma: 0.001, eps: 1e-8, amsbound: false }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" }, finalRatio: { min: 0, open: "min" }, gamma: { min: 0, open: "min" } }, momentum: "beta1" },
  "amsbound",
  false,
  [[
    "p v g m p m v",
    0,
    (o) => { const _0 = (o.gamma * o.t); return [1 - (o.lr * o.weightDecay), o.beta2, o.clipScale, 1 - o.beta2, o.eps, Math.sqrt((1 - (o.beta2 ** o.t))) / (1 - (o.beta1 ** o.t)), o.finalRatio * (1 - (1 / (_0 + 1))), o.finalRatio * (1 + (1 / _0)), o.beta1, 1 - o.beta1, o.lr]; },
    "tsz~f~%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%}2zC2J_A.|6'}'|E7%z'}>1j~.o%z'}>1jn.n%z'}>1j].m%z'}>1jN{.l%z'}>1jNk.k%z'}>1jNY.j%z'}>1jMx.i%z'}>1jMh.h<(o(kb),}|b,|},|{b*|)b))c)M9=v~(o(oc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(o'xd+}+}d+}'wd+z+}b+}a+}'vb'u+}e+}'tg+}'sf%y'}>j~+}'rd+s'qd+|+}b+y+}d+}'pd+l+}c%x'}>+}l~%w'}>+zl~%v'}>+ql~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'g'xd))d)'wd*z)b)a)'vb'u)e)'tg)'sf%y'}>j~)'rd*s'qd*|)b*y)d)'pd*l)c%x'}>)l~%w'}>*zl~%v'}>*ql~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'f'xd))d)'wd*z)1b.e'ea)'vb'u)e)'tg)'sf%y'}>j~)'rd*t'qd*|)1b.d*z'dd)'pd*n)1c.c2~'{E9%x'}>'cn~~:2|'{E9%x'}>'cnz}:2z'{E9%x'}>'cnv|:2x'{E9%x'}>'cnr{:2~'{E9%w'}>'dn~~:2|'{E9%w'}>'dnz}:2z'{E9%w'}>'dnv|:2x'{E9%w'}>'dnr{:2~'{E9%v'}>'en~~:2|'{E9%v'}>'enz}:2z'{E9%v'}>'env|:2x'{E9%v'}>'enr{::;~",
  ], [
    "p v g m p m v",
    0,
    (o) => { const _0 = (o.gamma * o.t); return [1 - (o.lr * o.weightDecay), o.beta2, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta2, o.eps, Math.sqrt((1 - (o.beta2 ** o.t))) / (1 - (o.beta1 ** o.t)), o.finalRatio * (1 - (1 / (_0 + 1))), o.finalRatio * (1 + (1 / _0)), o.beta1, 1 - o.beta1, o.lr, o.lr * o.l1]; },
    "toz~bzN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%hL.n%gL.m%fL.l%}2zC2J_A.|6'}'|E7%z'}>1j~.k%z'}>1jn.j%z'}>1j].i%z'}>1jN{.h%z'}>1jNk.g%z'}>1jNY.f%z'}>1jMx.e%z'}>1jMh.d<(k(gb),}|b,|},|{b*|)b))c)M9=v~(k(kc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(k'xd+}'wg+}'vf+w'ud+|+}b+}+}d+}'td+v+}b+}a+}'sb'r+}e+}'qg+}'pf%y'}>j~+}'od+s'nd+|+}b+y+}d+}'md+h+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'lc+}&{g+z+}d%x'}>+}l~%w'}>+rl~%v'}>+il~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.c'c'cc)M9'c'cc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'c'xd)'wg)'vf*w'ud*|)b))d)'td*v)b)a)'sb'r)e)'qg)'pf%y'}>j~)'od*s'nd*|)b*y)d)'md*h)c)&}U&|)W*{&{R*|)U*y&~U)'lc)&{g*z)d%x'}>)l~%w'}>*rl~%v'}>*il~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.b'b'bc)M9'b'bc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'b'xd)'wg)'vf*w'ud*|)b))d)'td*v)1b.a'aa)'sb'r)e)'qg)'pf%y'}>j~)'od*t'nd*|)1b._*z'_d)'md*j)c)&}U&|)W*{&{R*|)U*y&~U)'lc)&{g*z)1d.^2~'{E9%x'}>'^n~~:2|'{E9%x'}>'^nz}:2z'{E9%x'}>'^nv|:2x'{E9%x'}>'^nr{:2~'{E9%w'}>'_n~~:2|'{E9%w'}>'_nz}:2z'{E9%w'}>'_nv|:2x'{E9%w'}>'_nr{:2~'{E9%v'}>'an~~:2|'{E9%v'}>'anz}:2z'{E9%v'}>'anv|:2x'{E9%v'}>'anr{::;~",
  ]],
);
