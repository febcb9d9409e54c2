// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { softMargin as Entry } from "../../../losses/soft-margin.js";
import { compiledLoss } from "../../loss.js";

export const softMargin: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: {  }, id: "soft-margin", inputs: { x: "prediction", y: { kind: "target", values: [-1, 1] } }, formula: "" },
  [[
    "",
    "y x",
    0,
    (o, n, s) => [s],
    "x}x}ykN0lUON0lUPeU]&C9MjdX=4fO09?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe:9UGig9.,,R9.*tW94[;X9>[af%%%%%%}2zC.}4.u%xL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<+|+}d<&}+}c<+}&lS<+{&~U<+z&}W<+}&|g<+}&{d=z~+}&zb+}&zc=<+}&yd<+y+}c<+{&xd<+|+}c<+}+}d<&t+|d<&s+}b<&v+zd<&u+}b<+x+xd<+|+}d<+y+}b<+{+{d<&w+}d<+{+}b<+{+{d<+r+|d<+p+}b<+}&rb<+i2N}[<+|+}d<&r+bV<+|+}g<+}+Zd<+}'td<&r+yb<+|+}e<&}+}c<+X&lg<+u&qb<+t+}e<+}+}d<&n+}d<&m+}b<&p+{d<&o+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+i+}c<+r+}d<+g+}c<+n+}b),}|b,|},|{b*|)b'v)1b.v<%z'|>+il~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~*|)d&})c)&lS*{&~U*z&}W)&|g)&{d)&zb)&zc)&yd*y)c*{&xd*|)c))d&t*|d&s)b&v*zd&u)b*x*xd*|)d*y)b*{*{d&w)d*{)b*{*{d*r*|d*p)b)&rb*i2N}[*|)d&r*bV*|)g)*Zd)'td&r*yb*|)e&})1c.s*Y&lg*v&qb*u)e))d&n)d&m)b&p*{d&o)b*y*yd*|)d*y)b*{*{d*u*|d*j)c*r)d*h)c*n)b)*NsU'w)N))5|{|{NOO.w2~'{E9%z'|>'sn~~:2|'{E9%z'|>'snz}:2z'{E9%z'|>'snv|:2x'{E9%z'|>'snr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) y x",
    0,
    (o, n, s) => [s],
    "v}x}xkN0lUON0lUPeU]&C9MjdX=4fO09?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe:9UGig9.,,R9.*tW94[;X9>[af%%%%%%}2zC.}4.u%vL.t'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<%{'|>j~<%z'|>j~<+|+}d<&}+}c<+}&lS<+{&~U<+z&}W<+}&|g<+}&{d=z~+}&zb+}&zc=<+}&yd<+y+}c<+{&xd<+|+}c<+}+}d<&t+|d<&s+}b<&v+zd<&u+}b<+x+xd<+|+}d<+y+}b<+{+{d<&w+}d<+{+}b<+{+{d<+r+|d<+p+}b<+}&rb<+i2N}[<+|+}d<&r+bV<+|+}g<+Y+}d<+}+Yd<+}'td<&r+xb<+|+}e<&}+}c<+W&lg<+t&qb<+s+}e<+}+}d<&n+}d<&m+}b<&p+{d<&o+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+h+}c<+r+}d<+f+}c<+n+}b<+Nq+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+hl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~%{'|>j~%z'|>j~*|)d&})c)&lS*{&~U*z&}W)&|g)&{d)&zb)&zc)&yd*y)c*{&xd*|)c))d&t*|d&s)b&v*zd&u)b*x*xd*|)d*y)b*{*{d&w)d*{)b*{*{d*r*|d*p)b)&rb*i2N}[*|)d&r*bV*|)g*Y)d)*Yd)'td&r*xb*|)e&})1c.s*X&lg*u&qb*t)e))d&n)d&m)b&p*{d&o)b*y*yd*|)d*y)b*{*{d*u*|d*i)c*r)d*g)c*n)b*Nr)1d.r'r*NqU'w)N))5|{|{NOO.w2~'{E9%y'|>'sn~~:2|'{E9%y'|>'snz}:2z'{E9%y'|>'snv|:2x'{E9%y'|>'snr{:2~'{E9%x'|>'rn~~:2|'{E9%x'|>'rnz}:2z'{E9%x'|>'rnv|:2x'{E9%x'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
