// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { adagrad as Entry } from "../../../optimizers/adagrad.js";
import { compiledOptimizer } from "../../optimizer.js";

export const adagrad: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "adagrad", formula: "", state: { s: "initialAccumulator" }, defaults: { lr: 0.01, eps: 1e-10, initialAccumulator: 0, lrDecay: 0, epsPlacement: "outside" }, limits: { eps: { min: 0, open: "min" }, initialAccumulator: { min: 0 }, lrDecay: { min: 0 } }, choices: { epsPlacement: ["outside", "inside"] } },
  "epsPlacement",
  false,
  [[
    "p g s p s",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.lr / (1 + ((o.t - 1) * o.lrDecay)), o.eps],
    "vzz~n~%vL.z%uL.y%tL.x%sL.w%}2zC2J_A.|6'}'|E7%{'}>1j~.v%{'}>1jn.u%{'}>1j].t%{'}>1jN{.s%{'}>1jNk.r%{'}>1jNY.q%{'}>1jMx.p%{'}>1jMh.o<(v(rb),}|b,|},|{b*|)b))c)M9=v~(v(vc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(v'yd+}'xd%z'}>j~+{+{d+|+}b+}a+}'wb+x+}e+u+}c%y'}>+}l~%x'}>+yl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.n'n'nc)M9'n'nc)M9;}J::%|'}>j~)'zd'n'yd)'xd%z'}>j~*{*{d*|)b)a)'wb*x)e*u)c%y'}>)l~%x'}>*yl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.m'm'mc)M9'm'mc)M9;}J::%|'}>j~)'zd'm'yd)'xd%z'}>j~*{*{d*|)1b.l'la)'wb*y)e*v)1c.k2~'{E9%y'}>'kn~~:2|'{E9%y'}>'knz}:2z'{E9%y'}>'knv|:2x'{E9%y'}>'knr{:2~'{E9%x'}>'ln~~:2|'{E9%x'}>'lnz}:2z'{E9%x'}>'lnv|:2x'{E9%x'}>'lnr{::;~",
  ], [
    "p g s p s",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.lr / (1 + ((o.t - 1) * o.lrDecay)), o.eps, o.lr * o.l1],
    "vvz~jzN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%}2zC2J_A.|6'}'|E7%{'}>1j~.r%{'}>1jn.q%{'}>1j].p%{'}>1jN{.o%{'}>1jNk.n%{'}>1jNY.m%{'}>1jMx.l%{'}>1jMh.k<(r(nb),}|b,|},|{b*|)b))c)M9=v~(r(rc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(r'yd+}'xg+}'wf+y'vd+|+}b+}'ud%z'}>j~+{+{d+|+}b+}a+}'tb+x+}e+q+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'sc+}&{g+z+}d%y'}>+}l~%x'}>+ql~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd'j'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~*{*{d*|)b)a)'tb*x)e*q)c)&}U&|)W*{&{R*|)U*y&~U)'sc)&{g*z)d%y'}>)l~%x'}>*ql~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd'i'yd)'xg)'wf*y'vd*|)b)'ud%z'}>j~*{*{d*|)1b.h'ha)'tb*y)e*r)c)&}U&|)W*{&{R*|)U*y&~U)'sc)&{g*z)1d.g2~'{E9%y'}>'gn~~:2|'{E9%y'}>'gnz}:2z'{E9%y'}>'gnv|:2x'{E9%y'}>'gnr{:2~'{E9%x'}>'hn~~:2|'{E9%x'}>'hnz}:2z'{E9%x'}>'hnv|:2x'{E9%x'}>'hnr{::;~",
  ]],
);
