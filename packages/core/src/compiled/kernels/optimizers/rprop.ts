// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { rprop as Entry } from "../../../optimizers/rprop.js";
import { compiledOptimizer } from "../../optimizer.js";

export const rprop: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "rprop", formula: "", state: { s: "lr", last: 0 }, defaults: { lr: 0.01, down: 0.5, up: 1.2, smallest: 0.000001, largest: 50 }, limits: { down: { min: 0, max: 1, open: "both" }, up: { min: 1 }, smallest: { min: 0, open: "min" }, largest: { min: 0, open: "min" } } },
  "",
  false,
  [[
    "p g last s p s last",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.up, o.down, o.smallest, o.largest],
    "txz~k{N0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%}2zC2J_A.|6'}'|E7%{'}>1j~.t%{'}>1jn.s%{'}>1j].r%{'}>1jN{.q%{'}>1jNk.p%{'}>1jNY.o%{'}>1jMx.n%{'}>1jMh.m<(t(pb),}|b,|},|{b*|)b))c)M9=v~(t(tc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(t'yd+}&~U&}+}W+{&|R+|+}U%z'}>j~+|+}d+}&|S&|+z+}X&|+{S%y'}>j~+}'xd+|'wd+}+{+xX+{+}+yX+}'vg+}'uf+u+}d+k+}c%x'}>+}l~%w'}>+{l~%v'}>+sl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.l'l'lc)M9'l'lc)M9;}J::%|'}>j~)'zd'l'yd)&~U&})W*{&|R*|)U%z'}>j~*|)d)&|S&|*z)X&|*{S%y'}>j~)'xd*|'wd)*{*xX*{)*yX)'vg)'uf*u)d*k)c%x'}>)l~%w'}>*{l~%v'}>*sl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd)&~U&})W*{&|R*|)U%z'}>j~*|)d)&|S&|*z)1X.j&|*|S%y'}>j~)'xd*|'wd)*{*yX*{)*yX)'vg)'u1f.i'j'id*m)1c.h2~'{E9%x'}>'hn~~:2|'{E9%x'}>'hnz}:2z'{E9%x'}>'hnv|:2x'{E9%x'}>'hnr{:2~'{E9%w'}>'in~~:2|'{E9%w'}>'inz}:2z'{E9%w'}>'inv|:2x'{E9%w'}>'inr{:2~'{E9%v'}>'jn~~:2|'{E9%v'}>'jnz}:2z'{E9%v'}>'jnv|:2x'{E9%v'}>'jnr{::;~",
  ], [
    "p g last s p s last",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.up, o.down, o.smallest, o.largest, o.lr * o.l1],
    "ttz~gzN0lUON0lUP9Gfe:%%%%%%tL.z%sL.y%rL.x%qL.w%pL.v%oL.u%nL.t%mL.s%lL.r%kL.q%}2zC2J_A.|6'}'|E7%{'}>1j~.p%{'}>1jn.o%{'}>1j].n%{'}>1jN{.m%{'}>1jNk.l%{'}>1jNY.k%{'}>1jMx.j%{'}>1jMh.i<(p(lb),}|b,|},|{b*|)b))c)M9=v~(p(pc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(p'yd+}'xg+}'wf+y'vd+|+}b+}&}U&|+}W+{&{R+|+}U%z'}>j~+|+}d+}&{S&{+z+}X&{+{S%y'}>j~+}'ud+|'td+}+{+xX+{+}+yX+}'sg+}'rf+u+}d+g+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'qc+}&{g+z+}d%x'}>+}l~%w'}>+sl~%v'}>+kl~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd'h'yd)'xg)'wf*y'vd*|)b)&}U&|)W*{&{R*|)U%z'}>j~*|)d)&{S&{*z)X&{*{S%y'}>j~)'ud*|'td)*{*xX*{)*yX)'sg)'rf*u)d*g)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)d%x'}>)l~%w'}>*sl~%v'}>*kl~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.g'g'gc)M9'g'gc)M9;}J::%|'}>j~)'zd'g'yd)'xg)'wf*y'vd*|)b)&}U&|)W*{&{R*|)U%z'}>j~*|)d)&{S&{*z)1X.f&{*|S%y'}>j~)'ud*|'td)*{*yX*{)*yX)'sg)'r1f.e'f'ed*i)c)&}U&|)W*{&{R*|)U*y&~U)'qc)&{g*z)1d.d2~'{E9%x'}>'dn~~:2|'{E9%x'}>'dnz}:2z'{E9%x'}>'dnv|:2x'{E9%x'}>'dnr{:2~'{E9%w'}>'en~~:2|'{E9%w'}>'enz}:2z'{E9%w'}>'env|:2x'{E9%w'}>'enr{:2~'{E9%v'}>'fn~~:2|'{E9%v'}>'fnz}:2z'{E9%v'}>'fnv|:2x'{E9%v'}>'fnr{::;~",
  ]],
);
