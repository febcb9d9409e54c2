// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { amsgrad as Entry } from "../../../optimizers/amsgrad.js";
import { compiledOptimizer } from "../../optimizer.js";

export const amsgrad: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "amsgrad", formula: "", state: { m: 0, v: 0, h: 0 }, defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, maximumOf: "raw" }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" } }, choices: { maximumOf: ["raw", "corrected"] }, momentum: "beta1", rates: [0.0001, 0.0003, 0.001, 0.003, 0.01] },
  "maximumOf",
  false,
  [[
    "p m g h v p m v h",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps],
    "ruz~g~%rL.z%qL.y%pL.x%oL.w%nL.v%mL.u%lL.t%kL.s%jL.r%}2zC2J_A.|6'}'|E7%z'}>1j~.q%z'}>1jn.p%z'}>1j].o%z'}>1jN{.n%z'}>1jNk.m%z'}>1jNY.l%z'}>1jMx.k%z'}>1jMh.j<(q(mb),}|b,|},|{b*|)b))c)M9=v~(q(qc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(q'xd+}'wd+{+}b+}'vd%y'}>j~%x'}>j~+}'ud+w+wd+}'td+{+}b+x+}g+|+|Q+|+{+}X+}'sd+}a+}'rb+q+}e+j+}c%w'}>+}o~%v'}>+no~%u'}>+uo~%t'}>+xo~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.i'i'ic)M9'i'ic)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'i'xd)'wd*{)b)'vd%y'}>j~%x'}>j~)'ud*w*wd)'td*{)b*x)g*|*|Q*|*{)X)'sd)a)'rb*q)e*j)c%w'}>)o~%v'}>*no~%u'}>*uo~%t'}>*xo~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.h'h'hc)M9'h'hc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'h'xd)'wd*{)1b.g'g'vd%y'}>j~%x'}>j~)'ud*x*xd)'td*{)1b.f*y'fg'f'fQ*|'f)1X.e'e'sd)a)'rb*s)e*m)1c.d2~'{E9%w'}>'dq~~:2|'{E9%w'}>'dqz}:2z'{E9%w'}>'dqv|:2x'{E9%w'}>'dqr{:2~'{E9%v'}>'gq~~:2|'{E9%v'}>'gqz}:2z'{E9%v'}>'gqv|:2x'{E9%v'}>'gqr{:2~'{E9%u'}>'fq~~:2|'{E9%u'}>'fqz}:2z'{E9%u'}>'fqv|:2x'{E9%u'}>'fqr{:2~'{E9%t'}>'eq~~:2|'{E9%t'}>'eqz}:2z'{E9%t'}>'eqv|:2x'{E9%t'}>'eqr{::;~",
  ], [
    "p m g h v p m v h",
    0,
    (o) => [1 - (o.lr * o.weightDecay), o.beta1, o.clipScale, -o.clipValue, o.clipValue, o.l2, 1 - o.beta1, o.lr / (1 - (o.beta1 ** o.t)), o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1],
    "rqz~czN0lUON0lUP9Gfe:%%%%%%rL.z%qL.y%pL.x%oL.w%nL.v%mL.u%lL.t%kL.s%jL.r%iL.q%hL.p%gL.o%fL.n%}2zC2J_A.|6'}'|E7%z'}>1j~.m%z'}>1jn.l%z'}>1j].k%z'}>1jN{.j%z'}>1jNk.i%z'}>1jNY.h%z'}>1jMx.g%z'}>1jMh.f<(m(ib),}|b,|},|{b*|)b))c)M9=v~(m(mc=),}zW,|},|yW,{|,{xW,z{,zwW*z*|W*z*|W*|)W)M9;}J::=vn%|'}>j~+}'zd%{'}>j~+}'yd(m'xd+}'wg+}'vf+w'ud+|+}b+}'td+w+}b+}'sd%y'}>j~%x'}>j~+}'rd+w+wd+}'qd+{+}b+x+}g+|+|Q+|+{+}X+}'pd+}a+}'ob+q+}e+f+}c+}&}U&|+}W+{&{R+|+}U+y&~U+}'nc+}&{g+z+}d%w'}>+}o~%v'}>+fo~%u'}>+mo~%t'}>+po~='}2J^>.}8%}2zC2^A.|6'}'|E7%z'}>1j~.e'e'ec)M9'e'ec)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'e'xd)'wg)'vf*w'ud*|)b)'td*w)b)'sd%y'}>j~%x'}>j~)'rd*w*wd)'qd*{)b*x)g*|*|Q*|*{)X)'pd)a)'ob*q)e*f)c)&}U&|)W*{&{R*|)U*y&~U)'nc)&{g*z)d%w'}>)o~%v'}>*fo~%u'}>*mo~%t'}>*po~'}2]>.}8%}2xA0{94'{KP%z'}>j~)*|1U.d'd'dc)M9'd'dc)M9;}J::%|'}>j~)'zd%{'}>j~)'yd'd'xd)'wg)'vf*w'ud*|)b)'td*w)1b.c'c'sd%y'}>j~%x'}>j~)'rd*x*xd)'qd*{)1b.b*y'bg'b'bQ*|'b)1X.a'a'pd)a)'ob*s)e*i)c)&}U&|)W*{&{R*|)U*y&~U)'nc)&{g*z)1d._2~'{E9%w'}>'_q~~:2|'{E9%w'}>'_qz}:2z'{E9%w'}>'_qv|:2x'{E9%w'}>'_qr{:2~'{E9%v'}>'cq~~:2|'{E9%v'}>'cqz}:2z'{E9%v'}>'cqv|:2x'{E9%v'}>'cqr{:2~'{E9%u'}>'bq~~:2|'{E9%u'}>'bqz}:2z'{E9%u'}>'bqv|:2x'{E9%u'}>'bqr{:2~'{E9%t'}>'aq~~:2|'{E9%t'}>'aqz}:2z'{E9%t'}>'aqv|:2x'{E9%t'}>'aqr{::;~",
  ]],
);
