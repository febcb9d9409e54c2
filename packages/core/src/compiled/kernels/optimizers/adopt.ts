// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adopt as Entry } from "../../../optimizers/adopt.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adopt: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adopt", formula: "", state: { m: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.9999, eps: 0.000001, clip: true }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1" },
  "",
  false,
  [[
    "p m g v p m v",
    0,
    (o) => { const _0 = ((o.t - 1) ** 0.25); return [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, o.eps, -_0, _0, +o.clip, 1 - o.beta1, +(o.t > 1), o.lr, o.beta2, 1 - o.beta2]; },
    "trz~e}%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%}2zC2J_A.|6'}'|E7%z'}>1j~.n%z'}>1jn.m%z'}>1j].l%z'}>1jN{.k%z'}>1jNk.j%z'}>1jNY.i%z'}>1jMx.h%z'}>1jMh.g<(n(jb),}|b,|},|{b*|)b))c)M9=v~(n(nc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(n'xd%y'}>j~+}a+}'wg+z+}e+}'vg+}'uf't&~R+|+z+}X+}'sd+s+}b'r&~R+}+|U+}'qd+m+}c+p'pd+n+nd+}'od+{+}b'r&~R+|+z+}X%x'}>+wl~%w'}>+ul~%v'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'f'xd%y'}>j~)a)'wg*z)e)'vg)'uf't&~R*|*z)X)'sd*s)b'r&~R)*|U)'qd*m)c*p'pd*n*nd)'od*{)b'r&~R*|*z)X%x'}>*wl~%w'}>*ul~%v'}>)l~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'e'xd%y'}>j~)a)'wg*z)e)'vg)'uf't&~R*|*z)X)'sd*s)b'r&~R)*|1U.d'd'qd*n)1c.c*r'pd*p*pd)'od*{)b'r&~R*|*z)1X.b2~'{E9%x'}>'cn~~:2|'{E9%x'}>'cnz}:2z'{E9%x'}>'cnv|:2x'{E9%x'}>'cnr{:2~'{E9%w'}>'dn~~:2|'{E9%w'}>'dnz}:2z'{E9%w'}>'dnv|:2x'{E9%w'}>'dnr{:2~'{E9%v'}>'bn~~:2|'{E9%v'}>'bnz}:2z'{E9%v'}>'bnv|:2x'{E9%v'}>'bnr{::;~",
  ], [
    "p m g v p m v",
    0,
    (o) => { const _0 = ((o.t - 1) ** 0.25); return [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.eps, -_0, _0, +o.clip, 1 - o.beta1, +(o.t > 1), o.lr, o.lr * o.l1, o.beta2, 1 - o.beta2]; },
    "tnz~azN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%hL.n%gL.m%fL.l%eL.k%}2zC2J_A.|6'}'|E7%z'}>1j~.j%z'}>1jn.i%z'}>1j].h%z'}>1jN{.g%z'}>1jNk.f%z'}>1jNY.e%z'}>1jMx.d%z'}>1jMh.c<(j(fb),}|b,|},|{b*|)b))c)M9=v~(j(jc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(j'xd+}'wg+}'vf+w'ud+|+}b%y'}>j~+}a+}'tg+z+}e+}'sg+}'rf'q&{R+|+z+}X+}'pd+o+}b'o&{R+}+|U+}'nd+i+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'mc+}&{g+z+}d+h'ld+f+fd+}'kd+{+}b'o&{R+|+z+}X%x'}>+wl~%w'}>+ml~%v'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.b'b'bc)M9'b'bc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'b'xd)'wg)'vf*w'ud*|)b%y'}>j~)a)'tg*z)e)'sg)'rf'q&{R*|*z)X)'pd*o)b'o&{R)*|U)'nd*i)c)&}U&|)W*{&{R*|)U*y&~U)'mc)&{g*z)d*h'ld*f*fd)'kd*{)b'o&{R*|*z)X%x'}>*wl~%w'}>*ml~%v'}>)l~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.a'a'ac)M9'a'ac)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'a'xd)'wg)'vf*w'ud*|)b%y'}>j~)a)'tg*z)e)'sg)'rf'q&{R*|*z)X)'pd*o)b'o&{R)*|1U._'_'nd*j)c)&}U&|)W*{&{R*|)U*y&~U)'mc)&{g*z)1d.^*j'ld*h*hd)'kd*{)b'o&{R*|*z)1X.]2~'{E9%x'}>'^n~~:2|'{E9%x'}>'^nz}:2z'{E9%x'}>'^nv|:2x'{E9%x'}>'^nr{:2~'{E9%w'}>'_n~~:2|'{E9%w'}>'_nz}:2z'{E9%w'}>'_nv|:2x'{E9%w'}>'_nr{:2~'{E9%v'}>']n~~:2|'{E9%v'}>']nz}:2z'{E9%v'}>']nv|:2x'{E9%v'}>']nr{::;~",
  ]],
);
