// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { lars as Entry } from "../../../optimizers/lars.js";
import { compiledOptimizer } from "../../optimizer.js";

export const lars: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "lars", formula: "", state: { v: 0 }, defaults: { lr: 0.1, momentum: 0.9, trust: 0.001, l2: 0, eps: 0 }, limits: { momentum: { min: 0, max: 1, open: "max" }, trust: { min: 0, open: "min" }, l2: { min: 0 }, eps: { min: 0 } }, momentum: "momentum" },
  "",
  true,
  [[
    "p v g p v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.momentum, o.clipScale, o.l2, o.trust, o.eps, o.lr],
    "vww}j|9Gfe:%%%%%%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o%rL.n%qL.m%pL.l6'x%~E73%%%%%.k3%%%%%.i3%%%%%.g'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.j3%%%%%.h3%%%%%.f6'|'yE7<%|'|>j~<+}'rd<+}+}d<%z'|>j~<+}'pd<+z'od<+|+}b<+}+}d<+z+zd*w,w|b,v},v{b*|)b'j)1b.j*y,y|b,x},x{b*|)b'h)1b.h*w,w|b,v},v{b*|)b'f)1b.f'|2MV>.|8'k'jN'j'j5|{|{NOO.k'i'hN'h'h5|{|{NOO.i'g'fN'f'f5|{|{NOO.g86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd))d%z'|>j~)'pd*z'od*|)b))d*z*zd*w'vU'k)N))5|{|{NOO.k*{'vU'i)N))5|{|{NOO.i*{'vU'g)N))5|{|{NOO.g'|2]>.|8'kq~'kq}FGL/'iq~'iq}FGL/'gq~'gq}FGL/*{a*{a*|)f*|*|Q*|*{)X&})S*x'nd*va*v'od*|)b)'mb*y)e)&~*wX)'l1d.e'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+y'od<+|+}b<+w+wd<+|+|d<+y+yd<+z'ed<+u+}b<+r+}c<%y'|>+}l~<%x'|>+|l~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~)'pd*y'od*|)b*w*wd*|*|d*y*yd*z'ed*u)1b.d*s'd1c.c2~'{E9%y'|>'cn~~:2|'{E9%y'|>'cnz}:2z'{E9%y'|>'cnv|:2x'{E9%y'|>'cnr{:2~'{E9%x'|>'dn~~:2|'{E9%x'|>'dnz}:2z'{E9%x'|>'dnv|:2x'{E9%x'|>'dnr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x'x2|>.x8'w'tq~'tq}FF",
  ], [
    "p v g p v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.momentum, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.trust, o.eps, o.lr, o.lr * o.l1],
    "vtw}gzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o%rL.n%qL.m%pL.l%oL.k%nL.j%mL.i6'x%~E73%%%%%.h3%%%%%.f3%%%%%.d'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.g3%%%%%.e3%%%%%.c6'|'yE7<%|'|>j~<+}'rd<+}+}d<%z'|>j~<+}'pd<+}'og<+}'nf<+x'md<+|+}b<+}+}d<+z+zd*u,u|b,t},t{b*|)b'g)1b.g*y,y|b,x},x{b*|)b'e)1b.e*w,w|b,v},v{b*|)b'c)1b.c'|2MV>.|8'h'gN'g'g5|{|{NOO.h'f'eN'e'e5|{|{NOO.f'd'cN'c'c5|{|{NOO.d86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd))d%z'|>j~)'pd)'og)'nf*x'md*|)b))d*z*zd*u'vU'h)N))5|{|{NOO.h*{'vU'f)N))5|{|{NOO.f*{'vU'd)N))5|{|{NOO.d'|2]>.|8'hq~'hq}FGL/'fq~'fq}FGL/'dq~'dq}FGL/*{a*{a*|)f*|*|Q*|*{)X&{)S*x'ld*va*v'md*|)b)'kb*y)e)&|*wX)'j1d.b'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+}'pd<+}'og<+}'nf<+w'md<+|+}b<+u+ud<+|+|d<+y+yd<+z'bd<+s+}b<+p+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'ic<+}&{g<+z+}d<%y'|>+}l~<%x'|>+tl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~)'pd)'og)'nf*w'md*|)b*u*ud*|*|d*y*yd*z'bd*s)1b.a*q'ac)&}U&|)W*{&{R*|)U*y&~U)'ic)&{g*z)1d._2~'{E9%y'|>'_n~~:2|'{E9%y'|>'_nz}:2z'{E9%y'|>'_nv|:2x'{E9%y'|>'_nr{:2~'{E9%x'|>'an~~:2|'{E9%x'|>'anz}:2z'{E9%x'|>'anv|:2x'{E9%x'|>'anr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x'x2|>.x8'w'tq~'tq}FF",
  ]],
);
