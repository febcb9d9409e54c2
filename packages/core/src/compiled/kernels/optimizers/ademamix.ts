// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { ademamix as Entry } from "../../../optimizers/ademamix.js";
import { compiledOptimizer } from "../../optimizer.js";

export const ademamix: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "ademamix", formula: "", state: { m: 0, n: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, beta3: 0.9999, alpha: 5, eps: 1e-8, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, beta3: { min: 0, max: 1, open: "max" }, alpha: { min: 0 }, eps: { min: 0, open: "min" } } },
  "",
  false,
  [[
    "p m g n v p m n v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, 1 / (1 - (o.beta1 ** o.t)), o.beta3, 1 - o.beta3, o.alpha, o.lr, o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps],
    "rqz~c~%rL.z%qL.y%pL.x%oL.w%nL.v%mL.u%lL.t%kL.s%jL.r%iL.q%hL.p%gL.o%fL.n%}2zC2J_A.|6'}'|E7%z'}>1j~.m%z'}>1jn.l%z'}>1j].k%z'}>1jN{.j%z'}>1jNk.i%z'}>1jNY.h%z'}>1jMx.g%z'}>1jMh.f<(m(ib),}|b,|},|{b*|)b))c)M9=v~(m(mc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(m'xd+}'wd+{+}b+}'vd%y'}>j~+}'ud+x'td+|+}b+}'sd+x+}b+}'rd%x'}>j~+}'qd+q+qd+}'pd+{+}b+}'od+}a+}'nb+u+}e+g+}c%w'}>+}l~%v'}>+kl~%u'}>+pl~%t'}>+xl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'e'xd)'wd*{)b)'vd%y'}>j~)'ud*x'td*|)b)'sd*x)b)'rd%x'}>j~)'qd*q*qd)'pd*{)b)'od)a)'nb*u)e*g)c%w'}>)l~%v'}>*kl~%u'}>*pl~%t'}>*xl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.d'd'dc)M9'd'dc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'd'xd)'wd*{)1b.c'c'vd%y'}>j~)'ud*y'td*|)1b.b'b'sd*y)b)'rd%x'}>j~)'qd*s*sd)'pd*{)1b.a'a'od)a)'nb*v)e*j)1c._2~'{E9%w'}>'_n~~:2|'{E9%w'}>'_nz}:2z'{E9%w'}>'_nv|:2x'{E9%w'}>'_nr{:2~'{E9%v'}>'cn~~:2|'{E9%v'}>'cnz}:2z'{E9%v'}>'cnv|:2x'{E9%v'}>'cnr{:2~'{E9%u'}>'bn~~:2|'{E9%u'}>'bnz}:2z'{E9%u'}>'bnv|:2x'{E9%u'}>'bnr{:2~'{E9%t'}>'an~~:2|'{E9%t'}>'anz}:2z'{E9%t'}>'anv|:2x'{E9%t'}>'anr{::;~",
  ], [
    "p m g n v p m n v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, 1 / (1 - (o.beta1 ** o.t)), o.beta3, 1 - o.beta3, o.alpha, o.lr, o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "rmz~^zN0lUON0lUP9Gfe:%%%%%%rL.z%qL.y%pL.x%oL.w%nL.v%mL.u%lL.t%kL.s%jL.r%iL.q%hL.p%gL.o%fL.n%eL.m%dL.l%cL.k%bL.j%}2zC2J_A.|6'}'|E7%z'}>1j~.i%z'}>1jn.h%z'}>1j].g%z'}>1jN{.f%z'}>1jNk.e%z'}>1jNY.d%z'}>1jMx.c%z'}>1jMh.b<(i(eb),}|b,|},|{b*|)b))c)M9=v~(i(ic=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(i'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}'sd%y'}>j~+}'rd+x'qd+|+}b+}'pd+x+}b+}'od%x'}>j~+}'nd+q+qd+}'md+{+}b+}'ld+}a+}'kb+u+}e+c+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'jc+}&{g+z+}d%w'}>+}l~%v'}>+cl~%u'}>+hl~%t'}>+pl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.a'a'ac)M9'a'ac)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'a'xd)'wg)'vf*w'ud*|)b)'td*w)b)'sd%y'}>j~)'rd*x'qd*|)b)'pd*x)b)'od%x'}>j~)'nd*q*qd)'md*{)b)'ld)a)'kb*u)e*c)c)&}U&|)W*{&{R*|)U*y&~U)'jc)&{g*z)d%w'}>)l~%v'}>*cl~%u'}>*hl~%t'}>*pl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U._'_'_c)M9'_'_c)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'_'xd)'wg)'vf*w'ud*|)b)'td*w)1b.^'^'sd%y'}>j~)'rd*y'qd*|)1b.]']'pd*y)b)'od%x'}>j~)'nd*s*sd)'md*{)1b.['['ld)a)'kb*v)e*f)c)&}U&|)W*{&{R*|)U*y&~U)'jc)&{g*z)1d.Z2~'{E9%w'}>'Zn~~:2|'{E9%w'}>'Znz}:2z'{E9%w'}>'Znv|:2x'{E9%w'}>'Znr{:2~'{E9%v'}>'^n~~:2|'{E9%v'}>'^nz}:2z'{E9%v'}>'^nv|:2x'{E9%v'}>'^nr{:2~'{E9%u'}>']n~~:2|'{E9%u'}>']nz}:2z'{E9%u'}>']nv|:2x'{E9%u'}>']nr{:2~'{E9%t'}>'[n~~:2|'{E9%t'}>'[nz}:2z'{E9%t'}>'[nv|:2x'{E9%t'}>'[nr{::;~",
  ]],
);
