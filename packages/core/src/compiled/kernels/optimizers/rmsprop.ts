// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { rmsprop as Entry } from "../../../optimizers/rmsprop.js";
import { compiledOptimizer } from "../../optimizer.js";

export const rmsprop: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "rmsprop", formula: "", state: { s: 0, a: 0, b: 0 }, defaults: { lr: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, centered: false, epsPlacement: "outside", lrPlacement: "outside" }, limits: { alpha: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" }, momentum: { min: 0, max: 1, open: "max" } }, choices: { epsPlacement: ["outside", "inside"], lrPlacement: ["outside", "inside"] } },
  "momentum centered epsPlacement lrPlacement",
  false,
  [[
    "p g s p s",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.lr, o.alpha, 1 - o.alpha, o.eps],
    "vxz~l~%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%}2zC2J_A.|6'}'|E7%{'}>1j~.t%{'}>1jn.s%{'}>1j].r%{'}>1jN{.q%{'}>1jNk.p%{'}>1jNY.o%{'}>1jMx.n%{'}>1jMh.m<(t(pb),}|b,|},|{b*|)b))c)M9=v~(t(tc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(t'yd+}'xd%z'}>j~+}'wd+z+zd+}'vd+{+}b+}a+}'ub+v+}e+s+}c%y'}>+}l~%x'}>+yl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.l'l'lc)M9'l'lc)M9;}J::%|'}>j~)'zd'l'yd)'xd%z'}>j~)'wd*z*zd)'vd*{)b)a)'ub*v)e*s)c%y'}>)l~%x'}>*yl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd)'xd%z'}>j~)'wd*z*zd)'vd*{)1b.j'ja)'ub*w)e*t)1c.i2~'{E9%y'}>'in~~:2|'{E9%y'}>'inz}:2z'{E9%y'}>'inv|:2x'{E9%y'}>'inr{:2~'{E9%x'}>'jn~~:2|'{E9%x'}>'jnz}:2z'{E9%x'}>'jnv|:2x'{E9%x'}>'jnr{::;~",
  ], [
    "p g s p s",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.lr, o.alpha, 1 - o.alpha, o.eps, o.lr * o.l1],
    "vtz~hzN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%nL.r%mL.q%}2zC2J_A.|6'}'|E7%{'}>1j~.p%{'}>1jn.o%{'}>1j].n%{'}>1jN{.m%{'}>1jNk.l%{'}>1jNY.k%{'}>1jMx.j%{'}>1jMh.i<(p(lb),}|b,|},|{b*|)b))c)M9=v~(p(pc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(p'yd+}'xg+}'wf+y'vd+|+}b+}'ud%z'}>j~+}'td+z+zd+}'sd+{+}b+}a+}'rb+v+}e+o+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'qc+}&{g+z+}d%y'}>+}l~%x'}>+ql~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd'h'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~)'td*z*zd)'sd*{)b)a)'rb*v)e*o)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)d%y'}>)l~%x'}>*ql~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd'g'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~)'td*z*zd)'sd*{)1b.f'fa)'rb*w)e*p)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)1d.e2~'{E9%y'}>'en~~:2|'{E9%y'}>'enz}:2z'{E9%y'}>'env|:2x'{E9%y'}>'enr{:2~'{E9%x'}>'fn~~:2|'{E9%x'}>'fnz}:2z'{E9%x'}>'fnv|:2x'{E9%x'}>'fnr{::;~",
  ]],
);
