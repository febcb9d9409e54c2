// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { nesterov as Entry } from "../../../optimizers/nesterov.js";
import { compiledOptimizer } from "../../optimizer.js";

export const nesterov: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "nesterov", formula: "", state: { v: 0 }, defaults: { lr: 0.001, momentum: 0.9, lrPlacement: "outside" }, limits: { momentum: { min: 0, max: 1, open: "max" } }, choices: { lrPlacement: ["outside", "inside"] }, momentum: "momentum" },
  "lrPlacement",
  false,
  [[
    "p g v p v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.momentum, o.lr],
    "vzz~n~%vL.z%uL.y%tL.x%sL.w%}2zC2J_A.|6'}'|E7%{'}>1j~.v%{'}>1jn.u%{'}>1j].t%{'}>1jN{.s%{'}>1jNk.r%{'}>1jNY.q%{'}>1jMx.p%{'}>1jMh.o<(v(rb),}|b,|},|{b*|)b))c)M9=v~(v(vc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(v'yd%z'}>j~+}'xd+}+{b+}'xd+y+}b+}'wd+v+}c%y'}>+}l~%x'}>+yl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.n'n'nc)M9'n'nc)M9;}J::%|'}>j~)'zd'n'yd%z'}>j~)'xd)*{b)'xd*y)b)'wd*v)c%y'}>)l~%x'}>*yl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.m'm'mc)M9'm'mc)M9;}J::%|'}>j~)'zd'm'yd%z'}>j~)'xd)*{1b.l'l'xd*z)b)'wd*w)1c.k2~'{E9%y'}>'kn~~:2|'{E9%y'}>'knz}:2z'{E9%y'}>'knv|:2x'{E9%y'}>'knr{:2~'{E9%x'}>'ln~~:2|'{E9%x'}>'lnz}:2z'{E9%x'}>'lnv|:2x'{E9%x'}>'lnr{::;~",
  ], [
    "p g v p v",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.momentum, o.lr, o.lr * o.l1],
    "vvz~jzN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%}2zC2J_A.|6'}'|E7%{'}>1j~.r%{'}>1jn.q%{'}>1j].p%{'}>1jN{.o%{'}>1jNk.n%{'}>1jNY.m%{'}>1jMx.l%{'}>1jMh.k<(r(nb),}|b,|},|{b*|)b))c)M9=v~(r(rc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(r'yd+}'xg+}'wf+y'vd+|+}b%z'}>j~+}'ud+}+{b+}'ud+y+}b+}'td+r+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'sc+}&{g+z+}d%y'}>+}l~%x'}>+ql~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd'j'yd)'xg)'wf*y'vd*|)b%z'}>j~)'ud)*{b)'ud*y)b)'td*r)c)&}U&|)W*{&{R*|)U*y&~U)'sc)&{g*z)d%y'}>)l~%x'}>*ql~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd'i'yd)'xg)'wf*y'vd*|)b%z'}>j~)'ud)*{1b.h'h'ud*z)b)'td*s)c)&}U&|)W*{&{R*|)U*y&~U)'sc)&{g*z)1d.g2~'{E9%y'}>'gn~~:2|'{E9%y'}>'gnz}:2z'{E9%y'}>'gnv|:2x'{E9%y'}>'gnr{:2~'{E9%x'}>'hn~~:2|'{E9%x'}>'hnz}:2z'{E9%x'}>'hnv|:2x'{E9%x'}>'hnr{::;~",
  ]],
);
