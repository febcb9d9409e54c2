// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { lamb as Entry } from "../../../optimizers/lamb.js";
import { compiledOptimizer } from "../../optimizer.js";

export const lamb: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "lamb", formula: "", state: { m: 0, v: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 0.000001, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, momentum: "beta1", rates: [0.0003, 0.001, 0.003, 0.01, 0.03] },
  "",
  true,
  [[
    "p m g v p m v",
    2,
    (o) => [o.beta1, o.clipScale, 1 - o.beta1, 1 / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.weightDecay, o.lr],
    "ttw}h|9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i6'x%~E73%%%%%.h3%%%%%.f'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.g3%%%%%.e6'|'yE7<%|'|>j~<+}+}d<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pd<+z+}b<+}'od<%y'|>j~<+}'nd<+x+xd<+}'md<+{+}b<+}'ld<+}a<+}'kb<+u+}e<+l'jd<+|+}b<+}+}d<%u'|>+xo~<%u'}2]>2|@>'|>+zo~*j,j|b,i},i{b*|)b'g)1b.g*z,z|b,y},y{b*|)b'e)1b.e'|2MV>.|8'h'gN'g'g5|{|{NOO.h'f'eN'e'e5|{|{NOO.f86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~))d%{'|>j~)'rd%z'|>j~)'qd)'pd*z)b)'od%y'|>j~)'nd*x*xd)'md*{)b)'ld)a)'kb*u)e*l'jd*|)b))d%u'|>*xo~%u'}2]>2|@>'|>*zo~*j'vU'h)N))5|{|{NOO.h*|'vU'f)N))5|{|{NOO.f'|2]>.|8'hm~'hm}FGL/'fm~'fm}FGL/*|a*|a*|)f*|*|Q*|*{)X&})S*x*ye)&~*|X)'i1d.d'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pd<+z+}b<%y'|>j~<+}'nd<+y+yd<+}'md<+{+}b<%u'}2]>2|@>'|>j~<+q'jd<+|+}b<+o+od<+|+|d<+{'dd<+l+}c<%x'|>+}o~<%w'|>+qo~<%v'|>+vo~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd)'pd*z)1b.c%y'|>j~)'nd*z*zd)'md*{)1b.b%u'}2]>2|@>'|>j~*s'jd*|)b*q*qd*|*|d*{'dd*n)1c.a2~'{E9%x'|>'aq~~:2|'{E9%x'|>'aqz}:2z'{E9%x'|>'aqv|:2x'{E9%x'|>'aqr{:2~'{E9%w'|>'cq~~:2|'{E9%w'|>'cqz}:2z'{E9%w'|>'cqv|:2x'{E9%w'|>'cqr{:2~'{E9%v'|>'bq~~:2|'{E9%v'|>'bqz}:2z'{E9%v'|>'bqv|:2x'{E9%v'|>'bqr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v'x2|>.x8'w'tm~'tm}FF",
  ], [
    "p m g v p m v",
    2,
    (o) => [o.beta1, o.clipScale, -o.clipValue, o.clipValue, o.l2, 1 - o.beta1, 1 / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.weightDecay, o.lr, o.lr * o.l1],
    "tpw}dzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.s%tL.r%sL.q%rL.p%qL.o%pL.n%oL.m%nL.l%mL.k%lL.j%kL.i%jL.h%iL.g%hL.f%gL.e6'x%~E73%%%%%.d3%%%%%.b'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.c3%%%%%.a6'|'yE7<%|'|>j~<+}+}d<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pg<+}'of<+v'nd<+|+}b<+}'md<+v+}b<+}'ld<%y'|>j~<+}'kd<+x+xd<+}'jd<+{+}b<+}'id<+}a<+}'hb<+u+}e<+h'gd<+|+}b<+}+}d<%u'|>+xo~<%u'}2]>2|@>'|>+zo~*f,f|b,e},e{b*|)b'c)1b.c*z,z|b,y},y{b*|)b'a)1b.a'|2MV>.|8'd'cN'c'c5|{|{NOO.d'b'aN'a'a5|{|{NOO.b86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~))d%{'|>j~)'rd%z'|>j~)'qd)'pg)'of*v'nd*|)b)'md*v)b)'ld%y'|>j~)'kd*x*xd)'jd*{)b)'id)a)'hb*u)e*h'gd*|)b))d%u'|>*xo~%u'}2]>2|@>'|>*zo~*f'vU'd)N))5|{|{NOO.d*|'vU'b)N))5|{|{NOO.b'|2]>.|8'dm~'dm}FGL/'bm~'bm}FGL/*|a*|a*|)f*|*|Q*|*{)X&{)S*x*ye)&|*|X)'f1d._'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+}'rd<%z'|>j~<+}'qd<+}'pg<+}'of<+w'nd<+|+}b<+}'md<+v+}b<%y'|>j~<+}'kd<+y+yd<+}'jd<+{+}b<%u'}2]>2|@>'|>j~<+m'gd<+|+}b<+k+kd<+|+|d<+{'_d<+h+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'ec<+}&{g<+z+}d<%x'|>+}o~<%w'|>+io~<%v'|>+no~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~)'rd%z'|>j~)'qd)'pg)'of*w'nd*|)b)'md*v)1b.^%y'|>j~)'kd*z*zd)'jd*{)1b.]%u'}2]>2|@>'|>j~*o'gd*|)b*m*md*|*|d*{'_d*j)c)&}U&|)W*{&{R*|)U*y&~U)'ec)&{g*z)1d.[2~'{E9%x'|>'[q~~:2|'{E9%x'|>'[qz}:2z'{E9%x'|>'[qv|:2x'{E9%x'|>'[qr{:2~'{E9%w'|>'^q~~:2|'{E9%w'|>'^qz}:2z'{E9%w'|>'^qv|:2x'{E9%w'|>'^qr{:2~'{E9%v'|>']q~~:2|'{E9%v'|>']qz}:2z'{E9%v'|>']qv|:2x'{E9%v'|>']qr{:'|2]>.|8%|'}>-|%{'}>-{%z'}>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v'x2|>.x8'w'tm~'tm}FF",
  ]],
);
