// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { scheduleFreeAdamw as Entry } from "../../../optimizers/schedule-free-adamw.js";
import { compiledOptimizer } from "../../optimizer.js";

export const scheduleFreeAdamw: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "schedule-free-adamw", formula: "", evaluation: "p = p + (1 - 1/beta1)*(z - p)", state: { z: "p", v: 0, largest: { per: "tensor", start: 0 }, total: { per: "tensor", start: 0 } }, defaults: { lr: 0.0025, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightPower: 2, weightDecay: 0 }, limits: { beta1: { min: 0, max: 1, open: "min" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" }, weightPower: { min: 0 } } },
  "",
  true,
  [[
    "p z total largest g v p z v largest total",
    0,
    (o) => [o.lr, o.weightPower, o.clipScale, o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.weightDecay, o.beta1],
    "pux}n^N0lUON0lUP9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.v%pL.u%oL.t%nL.s%mL.r%lL.q%kL.p%jL.o%iL.n%hL.m6'y%~E7%zk~/%yk~/)'ug)&~U)&pS*|&od)*{*|X)&n^)2N}])&m_)i*z&lU)&k^*u&jU*z)c*{&tc)&ib*|)e))d&f)d&e)b&h*{d&g)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&zd*|)c*m)c*k&{d*|)b*]&cS*|*[)X*Z&dQ&b&a)X*X&dT*|*z)X't)d)&sf)&rg)&|d)&qb)&qc)&{d*y)c*{&zd*|)c))d&v*|d&u)b&x*zd&w)b*x*xd*|)d*y)b*{*{d&y)d*{)b*{*{d*r*|d*p)b)&tb*i2|])2N}[*{)d*f*{_)2N}[*{)d't&_d'tY't)Q*{Y*z)R*{)U*N^&}U*|)U*u)W*NZ&dS)*vV*{)W't&dQ&t*|)X*NS)b&d)S*{*|e*|)1U.l&t'lc)'md&t)c)'u1d.k'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<%{'|>j~<+}+|c<+}'ld<+z+}b<%x'|>j~<+}'sd<%w'|>j~<+}'rd<+{+{d<+}'qd<+{+}b<+}'pd<+}a<+}'ob<+u+}e<+n'nd<+|+}b<+}'kd<+o+}c<+{'ud<+j+}c<%v'|>+{l~<%u'|>+}l~<%t'|>+sl~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~%{'|>j~)*|c)'ld*z)b%x'|>j~)'sd%w'|>j~)'rd*{*{d)'qd*{)1b.j'j'pd)a)'ob*v)e*o'nd*|)b)'kd*p)1c.i*|'ud*l)1c.h2~'{E9%v'|>'in~~:2|'{E9%v'|>'inz}:2z'{E9%v'|>'inv|:2x'{E9%v'|>'inr{:2~'{E9%u'|>'hn~~:2|'{E9%u'|>'hnz}:2z'{E9%u'|>'hnv|:2x'{E9%u'|>'hnr{:2~'{E9%t'|>'jn~~:2|'{E9%t'|>'jnz}:2z'{E9%t'|>'jnv|:2x'{E9%t'|>'jnr{:'|2]>.|8%s*MQn~~%r*Nzn~~%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v'}>-v%u'}>-u%t'}>-t%s2v>-s%r2v>-r'y2|>.y8'x'wq~'wq}FF",
  ], [
    "p z total largest g v p z v largest total",
    0,
    (o) => [o.lr, o.weightPower, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.weightDecay, o.beta1, o.lr * o.l1],
    "pqx}j^N0lUON0lUP9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.v%pL.u%oL.t%nL.s%mL.r%lL.q%kL.p%jL.o%iL.n%hL.m%gL.l%fL.k%eL.j%dL.i6'y%~E7%zk~/%yk~/)'ug)&~U)&pS*|&od)*{*|X)&n^)2N}])&m_)i*z&lU)&k^*u&jU*z)c*{&tc)&ib*|)e))d&f)d&e)b&h*{d&g)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&zd*|)c*m)c*k&{d*|)b*]&cS*|*[)X*Z&dQ&b&a)X*X&dT*|*z)X't)d)&sf)&rg)&|d)&qb)&qc)&{d*y)c*{&zd*|)c))d&v*|d&u)b&x*zd&w)b*x*xd*|)d*y)b*{*{d&y)d*{)b*{*{d*r*|d*p)b)&tb*i2|])2N}[*{)d*f*{_)2N}[*{)d't&_d'tY't)Q*{Y*z)R*{)U*N^&}U*|)U*u)W*NZ&dS)*vV*{)W't&dQ&t*|)X*NS)b&d)S*{*|e*|)1U.h&t'hc)'jd&t)c)'u1d.g'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<%{'|>j~<+}+|c<+}'hd<+z+}b<%x'|>j~<+}'sd<+}'rg<+}'qf<+u'pd<+|+}b<%w'|>j~<+}'od<+{+{d<+}'nd<+{+}b<+}'md<+}a<+}'lb<+u+}e<+j'kd<+|+}b<+}'gd<+k+}c<+}&}U<&t+}W<+{&dR<+|+}U<+y&~U<+}'ic<+}&dg<+z+}d<+s'ud<+]+}c<%v'|>+{l~<%u'|>+}l~<%t'|>+kl~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~%{'|>j~)*|c)'hd*z)b%x'|>j~)'sd)'rg)'qf*u'pd*|)b%w'|>j~)'od*{*{d)'nd*{)1b.f'f'md)a)'lb*v)e*k'kd*|)b)'gd*l)c)&}U&t)W*{&dR*|)U*y&~U)'ic)&dg*z)1d.e*t'ud*_)1c.d2~'{E9%v'|>'en~~:2|'{E9%v'|>'enz}:2z'{E9%v'|>'env|:2x'{E9%v'|>'enr{:2~'{E9%u'|>'dn~~:2|'{E9%u'|>'dnz}:2z'{E9%u'|>'dnv|:2x'{E9%u'|>'dnr{:2~'{E9%t'|>'fn~~:2|'{E9%t'|>'fnz}:2z'{E9%t'|>'fnv|:2x'{E9%t'|>'fnr{:'|2]>.|8%s*Lhn~~%r*Nbn~~%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v'}>-v%u'}>-u%t'}>-t%s2v>-s%r2v>-r'y2|>.y8'x'wq~'wq}FF",
  ]],
  [
    "p z p",
    0,
    (o) => [1 - (1 / o.beta1)],
    "x}z~|~%xL.z%}2zC2J_A.|6'}'|E7=vn%|'}>j~%{'}>j~+}+|c+}'zd+z+}b%z'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%|'}>j~%{'}>j~)*|c)'zd*z)b%z'}>)l~'}2]>.}8%}2xA0{94'{KP%|'}>j~%{'}>j~)*|c)'zd*z)1b.y2~'{E9%z'}>'yn~~:2|'{E9%z'}>'ynz}:2z'{E9%z'}>'ynv|:2x'{E9%z'}>'ynr{::;~",
  ],
);
