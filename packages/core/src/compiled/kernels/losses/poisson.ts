// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { poisson as Entry } from "../../../losses/poisson.js";
import { compiledLoss } from "../../loss.js";

export const poisson: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { logInput: true, eps: 1e-8 }, id: "poisson", inputs: { p: "prediction", y: { kind: "target", range: [0, Infinity] } }, formula: "", limits: { eps: { min: 0, open: "min" } } },
  [[
    "logInput",
    "p y",
    0,
    (o, n, s) => [s],
    "x}x}yr9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%}2zC.}4.u%xL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}&uf<+}&tg<+}&~d=z~+}&sb+}&sc=<+}&}d<+y+}c<+{&|d<+|+}c<+}+}d<&x+|d<&w+}b<&z+zd<&y+}b<+x+xd<+|+}d<+y+}b<+{+{d<&{+}d<+{+}b<+{+{d<+r+|d<+p+}b<+}&vb<+i2|]<+}2N}[<+{+}d<+f+{_<+}2N}[<+{+}d<+}'td<%{'|>j~<+}'td<+{+}c<+{+Yd<+x+}c),}|b,|},|{b*|)b'v)1b.v<%z'|>+xl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)&uf)&tg)&~d)&sb)&sc)&}d*y)c*{&|d*|)c))d&x*|d&w)b&z*zd&y)b*x*xd*|)d*y)b*{*{d&{)d*{)b*{*{d*r*|d*p)b)&vb*i2|])2N}[*{)d*f*{_)2N}[*{)d)'td%{'|>j~)'td*{)1c.s*|*Zd*y)c)*WU'w)N))5|{|{NOO.w2~'{E9%z'|>'sn~~:2|'{E9%z'|>'snz}:2z'{E9%z'|>'snv|:2x'{E9%z'|>'snr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) y p",
    0,
    (o, n, s) => [s, +o.logInput, o.eps],
    "v{x}vb9MjdX9?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe::J(VqeY*<e=4fPZ%2^)P=-twr%-%/z%%%&O%2^)O9?fX<:/Csv9UGig9.,,R9.*tW94[;X9>[af%%%%%Mz2Q%y.z,PN){(g%}2zC.}4.u%vL.t%uL.s%tL.r'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}'td's&fR<&f+|)X<%{'|>j~<+|+}d's&fR<&f+|)X<%z'|>j~<+}'rb<+{+}e's&fR<&f+|)X<+t+}c's&fR<)+pU<+}+rd<+z+}c<+t&uf<+}&tg<+}&~d=z~+}&sb+}&sc=<+}&}d<+y+}c<+{&|d<+|+}c<+}+}d<&x+|d<&w+}b<&z+zd<&y+}b<+x+xd<+|+}d<+y+}b<+{+{d<&{+}d<+{+}b<+{+{d<+r+|d<+p+}b<+}&vb<+i2|]<+}2N}[<+{+}d<+f+{_<+}2N}[<+{+}d<+[+}d's&fR<)+|U<+Z+}b<+N{+Pd<+x+}c<+N~&rS<+N}&qd<+}+N|+|X<+}&p^<+}2N}]<+}&o_<+}i<+z&nU<+}&m^<+u&lU<+z+}c<+{&vc<+}&kb<+|+}e<+}+}d<&h+}d<&g+}b<&j+{d<&i+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+q+}c<+r+}d<+n&|d<+|+}c<+m+}c<+k&}d<+|+}b<+N^&eS<+|+N]+}X<+N[&fQ<&d&c+}X<+NY&fT<+|+z+}X<+NR+}d<+NU+}c's&fR<+S+|)X<+My+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+N{l~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)'td's&fR&f*|)X%{'|>j~*|)d's&fR&f*|)X%z'|>j~)'rb*{)e's&fR&f*|)X*t)c's&fR)*pU)*rd*z)c*t&uf)&tg)&~d)&sb)&sc)&}d*y)c*{&|d*|)c))d&x*|d&w)b&z*zd&y)b*x*xd*|)d*y)b*{*{d&{)d*{)b*{*{d*r*|d*p)b)&vb*i2|])2N}[*{)d*f*{_)2N}[*{)d*[)d's&fR)*|U*Z)1b.q*N|*Qd*y)c*P&rS*N~&qd)*N}*|X)&p^)2N}])&o_)i*z&nU)&m^*u&lU*z)c*{&vc)&kb*|)e))d&h)d&g)b&j*{d&i)b*y*yd*|)d*y)b*{*{d*u*|d*q)c*r)d*n&|d*|)c*m)c*k&}d*|)b*N_&eS*|*N^)X*N]&fQ&d&c)X*NZ&fT*|*z)X*NS)d*NV)c's&fR*S*|)X*Mz)1d.p'p*MyU'w)N))5|{|{NOO.w2~'{E9%y'|>'qn~~:2|'{E9%y'|>'qnz}:2z'{E9%y'|>'qnv|:2x'{E9%y'|>'qnr{:2~'{E9%x'|>'pn~~:2|'{E9%x'|>'pnz}:2z'{E9%x'|>'pnv|:2x'{E9%x'|>'pnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
