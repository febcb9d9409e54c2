// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { yogi as Entry } from "../../../optimizers/yogi.js";
import { compiledOptimizer } from "../../optimizer.js";

export const yogi: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "yogi", formula: "", state: { m: 0, v: "initialAccumulator" }, defaults: { lr: 0.01, beta1: 0.9, beta2: 0.999, eps: 0.001, initialAccumulator: 0.000001 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" }, initialAccumulator: { min: 0 } }, momentum: "beta1" },
  "",
  false,
  [[
    "p m g v p m v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps],
    "tvz~i{N0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%}2zC2J_A.|6'}'|E7%z'}>1j~.r%z'}>1jn.q%z'}>1j].p%z'}>1jN{.o%z'}>1jNk.n%z'}>1jNY.m%z'}>1jMx.l%z'}>1jMh.k<(r(nb),}|b,|},|{b*|)b))c)M9=v~(r(rc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(r'xd+}'wd+{+}b+}'vd%y'}>j~+y+yd+|+}c+}&~U&}+}W+{&|R+|+}U+}+xd+}'ud+u+}c+}'td+}a+}'sb+p+}e+i+}c%x'}>+}l~%w'}>+ml~%v'}>+xl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'j'xd)'wd*{)b)'vd%y'}>j~*y*yd*|)c)&~U&})W*{&|R*|)U)*xd)'ud*u)c)'td)a)'sb*p)e*i)c%x'}>)l~%w'}>*ml~%v'}>*xl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'i'xd)'wd*{)1b.h'h'vd%y'}>j~*z*zd*|)c)&~U&})W*{&|R*|)U)*xd)'ud*u)1c.g'g'td)a)'sb*q)e*k)1c.f2~'{E9%x'}>'fn~~:2|'{E9%x'}>'fnz}:2z'{E9%x'}>'fnv|:2x'{E9%x'}>'fnr{:2~'{E9%w'}>'hn~~:2|'{E9%w'}>'hnz}:2z'{E9%w'}>'hnv|:2x'{E9%w'}>'hnr{:2~'{E9%v'}>'gn~~:2|'{E9%v'}>'gnz}:2z'{E9%v'}>'gnv|:2x'{E9%v'}>'gnr{::;~",
  ], [
    "p m g v p m v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "trz~ezN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%jL.p%iL.o%}2zC2J_A.|6'}'|E7%z'}>1j~.n%z'}>1jn.m%z'}>1j].l%z'}>1jN{.k%z'}>1jNk.j%z'}>1jNY.i%z'}>1jMx.h%z'}>1jMh.g<(n(jb),}|b,|},|{b*|)b))c)M9=v~(n(nc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(n'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}'sd%y'}>j~+y+yd+|+}c+}&}U&|+}W+{&{R+|+}U+}+xd+}'rd+u+}c+}'qd+}a+}'pb+p+}e+e+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'oc+}&{g+z+}d%x'}>+}l~%w'}>+el~%v'}>+pl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.f'f'fc)M9'f'fc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'f'xd)'wg)'vf*w'ud*|)b)'td*w)b)'sd%y'}>j~*y*yd*|)c)&}U&|)W*{&{R*|)U)*xd)'rd*u)c)'qd)a)'pb*p)e*e)c)&}U&|)W*{&{R*|)U*y&~U)'oc)&{g*z)d%x'}>)l~%w'}>*el~%v'}>*pl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'e'xd)'wg)'vf*w'ud*|)b)'td*w)1b.d'd'sd%y'}>j~*z*zd*|)c)&}U&|)W*{&{R*|)U)*xd)'rd*u)1c.c'c'qd)a)'pb*q)e*g)c)&}U&|)W*{&{R*|)U*y&~U)'oc)&{g*z)1d.b2~'{E9%x'}>'bn~~:2|'{E9%x'}>'bnz}:2z'{E9%x'}>'bnv|:2x'{E9%x'}>'bnr{:2~'{E9%w'}>'dn~~:2|'{E9%w'}>'dnz}:2z'{E9%w'}>'dnv|:2x'{E9%w'}>'dnr{:2~'{E9%v'}>'cn~~:2|'{E9%v'}>'cnz}:2z'{E9%v'}>'cnv|:2x'{E9%v'}>'cnr{::;~",
  ]],
);
