// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { lars as Entry } from "../../../optimizers/lars.js";
import { compiledOptimizer } from "../../optimizer.js";

export const lars: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "lars", formula: "", state: { v: 0 }, defaults: { lr: 0.1, momentum: 0.9, trust: 0.001, l2: 0, eps: 0 }, limits: { momentum: { min: 0, max: 1, open: "max" }, trust: { min: 0, open: "min" }, l2: { min: 0 }, eps: { min: 0 } }, momentum: "momentum", rates: [0.1, 0.3, 1, 3, 10] },
  "",
  true,
  [[
    "p v g p v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.momentum, o.clipScale, o.trust, o.eps, o.lr],
    "vxw}m|9Gfe:%%%%%%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o%rL.n%qL.m6'x%~E73%%%%%.l3%%%%%.j'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.k3%%%%%.i6'|'yE7<%|'|>j~<+}'rd<+}+}d<%z'|>j~<+}'pd<+}+}d*z,z|b,y},y{b*|)b'k)1b.k*z,z|b,y},y{b*|)b'i)1b.i'|2MV>.|8'l'kN'k'k5|{|{NOO.l'j'iN'i'i5|{|{NOO.j86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd))d%z'|>j~)'pd))d*z'vU'l)N))5|{|{NOO.l*|'vU'j)N))5|{|{NOO.j'|2]>.|8'lm~'lm}FGL/'jm~'jm}FGL/*|a*|a*|)f*|*|Q*|*{)X&})S*x'od*x'nb*|)e)&~*zX)'m1d.h'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+y+yd<+|+|d<+{'hd<+x+}b<+u+}c<%y'|>+}o~<%x'|>+|o~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~)'pd*y*yd*|*|d*{'hd*x)1b.g*v'g1c.f2~'{E9%y'|>'fq~~:2|'{E9%y'|>'fqz}:2z'{E9%y'|>'fqv|:2x'{E9%y'|>'fqr{:2~'{E9%x'|>'gq~~:2|'{E9%x'|>'gqz}:2z'{E9%x'|>'gqv|:2x'{E9%x'|>'gqr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x'x2|>.x8'w'tm~'tm}FF",
  ], [
    "p v g p v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.momentum, o.clipScale, -o.clipValue, o.clipValue, o.l2, o.trust, o.eps, o.lr, o.lr * o.l1],
    "vtw}gzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o%rL.n%qL.m%pL.l%oL.k%nL.j%mL.i6'x%~E73%%%%%.h3%%%%%.f3%%%%%.d'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.g3%%%%%.e3%%%%%.c6'|'yE7<%|'|>j~<+}'rd<+}+}d<%z'|>j~<+}'pd<+}'og<+}'nf<+x'md<+|+}b<+}+}d<+z+zd*u,u|b,t},t{b*|)b'g)1b.g*y,y|b,x},x{b*|)b'e)1b.e*w,w|b,v},v{b*|)b'c)1b.c'|2MV>.|8'h'gN'g'g5|{|{NOO.h'f'eN'e'e5|{|{NOO.f'd'cN'c'c5|{|{NOO.d86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd))d%z'|>j~)'pd)'og)'nf*x'md*|)b))d*z*zd*u'vU'h)N))5|{|{NOO.h*{'vU'f)N))5|{|{NOO.f*{'vU'd)N))5|{|{NOO.d'|2]>.|8'hm~'hm}FGL/'fm~'fm}FGL/'dm~'dm}FGL/*{a*{a*|)f*|*|Q*|*{)X&{)S*x'ld*va*v'md*|)b)'kb*y)e)&|*wX)'j1d.b'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+}'og<+}'nf<+w'md<+|+}b<+u+ud<+|+|d<+y+yd<+z'bd<+s+}b<+p+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'ic<+}&{g<+z+}d<%y'|>+}o~<%x'|>+to~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~)'pd)'og)'nf*w'md*|)b*u*ud*|*|d*y*yd*z'bd*s)1b.a*q'ac)&}U&|)W*{&{R*|)U*y&~U)'ic)&{g*z)1d._2~'{E9%y'|>'_q~~:2|'{E9%y'|>'_qz}:2z'{E9%y'|>'_qv|:2x'{E9%y'|>'_qr{:2~'{E9%x'|>'aq~~:2|'{E9%x'|>'aqz}:2z'{E9%x'|>'aqv|:2x'{E9%x'|>'aqr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x'x2|>.x8'w'tm~'tm}FF",
  ]],
);
