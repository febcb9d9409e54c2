// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { gaussianNll as Entry } from "../../../losses/gaussian-nll.js";
import { compiledLoss } from "../../loss.js";

export const gaussianNll: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { eps: 0.000001, full: false }, id: "gaussian-nll", inputs: { p: "prediction", y: "target", v: { kind: "prediction", range: [0, Infinity] } }, formula: "", limits: { eps: { min: 0, open: "min" } } },
  [[
    "",
    "p y v",
    0,
    (o, n, s) => [s, o.eps, 0.5 * s, +o.full ? 0.9189385332046727 : 0],
    "vzx}uj9?D_mbV+lA9Gfe:%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.u%vL.t%uL.s%tL.r%sL.q'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}'td<%z'|>j~<+}'sg<+}+|c<+{+}b<+y+}e<+w+wd<+}+{e<+}'rd<'r+}c<+}+xe<+w&{S<+v&zd<+}+u+|X<+}&y^<+}2N}]<+}&x_<+}i<+z&wU<+}&v^<+u&uU<+z+}c<+{&|c<+}&tb<+|+}e<+}+}d<&q+}d<&p+}b<&s+{d<&r+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+q+}c<+r+}d<+n&}d<+|+}c<+m+}c<+k&~d<+|+}b<+V&nS<+|+U+}X<+T&oQ<&m&l+}X<+R&oT<+|+z+}X<+}+Sb<&k+}d<+}'qb),}|b,|},|{b*|)b'v)1b.v<%y'|>+Nzl~<%x'|>+Pl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)c)'td%z'|>j~)'sg)*|c*{)b*y)1e.p*x*xd)*|e)'rd'r)c)*y1e.o*y&{S*x&zd)*w*|X)&y^)2N}])&x_)i*z&wU)&v^*u&uU*z)c*{&|c)&tb*|)e))d&q)d&p)b&s*{d&r)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&}d*|)c*m)c*k&~d*|)b*X&nS*|*W)X*V&oQ&m&l)X*T&oT*|*z)X)*Tb&k)d)'qb)*NvU'w)N))5|{|{NOO.w2~'{E9%y'|>'pn~~:2|'{E9%y'|>'pnz}:2z'{E9%y'|>'pnv|:2x'{E9%y'|>'pnr{:2~'{E9%x'|>'on~~:2|'{E9%x'|>'onz}:2z'{E9%x'|>'onv|:2x'{E9%x'|>'onr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) p y v",
    0,
    (o, n, s) => [0.5 * s, o.eps, +o.full ? 0.9189385332046727 : 0],
    "t{x}uj9?D_mbV+lA9Gfe:%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g9:,_f%}2zC.}4.u%tL.t%sL.s%rL.r'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}'td<%{'|>j~<%z'|>j~<+|+}c<+z+}d<&t+}d<%y'|>j~<+}'sg<+}+|c<+{+}b<+y+}e<+v+vd<+}+{e<+q+}d<+p+}c<+}+xe<+w&{S<+v&zd<+}+u+|X<+}&y^<+}2N}]<+}&x_<+}i<+z&wU<+}&v^<+u&uU<+z+}c<+{&|c<+}&tb<+|+}e<+}+}d<&q+}d<&p+}b<&s+{d<&r+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+q+}c<+r+}d<+n&}d<+|+}c<+m+}c<+k&~d<+|+}b<+V&nS<+|+U+}X<+T&oQ<&m&l+}X<+R&oT<+|+z+}X<+}+Sb<&k+}d<+}'rb<+Nr+}d),}|b,|},|{b*|)b'v)1b.v<%x'|>+Nyl~<%w'|>+N~l~<%v'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)'td%{'|>j~%z'|>j~*|)c*z)d&t)d%y'|>j~)'sg)*|c*{)b*y)1e.q*w*wd)*|e*r)d*q)c)*y1e.p*y&{S*x&zd)*w*|X)&y^)2N}])&x_)i*z&wU)&v^*u&uU*z)c*{&|c)&tb*|)e))d&q)d&p)b&s*{d&r)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&}d*|)c*m)c*k&~d*|)b*X&nS*|*W)X*V&oQ&m&l)X*T&oT*|*z)X)*Tb&k)d)'rb*Nt)1d.o'o*NsU'w)N))5|{|{NOO.w2~'{E9%x'|>'qn~~:2|'{E9%x'|>'qnz}:2z'{E9%x'|>'qnv|:2x'{E9%x'|>'qnr{:2~'{E9%w'|>'pn~~:2|'{E9%w'|>'pnz}:2z'{E9%w'|>'pnv|:2x'{E9%w'|>'pnr{:2~'{E9%v'|>'on~~:2|'{E9%v'|>'onz}:2z'{E9%v'|>'onv|:2x'{E9%v'|>'onr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
