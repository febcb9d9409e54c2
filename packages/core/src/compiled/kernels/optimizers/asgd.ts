// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { asgd as Entry } from "../../../optimizers/asgd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const asgd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "asgd", formula: "", evaluation: "p = a", state: { a: "p" }, defaults: { lr: 0.01, decay: 0.0001, power: 0.75, averageAfter: 1000000 }, limits: { decay: { min: 0 }, power: { min: 0 }, averageAfter: { min: 0, integer: true } } },
  "",
  false,
  [[
    "p g a p a",
    0,
    (o) => { const _0 = (o.t - 1); const _1 = (o.lr / ((1 + ((o.decay * o.lr) * _0)) ** o.power)); const _2 = Math.max(1, (_0 - o.averageAfter)); return [(1 - (o.lr * o.weightDecay)) * (1 - (o.decay * _1)), _1 * o.clipScale, 1 / _2, +(_2 > 1)]; },
    "vzz~n}%%%%%%vL.z%uL.y%tL.x%sL.w%}2zC2J_A.|6'}'|E7%{'}>1j~.v%{'}>1jn.u%{'}>1j].t%{'}>1jN{.s%{'}>1jNk.r%{'}>1jNY.q%{'}>1jMx.p%{'}>1jMh.o<(v(rb),}|b,|},|{b*|)b))c)M9=v~(v(vc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(v'yd+|+}c%z'}>j~+|+}c+}'xd+{+}b'w&~R+|+x+}X%y'}>+wl~%x'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.n'n'nc)M9'n'nc)M9;}J::%|'}>j~)'zd'n'yd*|)c%z'}>j~*|)c)'xd*{)b'w&~R*|*x)X%y'}>*wl~%x'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.m'm'mc)M9'm'mc)M9;}J::%|'}>j~)'zd'm'yd*|)1c.l%z'}>j~'l)c)'xd*{)b'w&~R*|'l)1X.k2~'{E9%y'}>'ln~~:2|'{E9%y'}>'lnz}:2z'{E9%y'}>'lnv|:2x'{E9%y'}>'lnr{:2~'{E9%x'}>'kn~~:2|'{E9%x'}>'knz}:2z'{E9%x'}>'knv|:2x'{E9%x'}>'knr{::;~",
  ], [
    "p g a p a",
    0,
    (o) => { const _0 = (o.t - 1); const _1 = (o.lr / ((1 + ((o.decay * o.lr) * _0)) ** o.power)); const _2 = Math.max(1, (_0 - o.averageAfter)); return [(1 - (o.lr * o.weightDecay)) * (1 - (o.decay * _1)), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, _1, o.lr * o.l1, 1 / _2, +(_2 > 1)]; },
    "vuz~izN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%nL.r%}2zC2J_A.|6'}'|E7%{'}>1j~.q%{'}>1jn.p%{'}>1j].o%{'}>1jN{.n%{'}>1jNk.m%{'}>1jNY.l%{'}>1jMx.k%{'}>1jMh.j<(q(mb),}|b,|},|{b*|)b))c)M9=v~(q(qc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(q'yd+}'xg+}'wf+y'vd+|+}b+}'ud+w+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'tc+}&{g+z+}d%z'}>j~+t+}c+}'sd+{+}b'r&{R+|+p+}X%y'}>+wl~%x'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd'i'yd)'xg)'wf*y'vd*|)b)'ud*w)c)&}U&|)W*{&{R*|)U*y&~U)'tc)&{g*z)d%z'}>j~*t)c)'sd*{)b'r&{R*|*p)X%y'}>*wl~%x'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd'h'yd)'xg)'wf*y'vd*|)b)'ud*w)c)&}U&|)W*{&{R*|)U*y&~U)'tc)&{g*z)1d.g%z'}>j~*u)c)'sd*{)b'r&{R*|*q)1X.f2~'{E9%y'}>'gn~~:2|'{E9%y'}>'gnz}:2z'{E9%y'}>'gnv|:2x'{E9%y'}>'gnr{:2~'{E9%x'}>'fn~~:2|'{E9%x'}>'fnz}:2z'{E9%x'}>'fnv|:2x'{E9%x'}>'fnr{::;~",
  ]],
  [
    "a p",
    0,
    () => [],
    "y~z~}~%}2zC2J_A.|6'}'|E7=vn%|'}>j~%{'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%|'}>j~%{'}>)l~'}2]>.}8%}2xA0{94'{KP%|'}>1j~.z2~'{E9%{'}>'zn~~:2|'{E9%{'}>'znz}:2z'{E9%{'}>'znv|:2x'{E9%{'}>'znr{::;~",
  ],
);
