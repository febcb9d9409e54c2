// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { signSgd as Entry } from "../../../optimizers/sign-sgd.js";
import { compiledOptimizer } from "../../optimizer.js";

export const signSgd: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "sign-sgd", formula: "", state: {  }, defaults: { lr: 0.001 } },
  "",
  false,
  [[
    "p g p",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, o.lr],
    "x{z~p{N0lUP9Gfe:%%%%%%xL.z%wL.y%vL.x%}2zC2J_A.|6'}'|E7%{'}>1j~.w%{'}>1jn.v%{'}>1j].u%{'}>1jN{.t%{'}>1jNk.s%{'}>1jNY.r%{'}>1jMx.q%{'}>1jMh.p<(w(sb),}|b,|},|{b*|)b))c)M9=v~(w(wc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(w'yd+}&~U&}+}W+{&|R+|+}U+}'xd+w+}c%z'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.o'o'oc)M9'o'oc)M9;}J::%|'}>j~)'zd'o'yd)&~U&})W*{&|R*|)U)'xd*w)c%z'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.n'n'nc)M9'n'nc)M9;}J::%|'}>j~)'zd'n'yd)&~U&})W*{&|R*|)U)'xd*w)1c.m2~'{E9%z'}>'mn~~:2|'{E9%z'}>'mnz}:2z'{E9%z'}>'mnv|:2x'{E9%z'}>'mnr{::;~",
  ], [
    "p g p",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, o.lr, o.lr * o.l1],
    "xwz~lzN0lUON0lUP9Gfe:%%%%%%xL.z%wL.y%vL.x%uL.w%tL.v%sL.u%rL.t%}2zC2J_A.|6'}'|E7%{'}>1j~.s%{'}>1jn.r%{'}>1j].q%{'}>1jN{.p%{'}>1jNk.o%{'}>1jNY.n%{'}>1jMx.m%{'}>1jMh.l<(s(ob),}|b,|},|{b*|)b))c)M9=v~(s(sc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd(s'yd+}'xg+}'wf+y'vd+|+}b+}&}U&|+}W+{&{R+|+}U+}'ud+s+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'tc+}&{g+z+}d%z'}>+}l~='}2J^>.}8%}2zC2^A.|6'}'|E7%{'}>1j~.k'k'kc)M9'k'kc)M9;}J::%|'}>j~)'zd'k'yd)'xg)'wf*y'vd*|)b)&}U&|)W*{&{R*|)U)'ud*s)c)&}U&|)W*{&{R*|)U*y&~U)'tc)&{g*z)d%z'}>)l~'}2]>.}8%}2xA0{94'{KP%{'}>j~)*|1U.j'j'jc)M9'j'jc)M9;}J::%|'}>j~)'zd'j'yd)'xg)'wf*y'vd*|)b)&}U&|)W*{&{R*|)U)'ud*s)c)&}U&|)W*{&{R*|)U*y&~U)'tc)&{g*z)1d.i2~'{E9%z'}>'in~~:2|'{E9%z'}>'inz}:2z'{E9%z'}>'inv|:2x'{E9%z'}>'inr{::;~",
  ]],
);
