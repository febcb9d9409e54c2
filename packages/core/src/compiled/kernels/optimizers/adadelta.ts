// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adadelta as Entry } from "../../../optimizers/adadelta.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adadelta: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adadelta", formula: "", state: { s: 0, u: 0 }, defaults: { lr: 1, rho: 0.9, eps: 0.000001 }, limits: { rho: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } } },
  "",
  false,
  [[
    "p g u s p s u",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.eps, o.rho, 1 - o.rho, o.lr],
    "txz~k~%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%}2zC2J_A.|6'}'|E7%{'}>1j~.t%{'}>1jn.s%{'}>1j].r%{'}>1jN{.q%{'}>1jNk.p%{'}>1jNY.o%{'}>1jMx.n%{'}>1jMh.m<(t(pb),}|b,|},|{b*|)b))c)M9=v~(t(tc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(t'yd%z'}>j~+}'xb+}a+z+}d%y'}>j~+}'wd+w+wd+}'vd+{+}b+}'xb+}a+v+}e+}'ud+o+}c+p'wd+z+zd+}'vd+{+}b%x'}>+yl~%w'}>+tl~%v'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.l'l'lc)M9'l'lc)M9;}J::%|'}>j~)'zd'l'yd%z'}>j~)'xb)a*z)d%y'}>j~)'wd*w*wd)'vd*{)b)'xb)a*v)e)'ud*o)c*p'wd*z*zd)'vd*{)b%x'}>*yl~%w'}>*tl~%v'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd%z'}>j~)'xb)a*z)d%y'}>j~)'wd*w*wd)'vd*{)1b.j'j'xb)a*w)e)'ud*p)1c.i*r'wd*{*{d)'vd*{)1b.h2~'{E9%x'}>'in~~:2|'{E9%x'}>'inz}:2z'{E9%x'}>'inv|:2x'{E9%x'}>'inr{:2~'{E9%w'}>'jn~~:2|'{E9%w'}>'jnz}:2z'{E9%w'}>'jnv|:2x'{E9%w'}>'jnr{:2~'{E9%v'}>'hn~~:2|'{E9%v'}>'hnz}:2z'{E9%v'}>'hnv|:2x'{E9%v'}>'hnr{::;~",
  ], [
    "p g u s p s u",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.eps, o.rho, 1 - o.rho, o.lr, o.lr * o.l1],
    "ttz~gzN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%}2zC2J_A.|6'}'|E7%{'}>1j~.p%{'}>1jn.o%{'}>1j].n%{'}>1jN{.m%{'}>1jNk.l%{'}>1jNY.k%{'}>1jMx.j%{'}>1jMh.i<(p(lb),}|b,|},|{b*|)b))c)M9=v~(p(pc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(p'yd+}'xg+}'wf+y'vd+|+}b%z'}>j~+}'ub+}a+z+}d%y'}>j~+}'td+w+wd+}'sd+{+}b+}'ub+}a+v+}e+}'rd+k+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'qc+}&{g+z+}d+h'td+r+rd+}'sd+{+}b%x'}>+yl~%w'}>+ll~%v'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd'h'yd)'xg)'wf*y'vd*|)b%z'}>j~)'ub)a*z)d%y'}>j~)'td*w*wd)'sd*{)b)'ub)a*v)e)'rd*k)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)d*h'td*r*rd)'sd*{)b%x'}>*yl~%w'}>*ll~%v'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd'g'yd)'xg)'wf*y'vd*|)b%z'}>j~)'ub)a*z)d%y'}>j~)'td*w*wd)'sd*{)1b.f'f'ub)a*w)e)'rd*l)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)1d.e*j'td*s*sd)'sd*{)1b.d2~'{E9%x'}>'en~~:2|'{E9%x'}>'enz}:2z'{E9%x'}>'env|:2x'{E9%x'}>'enr{:2~'{E9%w'}>'fn~~:2|'{E9%w'}>'fnz}:2z'{E9%w'}>'fnv|:2x'{E9%w'}>'fnr{:2~'{E9%v'}>'dn~~:2|'{E9%v'}>'dnz}:2z'{E9%v'}>'dnv|:2x'{E9%v'}>'dnr{::;~",
  ]],
);
