// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { lamb as Entry } from "../../../optimizers/lamb.js";
import { compiledOptimizer } from "../../optimizer.js";

export const lamb: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "lamb", formula: "", state: { m: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 0.000001, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1" },
  "",
  true,
  [[
    "p m g v p m v",
    2,
    (o) => [o.beta1, o.clipScale, 1 - o.beta1, 1 / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.weightDecay, o.lr],
    "ttw}h|9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i6'x%~E73%%%%%.h3%%%%%.f'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.g3%%%%%.e6'|'yE7<%|'|>j~<+}+}d<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pd<+z+}b<+}'od<%y'|>j~<+}'nd<+x+xd<+}'md<+{+}b<+}'ld<+}a<+}'kb<+u+}e<+l'jd<+|+}b<+}+}d<%u'|>+xl~<%u'}2]>2|@>'|>+zl~*j,j|b,i},i{b*|)b'g)1b.g*z,z|b,y},y{b*|)b'e)1b.e'|2MV>.|8'h'gN'g'g5|{|{NOO.h'f'eN'e'e5|{|{NOO.f86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~))d%{'|>j~)'rd%z'|>j~)'qd)'pd*z)b)'od%y'|>j~)'nd*x*xd)'md*{)b)'ld)a)'kb*u)e*l'jd*|)b))d%u'|>*xl~%u'}2]>2|@>'|>*zl~*j'vU'h)N))5|{|{NOO.h*|'vU'f)N))5|{|{NOO.f'|2]>.|8'hq~'hq}FGL/'fq~'fq}FGL/*|a*|a*|)f*|*|Q*|*{)X&})S*x*ye)&~*|X)'i1d.d'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pd<+z+}b<%y'|>j~<+}'nd<+y+yd<+}'md<+{+}b<%u'}2]>2|@>'|>j~<+q'jd<+|+}b<+o+od<+|+|d<+{'dd<+l+}c<%x'|>+}l~<%w'|>+ql~<%v'|>+vl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd)'pd*z)1b.c%y'|>j~)'nd*z*zd)'md*{)1b.b%u'}2]>2|@>'|>j~*s'jd*|)b*q*qd*|*|d*{'dd*n)1c.a2~'{E9%x'|>'an~~:2|'{E9%x'|>'anz}:2z'{E9%x'|>'anv|:2x'{E9%x'|>'anr{:2~'{E9%w'|>'cn~~:2|'{E9%w'|>'cnz}:2z'{E9%w'|>'cnv|:2x'{E9%w'|>'cnr{:2~'{E9%v'|>'bn~~:2|'{E9%v'|>'bnz}:2z'{E9%v'|>'bnv|:2x'{E9%v'|>'bnr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v'x2|>.x8'w'tq~'tq}FF",
  ], [
    "p m g v p m v",
    2,
    (o) => [o.beta1, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.beta1, 1 / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.weightDecay, o.lr, o.lr * o.l1],
    "tpw}dzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i%jL.h%iL.g%hL.f%gL.e6'x%~E73%%%%%.d3%%%%%.b'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.c3%%%%%.a6'|'yE7<%|'|>j~<+}+}d<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pg<+}'of<+v'nd<+|+}b<+}'md<+v+}b<+}'ld<%y'|>j~<+}'kd<+x+xd<+}'jd<+{+}b<+}'id<+}a<+}'hb<+u+}e<+h'gd<+|+}b<+}+}d<%u'|>+xl~<%u'}2]>2|@>'|>+zl~*f,f|b,e},e{b*|)b'c)1b.c*z,z|b,y},y{b*|)b'a)1b.a'|2MV>.|8'd'cN'c'c5|{|{NOO.d'b'aN'a'a5|{|{NOO.b86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~))d%{'|>j~)'rd%z'|>j~)'qd)'pg)'of*v'nd*|)b)'md*v)b)'ld%y'|>j~)'kd*x*xd)'jd*{)b)'id)a)'hb*u)e*h'gd*|)b))d%u'|>*xl~%u'}2]>2|@>'|>*zl~*f'vU'd)N))5|{|{NOO.d*|'vU'b)N))5|{|{NOO.b'|2]>.|8'dq~'dq}FGL/'bq~'bq}FGL/*|a*|a*|)f*|*|Q*|*{)X&{)S*x*ye)&|*|X)'f1d._'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pg<+}'of<+w'nd<+|+}b<+}'md<+v+}b<%y'|>j~<+}'kd<+y+yd<+}'jd<+{+}b<%u'}2]>2|@>'|>j~<+m'gd<+|+}b<+k+kd<+|+|d<+{'_d<+h+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'ec<+}&{g<+z+}d<%x'|>+}l~<%w'|>+il~<%v'|>+nl~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd)'pg)'of*w'nd*|)b)'md*v)1b.^%y'|>j~)'kd*z*zd)'jd*{)1b.]%u'}2]>2|@>'|>j~*o'gd*|)b*m*md*|*|d*{'_d*j)c)&}U&|)W*{&{R*|)U*y&~U)'ec)&{g*z)1d.[2~'{E9%x'|>'[n~~:2|'{E9%x'|>'[nz}:2z'{E9%x'|>'[nv|:2x'{E9%x'|>'[nr{:2~'{E9%w'|>'^n~~:2|'{E9%w'|>'^nz}:2z'{E9%w'|>'^nv|:2x'{E9%w'|>'^nr{:2~'{E9%v'|>']n~~:2|'{E9%v'|>']nz}:2z'{E9%v'|>']nv|:2x'{E9%v'|>']nr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v'x2|>.x8'w'tq~'tq}FF",
  ]],
);
