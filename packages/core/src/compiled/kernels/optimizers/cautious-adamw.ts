// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { cautiousAdamw as Entry } from "../../../optimizers/cautious-adamw.js";
import { compiledOptimizer } from "../../optimizer.js";

export const cautiousAdamw: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "cautious-adamw", formula: "", state: { m: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1" },
  "",
  true,
  [[
    "p m g v p m v",
    0,
    (o, n) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, 1 / n, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps],
    "ttw}jzN0lUP9Gfe:%%%%%7kN*f%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i6'x%~E73%%%%%.h'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.g6'|'yE7<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+}'od<+z+}b<+}&~U<&}+}W<+{&|R<+|+}U<+w&~U<&}+}W<+u&|R<+|+}U<+y+}d<&|+}S<+}&}U),}|b,|},|{b*|)b'g)1b.g'|2MV>.|8'h'gN'g'g5|{|{NOO.h86'|'}E7's'}'|?2zD0{K1P.v%{'|>j~)'qd%z'|>j~)'pd)'od*z)b)&~U&})W*{&|R*|)U*w&~U&})W*u&|R*|)U*y)d&|)S)&}U)'vU'h)N))5|{|{NOO.h'|2]>.|8'hq~'hq}FGL/)'nd)&{g&})e)'m1d.f'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+}'od<+z+}b<+}&~U<&}+}W<+{&|R<+|+}U<+w&~U<&}+}W<+u&|R<+|+}U<+y+}d<&|+}S<+}&}U<+}+rd<+}'fd<%y'|>j~<+}'ld<+l+ld<+}'kd<+{+}b<+}'jd<+}a<+}'ib<+u+}e<+a+}c<%x'|>+}l~<%w'|>+fl~<%v'|>+xl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~)'pd)'od*z)1b.e'e&~U&})W'e&|R*|)U*x&~U&})W*v&|R*|)U*y)d&|)S)&}U)'ed)'fd%y'|>j~)'ld*m*md)'kd*{)1b.d'd'jd)a)'ib*v)e*c)1c.c2~'{E9%x'|>'cn~~:2|'{E9%x'|>'cnz}:2z'{E9%x'|>'cnv|:2x'{E9%x'|>'cnr{:2~'{E9%w'|>'en~~:2|'{E9%w'|>'enz}:2z'{E9%w'|>'env|:2x'{E9%w'|>'enr{:2~'{E9%v'|>'dn~~:2|'{E9%v'|>'dnz}:2z'{E9%v'|>'dnv|:2x'{E9%v'|>'dnr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v'x2|>.x8'w'tq~'tq}FF",
  ], [
    "p m g v p m v",
    0,
    (o, n) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, 1 / n, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "tpw}fyN0lUON0lUP9Gfe:%%%%%7kN*f%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i%jL.h%iL.g%hL.f%gL.e6'x%~E73%%%%%.d'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.c6'|'yE7<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+}'og<+}'nf<%|'|>j~<+}'md<+{+}b<+}'ld<+u+}b<+}&}U<&|+}W<+{&{R<+|+}U<+w&}U<&|+}W<+u&{R<+|+}U<+y+}d<&{+}S<+}&|U),}|b,|},|{b*|)b'c)1b.c'|2MV>.|8'd'cN'c'c5|{|{NOO.d86'|'}E7's'}'|?2zD0{K1P.v%{'|>j~)'qd%z'|>j~)'pd)'og)'nf%|'|>j~)'md*{)b)'ld*u)b)&}U&|)W*{&{R*|)U*w&}U&|)W*u&{R*|)U*y)d&{)S)&|U)'vU'd)N))5|{|{NOO.d'|2]>.|8'dq~'dq}FGL/)'kd)&zg&|)e)'j1d.b'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+}'og<+}'nf<+v'md<+|+}b<+}'ld<+v+}b<+}&}U<&|+}W<+{&{R<+|+}U<+w&}U<&|+}W<+u&{R<+|+}U<+y+}d<&{+}S<+}&|U<+}+rd<+}'bd<%y'|>j~<+}'id<+l+ld<+}'hd<+{+}b<+}'gd<+}a<+}'fb<+u+}e<+[+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'ec<+}&{g<+z+}d<%x'|>+}l~<%w'|>+]l~<%v'|>+pl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~)'pd)'og)'nf*v'md*|)b)'ld*v)1b.a'a&}U&|)W'a&{R*|)U*x&}U&|)W*v&{R*|)U*y)d&{)S)&|U)'ad)'bd%y'|>j~)'id*m*md)'hd*{)1b._'_'gd)a)'fb*v)e*^)c)&}U&|)W*{&{R*|)U*y&~U)'ec)&{g*z)1d.^2~'{E9%x'|>'^n~~:2|'{E9%x'|>'^nz}:2z'{E9%x'|>'^nv|:2x'{E9%x'|>'^nr{:2~'{E9%w'|>'an~~:2|'{E9%w'|>'anz}:2z'{E9%w'|>'anv|:2x'{E9%w'|>'anr{:2~'{E9%v'|>'_n~~:2|'{E9%v'|>'_nz}:2z'{E9%v'|>'_nv|:2x'{E9%v'|>'_nr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v'x2|>.x8'w'tq~'tq}FF",
  ]],
);
