// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { novograd as Entry } from "../../../optimizers/novograd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const novograd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "novograd", formula: "", state: { m: 0, v: { per: "tensor", start: 0 } }, defaults: { lr: 0.01, beta1: 0.95, beta2: 0.98, eps: 1e-8, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1" },
  "",
  true,
  [[
    "p m g v p m v",
    0,
    (o) => [o.beta1, o.clipScale, o.beta2, 1 - o.beta2, +(o.t > 1), o.eps, o.weightDecay, o.lr],
    "tvw}m|9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k6'x%~E7%yk~/)'pd3%%%%%.j'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.i6'|'yE7<%z'|>j~<+}'qd<+}+}d),}|b,|},|{b*|)b'i)1b.i'|2MV>.|8'j'iN'i'i5|{|{NOO.j86'|'}E7's'}'|?2zD0{K1P.v%z'|>j~)'qd))d)'vU'j)N))5|{|{NOO.j'|2]>.|8'jq~'jq}FGL/)'od*q)b'n&}R*|*z)X)a)'mb&~)1e.h'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}+}d<+|'hd<+y+}b<+v'ld<+|+}b<+}'kd<+s+}c<%x'|>+}l~<%w'|>+{l~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd))d*|'hd*y)b*v'ld*|)1b.g'g'kd*t)1c.f2~'{E9%x'|>'fn~~:2|'{E9%x'|>'fnz}:2z'{E9%x'|>'fnv|:2x'{E9%x'|>'fnr{:2~'{E9%w'|>'gn~~:2|'{E9%w'|>'gnz}:2z'{E9%w'|>'gnv|:2x'{E9%w'|>'gnr{:'|2]>.|8%v*en~~%|'}>-|%{'}>-{%z'}>-z%y2v>-y%x'}>-x%w'}>-w%v2v>-v'x2|>.x8'w'tq~'tq}FF",
  ], [
    "p m g v p m v",
    0,
    (o) => [o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.beta2, 1 - o.beta2, +(o.t > 1), o.eps, o.weightDecay, o.lr, o.lr * o.l1],
    "trw}izN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i%jL.h%iL.g6'x%~E7%yk~/)'md3%%%%%.f'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.e6'|'yE7<%z'|>j~<+}'qd<+}'pg<+}'of<%|'|>j~<+}'nd<+{+}b<+}+}d),}|b,|},|{b*|)b'e)1b.e'|2MV>.|8'f'eN'e'e5|{|{NOO.f86'|'}E7's'}'|?2zD0{K1P.v%z'|>j~)'qd)'pg)'of%|'|>j~)'nd*{)b))d)'vU'f)N))5|{|{NOO.f'|2]>.|8'fq~'fq}FGL/)'ld*g)b'k&{R*|*z)X)a)'jb&|)1e.d'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pg<+}'of<+w'nd<+|+}b<+}+}d<+|'dd<+u+}b<+r'id<+|+}b<+}'hd<+o+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'gc<+}&{g<+z+}d<%x'|>+}l~<%w'|>+sl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd)'pg)'of*w'nd*|)b))d*|'dd*u)b*r'id*|)1b.c'c'hd*p)c)&}U&|)W*{&{R*|)U*y&~U)'gc)&{g*z)1d.b2~'{E9%x'|>'bn~~:2|'{E9%x'|>'bnz}:2z'{E9%x'|>'bnv|:2x'{E9%x'|>'bnr{:2~'{E9%w'|>'cn~~:2|'{E9%w'|>'cnz}:2z'{E9%w'|>'cnv|:2x'{E9%w'|>'cnr{:'|2]>.|8%v*Nzn~~%|'}>-|%{'}>-{%z'}>-z%y2v>-y%x'}>-x%w'}>-w%v2v>-v'x2|>.x8'w'tq~'tq}FF",
  ]],
);
