// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { qhadam as Entry } from "../../../optimizers/qhadam.js";
import { compiledOptimizer } from "../../optimizer.js";

export const qhadam: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "qhadam", formula: "", state: { m: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.995, beta2: 0.999, nu1: 0.7, nu2: 1, eps: 1e-8 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" }, nu1: { min: 0, max: 1 }, nu2: { min: 0, max: 1 } } },
  "",
  false,
  [[
    "p g m v p m v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, 1 - o.nu1, o.beta1, 1 - o.beta1, o.nu1 / (1 - (o.beta1 ** o.t)), o.lr, 1 - o.nu2, o.beta2, 1 - o.beta2, o.nu2 / (1 - (o.beta2 ** o.t)), o.eps],
    "trz~e~%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%}2zC2J_A.|6'}'|E7%{'}>1j~.n%{'}>1jn.m%{'}>1j].l%{'}>1jN{.k%{'}>1jNk.j%{'}>1jNY.i%{'}>1jMx.h%{'}>1jMh.g<(n(jb),}|b,|},|{b*|)b))c)M9=v~(n(nc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(n'yd+}'xd%z'}>j~+}'wd+z'vd+|+}b+}'ud+x+}b+}'td+u+ud+}'sd%y'}>j~+}'rd+z'qd+|+}b+}'pd+x+}b+}a+}'ob+s+}e+i+}c%x'}>+}l~%w'}>+nl~%v'}>+wl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd'f'yd)'xd%z'}>j~)'wd*z'vd*|)b)'ud*x)b)'td*u*ud)'sd%y'}>j~)'rd*z'qd*|)b)'pd*x)b)a)'ob*s)e*i)c%x'}>)l~%w'}>*nl~%v'}>*wl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd'e'yd)'xd%z'}>j~)'wd*z'vd*|)1b.d'd'ud*y)b)'td*v*vd)'sd%y'}>j~)'rd*z'qd*|)1b.c'c'pd*y)b)a)'ob*t)e*k)1c.b2~'{E9%x'}>'bn~~:2|'{E9%x'}>'bnz}:2z'{E9%x'}>'bnv|:2x'{E9%x'}>'bnr{:2~'{E9%w'}>'dn~~:2|'{E9%w'}>'dnz}:2z'{E9%w'}>'dnv|:2x'{E9%w'}>'dnr{:2~'{E9%v'}>'cn~~:2|'{E9%v'}>'cnz}:2z'{E9%v'}>'cnv|:2x'{E9%v'}>'cnr{::;~",
  ], [
    "p g m v p m v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.nu1, o.beta1, 1 - o.beta1, o.nu1 / (1 - (o.beta1 ** o.t)), o.lr, 1 - o.nu2, o.beta2, 1 - o.beta2, o.nu2 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "tnz~azN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%hL.n%gL.m%fL.l%eL.k%}2zC2J_A.|6'}'|E7%{'}>1j~.j%{'}>1jn.i%{'}>1j].h%{'}>1jN{.g%{'}>1jNk.f%{'}>1jNY.e%{'}>1jMx.d%{'}>1jMh.c<(j(fb),}|b,|},|{b*|)b))c)M9=v~(j(jc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(j'yd+}'xg+}'wf+y'vd+|+}b+}'ud%z'}>j~+}'td+z'sd+|+}b+}'rd+x+}b+}'qd+u+ud+}'pd%y'}>j~+}'od+z'nd+|+}b+}'md+x+}b+}a+}'lb+s+}e+e+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'kc+}&{g+z+}d%x'}>+}l~%w'}>+fl~%v'}>+ol~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.b'b'bc)M9'b'bc)M9;}J::%|'}>j~)'zd'b'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~)'td*z'sd*|)b)'rd*x)b)'qd*u*ud)'pd%y'}>j~)'od*z'nd*|)b)'md*x)b)a)'lb*s)e*e)c)&}U&|)W*{&{R*|)U*y&~U)'kc)&{g*z)d%x'}>)l~%w'}>*fl~%v'}>*ol~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.a'a'ac)M9'a'ac)M9;}J::%|'}>j~)'zd'a'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~)'td*z'sd*|)1b._'_'rd*y)b)'qd*v*vd)'pd%y'}>j~)'od*z'nd*|)1b.^'^'md*y)b)a)'lb*t)e*g)c)&}U&|)W*{&{R*|)U*y&~U)'kc)&{g*z)1d.]2~'{E9%x'}>']n~~:2|'{E9%x'}>']nz}:2z'{E9%x'}>']nv|:2x'{E9%x'}>']nr{:2~'{E9%w'}>'_n~~:2|'{E9%w'}>'_nz}:2z'{E9%w'}>'_nv|:2x'{E9%w'}>'_nr{:2~'{E9%v'}>'^n~~:2|'{E9%v'}>'^nz}:2z'{E9%v'}>'^nv|:2x'{E9%v'}>'^nr{::;~",
  ]],
);
