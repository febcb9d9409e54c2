// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { novograd as Entry } from "../../../optimizers/novograd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const novograd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "novograd", formula: "", state: { m: 0, v: { per: "tensor", start: 0 } }, defaults: { lr: 0.01, beta1: 0.95, beta2: 0.98, eps: 1e-8, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1", rates: [0.001, 0.003, 0.01, 0.03, 0.1] },
  "",
  true,
  [[
    "p m g v p m v",
    0,
    (o) => [o.beta1, o.clipScale, o.beta2, 1 - o.beta2, +(o.t > 1), o.eps, o.weightDecay, o.lr],
    "tvw}m|9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k6'x%~E7%yn~/)'pd3%%%%%.j'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.i6'|'yE7<%z'|>j~<+}'qd<+}+}d),}|b,|},|{b*|)b'i)1b.i'|2MV>.|8'j'iN'i'i5|{|{NOO.j86'|'}E7's'}'|?2zD0{K1P.v%z'|>j~)'qd))d)'vU'j)N))5|{|{NOO.j'|2]>.|8'jm~'jm}FGL/)'od*q)b'n&}R*|*z)X)a)'mb&~)1e.h'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}+}d<+|'hd<+y+}b<+v'ld<+|+}b<+}'kd<+s+}c<%x'|>+}o~<%w'|>+{o~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd))d*|'hd*y)b*v'ld*|)1b.g'g'kd*t)1c.f2~'{E9%x'|>'fq~~:2|'{E9%x'|>'fqz}:2z'{E9%x'|>'fqv|:2x'{E9%x'|>'fqr{:2~'{E9%w'|>'gq~~:2|'{E9%w'|>'gqz}:2z'{E9%w'|>'gqv|:2x'{E9%w'|>'gqr{:'|2]>.|8%v*eq~~%|'}>-|%{'}>-{%z'}>-z%y2v>-y%x'}>-x%w'}>-w%v2v>-v'x2|>.x8'w'tm~'tm}FF",
  ], [
    "p m g v p m v",
    0,
    (o) => [o.beta1, o.clipScale, -o.clipValue, o.clipValue, o.l2, o.beta2, 1 - o.beta2, +(o.t > 1), o.eps, o.weightDecay, o.lr, o.lr * o.l1],
    "trw}izN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i%jL.h%iL.g6'x%~E7%yn~/)'md3%%%%%.f'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.e6'|'yE7<%z'|>j~<+}'qd<+}'pg<+}'of<%|'|>j~<+}'nd<+{+}b<+}+}d),}|b,|},|{b*|)b'e)1b.e'|2MV>.|8'f'eN'e'e5|{|{NOO.f86'|'}E7's'}'|?2zD0{K1P.v%z'|>j~)'qd)'pg)'of%|'|>j~)'nd*{)b))d)'vU'f)N))5|{|{NOO.f'|2]>.|8'fm~'fm}FGL/)'ld*g)b'k&{R*|*z)X)a)'jb&|)1e.d'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pg<+}'of<+w'nd<+|+}b<+}+}d<+|'dd<+u+}b<+r'id<+|+}b<+}'hd<+o+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'gc<+}&{g<+z+}d<%x'|>+}o~<%w'|>+so~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd)'pg)'of*w'nd*|)b))d*|'dd*u)b*r'id*|)1b.c'c'hd*p)c)&}U&|)W*{&{R*|)U*y&~U)'gc)&{g*z)1d.b2~'{E9%x'|>'bq~~:2|'{E9%x'|>'bqz}:2z'{E9%x'|>'bqv|:2x'{E9%x'|>'bqr{:2~'{E9%w'|>'cq~~:2|'{E9%w'|>'cqz}:2z'{E9%w'|>'cqv|:2x'{E9%w'|>'cqr{:'|2]>.|8%v*Nzq~~%|'}>-|%{'}>-{%z'}>-z%y2v>-y%x'}>-x%w'}>-w%v2v>-v'x2|>.x8'w'tm~'tm}FF",
  ]],
);
