// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adadelta as Entry } from "../../../optimizers/adadelta.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adadelta: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adadelta", formula: "", state: { s: 0, u: 0 }, defaults: { lr: 1, rho: 0.9, eps: 0.000001 }, limits: { rho: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, rates: [0.1, 0.3, 1, 3, 10] },
  "",
  false,
  [[
    "p g u s p s u",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.eps, o.rho, 1 - o.rho, o.lr],
    "txz~k~%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%}2zC2J_A.|6'}'|E7%{'}>1j~.t%{'}>1jn.s%{'}>1j].r%{'}>1jN{.q%{'}>1jNk.p%{'}>1jNY.o%{'}>1jMx.n%{'}>1jMh.m<(t(pb),}|b,|},|{b*|)b))c)M9=v~(t(tc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(t'yd%z'}>j~+}'xb+}a+z+}d%y'}>j~+}'wd+w+wd+}'vd+{+}b+}'xb+}a+v+}e+}'ud+o+}c+p'wd+z+zd+}'vd+{+}b%x'}>+yo~%w'}>+to~%v'}>+}o~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.l'l'lc)M9'l'lc)M9;}J::%|'}>j~)'zd'l'yd%z'}>j~)'xb)a*z)d%y'}>j~)'wd*w*wd)'vd*{)b)'xb)a*v)e)'ud*o)c*p'wd*z*zd)'vd*{)b%x'}>*yo~%w'}>*to~%v'}>)o~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd%z'}>j~)'xb)a*z)d%y'}>j~)'wd*w*wd)'vd*{)1b.j'j'xb)a*w)e)'ud*p)1c.i*r'wd*{*{d)'vd*{)1b.h2~'{E9%x'}>'iq~~:2|'{E9%x'}>'iqz}:2z'{E9%x'}>'iqv|:2x'{E9%x'}>'iqr{:2~'{E9%w'}>'jq~~:2|'{E9%w'}>'jqz}:2z'{E9%w'}>'jqv|:2x'{E9%w'}>'jqr{:2~'{E9%v'}>'hq~~:2|'{E9%v'}>'hqz}:2z'{E9%v'}>'hqv|:2x'{E9%v'}>'hqr{::;~",
  ], [
    "p g u s p s u",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -o.clipValue, o.clipValue, o.l2, o.eps, o.rho, 1 - o.rho, o.lr, o.lr * o.l1],
    "ttz~gzN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%}2zC2J_A.|6'}'|E7%{'}>1j~.p%{'}>1jn.o%{'}>1j].n%{'}>1jN{.m%{'}>1jNk.l%{'}>1jNY.k%{'}>1jMx.j%{'}>1jMh.i<(p(lb),}|b,|},|{b*|)b))c)M9=v~(p(pc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(p'yd+}'xg+}'wf+y'vd+|+}b%z'}>j~+}'ub+}a+z+}d%y'}>j~+}'td+w+wd+}'sd+{+}b+}'ub+}a+v+}e+}'rd+k+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'qc+}&{g+z+}d+h'td+r+rd+}'sd+{+}b%x'}>+yo~%w'}>+lo~%v'}>+}o~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd'h'yd)'xg)'wf*y'vd*|)b%z'}>j~)'ub)a*z)d%y'}>j~)'td*w*wd)'sd*{)b)'ub)a*v)e)'rd*k)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)d*h'td*r*rd)'sd*{)b%x'}>*yo~%w'}>*lo~%v'}>)o~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd'g'yd)'xg)'wf*y'vd*|)b%z'}>j~)'ub)a*z)d%y'}>j~)'td*w*wd)'sd*{)1b.f'f'ub)a*w)e)'rd*l)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)1d.e*j'td*s*sd)'sd*{)1b.d2~'{E9%x'}>'eq~~:2|'{E9%x'}>'eqz}:2z'{E9%x'}>'eqv|:2x'{E9%x'}>'eqr{:2~'{E9%w'}>'fq~~:2|'{E9%w'}>'fqz}:2z'{E9%w'}>'fqv|:2x'{E9%w'}>'fqr{:2~'{E9%v'}>'dq~~:2|'{E9%v'}>'dqz}:2z'{E9%v'}>'dqv|:2x'{E9%v'}>'dqr{::;~",
  ]],
);
