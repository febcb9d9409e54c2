// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { signum as Entry } from "../../../optimizers/signum.js";
import { compiledOptimizer } from "../../optimizer.js";

export const signum: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "signum", formula: "", state: { m: 0 }, defaults: { lr: 0.001, momentum: 0.9 }, limits: { momentum: { min: 0, max: 1, open: "max" } }, momentum: "momentum" },
  "",
  false,
  [[
    "p m g p m",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.momentum, (1 - o.momentum) * o.clipScale, o.lr],
    "vzz~n{N0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%}2zC2J_A.|6'}'|E7%z'}>1j~.v%z'}>1jn.u%z'}>1j].t%z'}>1jN{.s%z'}>1jNk.r%z'}>1jNY.q%z'}>1jMx.p%z'}>1jMh.o<(v(rb),}|b,|},|{b*|)b))c)M9=v~(v(vc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(v'xd+|+}b+}&~U&}+}W+{&|R+|+}U+}'wd+t+}c%y'}>+}l~%x'}>+wl~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.n'n'nc)M9'n'nc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'n'xd*|)b)&~U&})W*{&|R*|)U)'wd*t)c%y'}>)l~%x'}>*wl~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.m'm'mc)M9'm'mc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'm'xd*|)1b.l'l&~U&})W'l&|R*|)U)'wd*u)1c.k2~'{E9%y'}>'kn~~:2|'{E9%y'}>'knz}:2z'{E9%y'}>'knv|:2x'{E9%y'}>'knr{:2~'{E9%x'}>'ln~~:2|'{E9%x'}>'lnz}:2z'{E9%x'}>'lnv|:2x'{E9%x'}>'lnr{::;~",
  ], [
    "p m g p m",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.momentum, o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, 1 - o.momentum, o.lr, o.lr * o.l1],
    "vuz~izN0lUON0lUP9Gfe:%%%%%%vL.z%uL.y%tL.x%sL.w%rL.v%qL.u%pL.t%oL.s%nL.r%}2zC2J_A.|6'}'|E7%z'}>1j~.q%z'}>1jn.p%z'}>1j].o%z'}>1jN{.n%z'}>1jNk.m%z'}>1jNY.l%z'}>1jMx.k%z'}>1jMh.j<(q(mb),}|b,|},|{b*|)b))c)M9=v~(q(qc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(q'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}&}U&|+}W+{&{R+|+}U+}'sd+o+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'rc+}&{g+z+}d%y'}>+}l~%x'}>+ol~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'i'xd)'wg)'vf*w'ud*|)b)'td*w)b)&}U&|)W*{&{R*|)U)'sd*o)c)&}U&|)W*{&{R*|)U*y&~U)'rc)&{g*z)d%y'}>)l~%x'}>*ol~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'h'xd)'wg)'vf*w'ud*|)b)'td*w)1b.g'g&}U&|)W'g&{R*|)U)'sd*p)c)&}U&|)W*{&{R*|)U*y&~U)'rc)&{g*z)1d.f2~'{E9%y'}>'fn~~:2|'{E9%y'}>'fnz}:2z'{E9%y'}>'fnv|:2x'{E9%y'}>'fnr{:2~'{E9%x'}>'gn~~:2|'{E9%x'}>'gnz}:2z'{E9%x'}>'gnv|:2x'{E9%x'}>'gnr{::;~",
  ]],
);
