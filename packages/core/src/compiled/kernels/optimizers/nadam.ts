// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { nadam as Entry } from "../../../optimizers/nadam.js";
import { compiledOptimizer } from "../../optimizer.js";

export const nadam: typeof Entry = /* @__PURE__ */ compiledOptimizer(
  { id: "nadam", formula: "", state: { m: 0, v: 0, product: { per: "tensor", start: 1 } }, defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8, momentumDecay: 0.004 }, limits: { beta1: { min: 0, max: 1, open: "max" }, beta2: { min: 0, max: 1, open: "max" }, eps: { min: 0, open: "min" }, momentumDecay: { min: 0 } }, momentum: "beta1" },
  "",
  true,
  [[
    "p g product m v p m v product",
    0,
    (o) => { const _0 = (o.beta1 * (1 - (0.5 * (0.96 ** (o.t * o.momentumDecay))))); return [1 - (o.lr * o.weightDecay), o.clipScale, _0, 1 - _0, o.beta1, 1 - o.beta1, o.beta1 * (1 - (0.5 * (0.96 ** ((o.t + 1) * o.momentumDecay)))), o.lr, o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps]; },
    "rrx}k}9Gfe:%}2zC.}4.v%rL.u%qL.t%pL.s%oL.r%nL.q%mL.p%lL.o%kL.n%jL.m%iL.l%hL.k%gL.j6'y%~E7%zk~/)'sd&~)c&~)e)'r1d.i*{'od&~)c&~)e)'o1d.h'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<+}'ud<%{'|>j~<+}'td<+}'id<%y'|>j~<+}'qd<+z'pd<+|+}b<+}'hd<+x+}b<+}'nd<%x'|>j~<+}'md<+s+sd<+}'ld<+{+}b<+}'kd<+}a<+}'jb<+u+}e<+j+}c<%w'|>+}l~<%v'|>+pl~<%u'|>+xl~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~)'ud%{'|>j~)'td)'id%y'|>j~)'qd*z'pd*|)1b.g'g'hd*y)b)'nd%x'|>j~)'md*t*td)'ld*{)1b.f'f'kd)a)'jb*v)e*l)1c.e2~'{E9%w'|>'en~~:2|'{E9%w'|>'enz}:2z'{E9%w'|>'env|:2x'{E9%w'|>'enr{:2~'{E9%v'|>'gn~~:2|'{E9%v'|>'gnz}:2z'{E9%v'|>'gnv|:2x'{E9%v'|>'gnr{:2~'{E9%u'|>'fn~~:2|'{E9%u'|>'fnz}:2z'{E9%u'|>'fnv|:2x'{E9%u'|>'fnr{:'|2]>.|8%t*Nzn~~%|'}>-|%{'}>-{%z2v>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v%u'}>-u%t2v>-t'y2|>.y8'x'wq~'wq}FF",
  ], [
    "p g product m v p m v product",
    0,
    (o) => { const _0 = (o.beta1 * (1 - (0.5 * (0.96 ** (o.t * o.momentumDecay))))); return [1 - (o.lr * o.weightDecay), o.clipScale, -(o.clipValue ?? 1 / 0), o.clipValue ?? 1 / 0, o.l2, _0, 1 - _0, o.beta1, 1 - o.beta1, o.beta1 * (1 - (0.5 * (0.96 ** ((o.t + 1) * o.momentumDecay)))), o.lr, o.beta2, 1 - o.beta2, 1 / (1 - (o.beta2 ** o.t)), o.eps, o.lr * o.l1]; },
    "rnx}gzN0lUON0lUP9Gfe:%%%%%%}2zC.}4.v%rL.u%qL.t%pL.s%oL.r%nL.q%mL.p%lL.o%kL.n%jL.m%iL.l%hL.k%gL.j%fL.i%eL.h%dL.g%cL.f6'y%~E7%zk~/)'pd&|)c&|)e)'o1d.e*{'ld&|)c&|)e)'l1d.d'}2MWA.z2~.|'vi6'|'zE7<%|'|>j~<+}'ud<%{'|>j~<+}'td<+}'sg<+}'rf<+x'qd<+|+}b<+}'ed<%y'|>j~<+}'nd<+z'md<+|+}b<+}'dd<+x+}b<+}'kd<%x'|>j~<+}'jd<+s+sd<+}'id<+{+}b<+}'hd<+}a<+}'gb<+u+}e<+f+}c<+}&}U<&|+}W<+{&{R<+|+}U<+y&~U<+}'fc<+}&{g<+z+}d<%w'|>+}l~<%v'|>+hl~<%u'|>+pl~'|2MV>.|86'|'}E7'v'}'|?2zD0{KP%|'|>j~)'ud%{'|>j~)'td)'sg)'rf*x'qd*|)b)'ed%y'|>j~)'nd*z'md*|)1b.c'c'dd*y)b)'kd%x'|>j~)'jd*t*td)'id*{)1b.b'b'hd)a)'gb*v)e*h)c)&}U&|)W*{&{R*|)U*y&~U)'fc)&{g*z)1d.a2~'{E9%w'|>'an~~:2|'{E9%w'|>'anz}:2z'{E9%w'|>'anv|:2x'{E9%w'|>'anr{:2~'{E9%v'|>'cn~~:2|'{E9%v'|>'cnz}:2z'{E9%v'|>'cnv|:2x'{E9%v'|>'cnr{:2~'{E9%u'|>'bn~~:2|'{E9%u'|>'bnz}:2z'{E9%u'|>'bnv|:2x'{E9%u'|>'bnr{:'|2]>.|8%t*Nbn~~%|'}>-|%{'}>-{%z2v>-z%y'}>-y%x'}>-x%w'}>-w%v'}>-v%u'}>-u%t2v>-t'y2|>.y8'x'wq~'wq}FF",
  ]],
);
