// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { scheduleFreeSgd as Entry } from "../../../optimizers/schedule-free-sgd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const scheduleFreeSgd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "schedule-free-sgd", formula: "", evaluation: "p = p + (1 - 1/beta)*(z - p)", state: { z: "p", largest: { per: "tensor", start: 0 }, total: { per: "tensor", start: 0 } }, defaults: { lr: 1, beta: 0.9, weightPower: 2, weightDecay: 0 }, limits: { beta: { min: 0, max: 1, open: "min" }, weightPower: { min: 0 } } },
  "",
  true,
  [[
    "p z total largest g p z largest total",
    0,
    (o) => [o.lr, o.weightPower, o.clipScale, o.weightDecay, o.beta],
    "ryx}s^N0lUON0lUP9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.v%rL.u%qL.t%pL.s%oL.r%nL.q6'y%~E7%zk~/%yk~/)'ug)&~U)&pS*|&od)*{*|X)&n^)2N}])&m_)i*z&lU)&k^*u&jU*z)c*{&tc)&ib*|)e))d&f)d&e)b&h*{d&g)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&zd*|)c*m)c*k&{d*|)b*]&cS*|*[)X*Z&dQ&b&a)X*X&dT*|*z)X't)d)&sf)&rg)&|d)&qb)&qc)&{d*y)c*{&zd*|)c))d&v*|d&u)b&x*zd&w)b*x*xd*|)d*y)b*{*{d&y)d*{)b*{*{d*r*|d*p)b)&tb*i2|])2N}[*{)d*f*{_)2N}[*{)d't&_d'tY't)Q*{Y*z)R*{)U*N^&}U*|)U*u)W*NZ&dS)*vV*{)W't&dQ&t*|)X*NS)b&d)S*{*|e*|)1U.p&t'pc)'qd&t)c)'u1d.o'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<%{'|>j~<+}+|c<+}'pd<+z+}b<%x'|>j~<+}'sd<+w'rd<+|+}b<+}'od<+x+}c<+{'ud<+s+}c<%w'|>+{l~<%v'|>+}l~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~%{'|>j~)*|c)'pd*z)b%x'|>j~)'sd*w'rd*|)b)'od*x)1c.n*|'ud*t)1c.m2~'{E9%w'|>'nn~~:2|'{E9%w'|>'nnz}:2z'{E9%w'|>'nnv|:2x'{E9%w'|>'nnr{:2~'{E9%v'|>'mn~~:2|'{E9%v'|>'mnz}:2z'{E9%v'|>'mnv|:2x'{E9%v'|>'mnr{:'|2]>.|8%u*Mdn~~%t*]n~~%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v'}>-v%u2v>-u%t2v>-t'y2|>.y8'x'wq~'wq}FF",
  ], [
    "p z total largest g p z largest total",
    0,
    (o) => [o.lr, o.weightPower, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.weightDecay, o.beta, o.lr * o.l1],
    "rux}o^N0lUON0lUP9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.v%rL.u%qL.t%pL.s%oL.r%nL.q%mL.p%lL.o%kL.n%jL.m6'y%~E7%zk~/%yk~/)'ug)&~U)&pS*|&od)*{*|X)&n^)2N}])&m_)i*z&lU)&k^*u&jU*z)c*{&tc)&ib*|)e))d&f)d&e)b&h*{d&g)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&zd*|)c*m)c*k&{d*|)b*]&cS*|*[)X*Z&dQ&b&a)X*X&dT*|*z)X't)d)&sf)&rg)&|d)&qb)&qc)&{d*y)c*{&zd*|)c))d&v*|d&u)b&x*zd&w)b*x*xd*|)d*y)b*{*{d&y)d*{)b*{*{d*r*|d*p)b)&tb*i2|])2N}[*{)d*f*{_)2N}[*{)d't&_d'tY't)Q*{Y*z)R*{)U*N^&}U*|)U*u)W*NZ&dS)*vV*{)W't&dQ&t*|)X*NS)b&d)S*{*|e*|)1U.l&t'lc)'nd&t)c)'u1d.k'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<%{'|>j~<+}+|c<+}'ld<+z+}b<%x'|>j~<+}'sd<+}'rg<+}'qf<+u'pd<+|+}b<+s'od<+|+}b<+}'kd<+t+}c<+}&}U<&t+}W<+{&dR<+|+}U<+y&~U<+}'mc<+}&dg<+z+}d<+s'ud<+g+}c<%w'|>+{l~<%v'|>+}l~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~%{'|>j~)*|c)'ld*z)b%x'|>j~)'sd)'rg)'qf*u'pd*|)b*s'od*|)b)'kd*t)c)&}U&t)W*{&dR*|)U*y&~U)'mc)&dg*z)1d.j*t'ud*h)1c.i2~'{E9%w'|>'jn~~:2|'{E9%w'|>'jnz}:2z'{E9%w'|>'jnv|:2x'{E9%w'|>'jnr{:2~'{E9%v'|>'in~~:2|'{E9%v'|>'inz}:2z'{E9%v'|>'inv|:2x'{E9%v'|>'inr{:'|2]>.|8%u*Lyn~~%t*Nsn~~%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v'}>-v%u2v>-u%t2v>-t'y2|>.y8'x'wq~'wq}FF",
  ]],
  [
    "p z p",
    0,
    (o) => [1 - (1 / o.beta)],
    "x}z~|~%xL.z%}2zC2J_A.|6'}'|E7=vn%|'}>j~%{'}>j~+}+|c+}'zd+z+}b%z'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%|'}>j~%{'}>j~)*|c)'zd*z)b%z'}>)l~'}2]>.}8%}2xA0{94'{KP%|'}>j~%{'}>j~)*|c)'zd*z)1b.y2~'{E9%z'}>'yn~~:2|'{E9%z'}>'ynz}:2z'{E9%z'}>'ynv|:2x'{E9%z'}>'ynr{::;~",
  ],
);
