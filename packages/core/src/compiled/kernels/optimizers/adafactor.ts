// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adafactor as Entry } from "../../../optimizers/adafactor.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adafactor: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adafactor", formula: "", state: { v: 0 }, defaults: { lr: 0.01, beta2Decay: -0.8, eps: 1.1920928955078125e-7, minimumScale: 0.001, clip: 1, weightDecay: 0 }, limits: { beta2Decay: { max: 0 }, eps: { min: 0, open: "min" }, minimumScale: { min: 0, open: "min" }, clip: { min: 1 } } },
  "",
  true,
  [[
    "p g v p v",
    2,
    (o, n) => { const _0 = Math.sqrt(n); return [1 - (o.lr * o.weightDecay), o.clipScale, o.t ** o.beta2Decay, o.eps * o.eps, 1 / _0, o.minimumScale, 1 / (_0 * o.clip), Math.min(o.lr, (1 / Math.sqrt(o.t)))]; },
    "vvw}k}9Gfe:%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o%rL.n%qL.m%pL.l%oL.k6'x%~E73%%%%%.j3%%%%%.h'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.i3%%%%%.g6'|'yE7<%|'|>j~<+}+}d<%{'|>j~<+}'qd<%z'|>j~<+|+|d<+}+|c<+}'pd<+z+}b<+}'og<+}a<+v+}e<+}+}d<%w'|>+{l~<%w'}2]>2|@>'|>+|l~*r,r|b,q},q{b*|)b'i)1b.i*z,z|b,y},y{b*|)b'g)1b.g'|2MV>.|8'j'iN'i'i5|{|{NOO.j'h'gN'g'g5|{|{NOO.h86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~))d%{'|>j~)'qd%z'|>j~*|*|d)*|c)'pd*z)b)'og)a*v)e))d%w'|>*{l~%w'}2]>2|@>'|>*|l~*r'vU'j)N))5|{|{NOO.j*|'vU'h)N))5|{|{NOO.h'|2]>.|8'jq~'jq}FGL/'hq~'hq}FGL/*|a)'nd)'mg*za)'ld)&~g*z)e)'k1d.f'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<%z'|>j~<+|+|d<+}+|c<+}'pd<+z+}b<%w'}2]>2|@>'|>j~<+t+td<+|+|d<+{'fd<+r+}c<%y'|>+}l~<%x'|>+xl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd%z'|>j~*|*|d)*|c)'pd*z)1b.e%w'}2]>2|@>'|>j~*u*ud*|*|d*{'fd*s)1c.d2~'{E9%y'|>'dn~~:2|'{E9%y'|>'dnz}:2z'{E9%y'|>'dnv|:2x'{E9%y'|>'dnr{:2~'{E9%x'|>'en~~:2|'{E9%x'|>'enz}:2z'{E9%x'|>'env|:2x'{E9%x'|>'enr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x'x2|>.x8'w'tq~'tq}FF",
  ], [
    "p g v p v",
    2,
    (o, n) => { const _0 = Math.sqrt(n); return [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.t ** o.beta2Decay, o.eps * o.eps, 1 / _0, o.minimumScale, 1 / (_0 * o.clip), Math.min(o.lr, (1 / Math.sqrt(o.t))), o.lr * o.l1]; },
    "vrw}gzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o%rL.n%qL.m%pL.l%oL.k%nL.j%mL.i%lL.h%kL.g6'x%~E73%%%%%.f3%%%%%.d'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.e3%%%%%.c6'|'yE7<%|'|>j~<+}+}d<%{'|>j~<+}'qd<+}'pg<+}'of<+x'nd<+|+}b<%z'|>j~<+|+|d<+}+|c<+}'md<+z+}b<+}'lg<+}a<+v+}e<+}+}d<%w'|>+{l~<%w'}2]>2|@>'|>+|l~*n,n|b,m},m{b*|)b'e)1b.e*z,z|b,y},y{b*|)b'c)1b.c'|2MV>.|8'f'eN'e'e5|{|{NOO.f'd'cN'c'c5|{|{NOO.d86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~))d%{'|>j~)'qd)'pg)'of*x'nd*|)b%z'|>j~*|*|d)*|c)'md*z)b)'lg)a*v)e))d%w'|>*{l~%w'}2]>2|@>'|>*|l~*n'vU'f)N))5|{|{NOO.f*|'vU'd)N))5|{|{NOO.d'|2]>.|8'fq~'fq}FGL/'dq~'dq}FGL/*|a)'kd)'jg*za)'id)&|g*z)e)'h1d.b'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<+}'rd<%{'|>j~<+}'qd<+}'pg<+}'of<+x'nd<+|+}b<%z'|>j~<+|+|d<+}+|c<+}'md<+z+}b<%w'}2]>2|@>'|>j~<+p+pd<+|+|d<+{'bd<+n+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'gc<+}&{g<+z+}d<%y'|>+}l~<%x'|>+pl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~)'rd%{'|>j~)'qd)'pg)'of*x'nd*|)b%z'|>j~*|*|d)*|c)'md*z)1b.a%w'}2]>2|@>'|>j~*q*qd*|*|d*{'bd*o)c)&}U&|)W*{&{R*|)U*y&~U)'gc)&{g*z)1d._2~'{E9%y'|>'_n~~:2|'{E9%y'|>'_nz}:2z'{E9%y'|>'_nv|:2x'{E9%y'|>'_nr{:2~'{E9%x'|>'an~~:2|'{E9%x'|>'anz}:2z'{E9%x'|>'anv|:2x'{E9%x'|>'anr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x'x2|>.x8'w'tq~'tq}FF",
  ]],
);
