// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { scheduleFreeSgd as Entry } from "../../../optimizers/schedule-free-sgd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const scheduleFreeSgd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "schedule-free-sgd", formula: "", evaluation: "p = p + (1 - 1/beta)*(z - p)", state: { z: "p", largest: { per: "tensor", start: 0 }, total: { per: "tensor", start: 0 } }, defaults: { lr: 1, beta: 0.9, weightPower: 2, weightDecay: 0 }, limits: { beta: { min: 0, max: 1, open: "min" }, weightPower: { min: 0 } }, rates: [0.1, 0.3, 1, 3, 10] },
  "",
  true,
  [[
    "p z total largest g p z largest total",
    0,
    (o) => [o.lr, o.weightPower, o.clipScale, o.weightDecay, o.beta],
    "ryx}s^N0lUON0lUP9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.v%rL.u%qL.t%pL.s%oL.r%nL.q6'y%~E7%zn~/%yn~/)'ug)&~U)&pS*|&od)*{*|X)&n^)2N}])&m_)i*z&lU)&k^*u&jU*z)c*{&tc)&ib*|)e))d&f)d&e)b&h*{d&g)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&zd*|)c*m)c*k&{d*|)b*]&cS*|*[)X*Z&dQ&b&a)X*X&dT*|*z)X't)d)&sf)&rg)&|d)&qb)&qc)&{d*y)c*{&zd*|)c))d&v*|d&u)b&x*zd&w)b*x*xd*|)d*y)b*{*{d&y)d*{)b*{*{d*r*|d*p)b)&tb*i2|])2N}[*{)d*f*{_)2N}[*{)d't&_d'tY't)Q*{Y*z)R*{)U*N^&}U*|)U*u)W*NZ&dS)*vV*{)W't&dQ&t*|)X*NS)b&d)S*{*|e*|)1U.p&t'pc)'qd&t)c)'u1d.o'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<%{'|>j~<+}+|c<+}'pd<+z+}b<%x'|>j~<+}'sd<+w'rd<+|+}b<+}'od<+x+}c<+{'ud<+s+}c<%w'|>+{o~<%v'|>+}o~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~%{'|>j~)*|c)'pd*z)b%x'|>j~)'sd*w'rd*|)b)'od*x)1c.n*|'ud*t)1c.m2~'{E9%w'|>'nq~~:2|'{E9%w'|>'nqz}:2z'{E9%w'|>'nqv|:2x'{E9%w'|>'nqr{:2~'{E9%v'|>'mq~~:2|'{E9%v'|>'mqz}:2z'{E9%v'|>'mqv|:2x'{E9%v'|>'mqr{:'|2]>.|8%u*Mdq~~%t*]q~~%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v'}>-v%u2v>-u%t2v>-t'y2|>.y8'x'wm~'wm}FF",
  ], [
    "p z total largest g p z largest total",
    0,
    (o) => [o.lr, o.weightPower, o.clipScale, -o.clipValue, o.clipValue, o.l2, o.weightDecay, o.beta, o.lr * o.l1],
    "rux}o^N0lUON0lUP9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.v%rL.u%qL.t%pL.s%oL.r%nL.q%mL.p%lL.o%kL.n%jL.m6'y%~E7%zn~/%yn~/)'ug)&~U)&pS*|&od)*{*|X)&n^)2N}])&m_)i*z&lU)&k^*u&jU*z)c*{&tc)&ib*|)e))d&f)d&e)b&h*{d&g)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&zd*|)c*m)c*k&{d*|)b*]&cS*|*[)X*Z&dQ&b&a)X*X&dT*|*z)X't)d)&sf)&rg)&|d)&qb)&qc)&{d*y)c*{&zd*|)c))d&v*|d&u)b&x*zd&w)b*x*xd*|)d*y)b*{*{d&y)d*{)b*{*{d*r*|d*p)b)&tb*i2|])2N}[*{)d*f*{_)2N}[*{)d't&_d'tY't)Q*{Y*z)R*{)U*N^&}U*|)U*u)W*NZ&dS)*vV*{)W't&dQ&t*|)X*NS)b&d)S*{*|e*|)1U.l&t'lc)'nd&t)c)'u1d.k'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<%{'|>j~<+}+|c<+}'ld<+z+}b<%x'|>j~<+}'sd<+}'rg<+}'qf<+u'pd<+|+}b<+s'od<+|+}b<+}'kd<+t+}c<+}&}U<&t+}W<+{&dR<+|+}U<+y&~U<+}'mc<+}&dg<+z+}d<+s'ud<+g+}c<%w'|>+{o~<%v'|>+}o~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~%{'|>j~)*|c)'ld*z)b%x'|>j~)'sd)'rg)'qf*u'pd*|)b*s'od*|)b)'kd*t)c)&}U&t)W*{&dR*|)U*y&~U)'mc)&dg*z)1d.j*t'ud*h)1c.i2~'{E9%w'|>'jq~~:2|'{E9%w'|>'jqz}:2z'{E9%w'|>'jqv|:2x'{E9%w'|>'jqr{:2~'{E9%v'|>'iq~~:2|'{E9%v'|>'iqz}:2z'{E9%v'|>'iqv|:2x'{E9%v'|>'iqr{:'|2]>.|8%u*Lyq~~%t*Nsq~~%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v'}>-v%u2v>-u%t2v>-t'y2|>.y8'x'wm~'wm}FF",
  ]],
  [
    "p z p",
    0,
    (o) => [1 - (1 / o.beta)],
    "x}z~|~%xL.z%}2zC2J_A.|6'}'|E7=vn%|'}>j~%{'}>j~+}+|c+}'zd+z+}b%z'}>+}o~='}2J^>.}8%}2zC2^A.|6'}'|E7%|'}>j~%{'}>j~)*|c)'zd*z)b%z'}>)o~'}2]>.}8%}2xA0{94'{KP%|'}>j~%{'}>j~)*|c)'zd*z)1b.y2~'{E9%z'}>'yq~~:2|'{E9%z'}>'yqz}:2z'{E9%z'}>'yqv|:2x'{E9%z'}>'yqr{::;~",
  ],
);
