// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { binaryCrossEntropyWithLogits as Entry } from "../../../losses/binary-cross-entropy-with-logits.js";
import { compiledLoss } from "../../loss.js";

export const binaryCrossEntropyWithLogits: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { positiveWeight: 1 }, id: "binary-cross-entropy-with-logits", inputs: { x: "prediction", y: { kind: "target", range: [0, 1] } }, formula: "", limits: { positiveWeight: { min: 0, open: "min" } } },
  [[
    "",
    "y x",
    0,
    (o, n, s) => [s, o.positiveWeight],
    "x|x}xkN0lUON0lUPeU]&C9MjdX=4fO09?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe:9UGig9.,,R9.*tW94[;X9>[af%%%%%%}2zC.}4.u%xL.t%wL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<&r+}c<%{'|>j~<+}&lS<+|&~U<+{&}W<+}&|g<+}&{d=z~+}&zb+}&zc=<+}&yd<+y+}c<+{&xd<+|+}c<+}+}d<&t+|d<&s+}b<&v+zd<&u+}b<+x+xd<+|+}d<+y+}b<+{+{d<&w+}d<+{+}b<+{+{d<+r+|d<+p+}b<+}&rb<+i2N}[<+|+}d<&r+bV<+|+}g<+]+}d<+}'td<+Y'sd<&}+Zc<+}&lS<&r+}V<+u+}g<+y+}d<+}'td<+v+}c<&r+qb<+|+}e<+u&lg<+n&qb<+m+}e<+}+}d<&n+}d<&m+}b<&p+{d<&o+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+b+}c<+r+}d<+_+}c<+n+}b<+c+}d<+Nn&lg<+}+zb<+Nk+}d<+z+}b),}|b,|},|{b*|)b'v)1b.v<%z'|>+dl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~&r)c%{'|>j~)&lS*|&~U*{&}W)&|g)&{d)&zb)&zc)&yd*y)c*{&xd*|)c))d&t*|d&s)b&v*zd&u)b*x*xd*|)d*y)b*{*{d&w)d*{)b*{*{d*r*|d*p)b)&rb*i2N}[*|)d&r*bV*|)g*])d)'td*Y'sd&}*Zc)&lS&r)V*u)g*y)d)'td*v)c&r*qb*|)1e.r*v&lg*o&qb*n)e))d&n)d&m)b&p*{d&o)b*y*yd*|)d*y)b*{*{d*u*|d*c)c*r)d*a)c*n)b*d)d*No&lg)*zb*Nl)d*z)b)*NhU'w)N))5|{|{NOO.w2~'{E9%z'|>'rn~~:2|'{E9%z'|>'rnz}:2z'{E9%z'|>'rnv|:2x'{E9%z'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "(weight) y x",
    0,
    (o, n, s) => [s, o.positiveWeight],
    "v|x}wkN0lUON0lUPeU]&C9MjdX=4fO09?D_mbV+lA7plW(8>.'28^%S^8z@V,9:,_d9Gfe:9UGig9.,,R9.*tW94[;X9>[af%%%%%%}2zC.}4.u%vL.t%uL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}'td<%{'|>j~<&r+}c<+{+}d<%z'|>j~<+}&lS<+|&~U<+{&}W<+}&|g<+}&{d=z~+}&zb+}&zc=<+}&yd<+y+}c<+{&xd<+|+}c<+}+}d<&t+|d<&s+}b<&v+zd<&u+}b<+x+xd<+|+}d<+y+}b<+{+{d<&w+}d<+{+}b<+{+{d<+r+|d<+p+}b<+}&rb<+i2N}[<+|+}d<&r+bV<+|+}g<+]+}d<+Y'sd<+W+}d<&}+Zc<+}&lS<&r+}V<+u+}g<+y+}d<+v+}c<&r+rb<+|+}e<+v&lg<+o&qb<+n+}e<+}+}d<&n+}d<&m+}b<&p+{d<&o+}b<+y+yd<+|+}d<+y+}b<+{+{d<+u+|d<+c+}c<+r+}d<+a+}c<+n+}b<+c+}d<+No&lg<+}+zb<+Nk+}d<+z+}b<+Nf+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+cl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)'td%{'|>j~&r)c*{)d%z'|>j~)&lS*|&~U*{&}W)&|g)&{d)&zb)&zc)&yd*y)c*{&xd*|)c))d&t*|d&s)b&v*zd&u)b*x*xd*|)d*y)b*{*{d&w)d*{)b*{*{d*r*|d*p)b)&rb*i2N}[*|)d&r*bV*|)g*])d*Y'sd*W)d&}*Zc)&lS&r)V*u)g*y)d*v)c&r*rb*|)1e.r*w&lg*p&qb*o)e))d&n)d&m)b&p*{d&o)b*y*yd*|)d*y)b*{*{d*u*|d*d)c*r)d*b)c*n)b*d)d*Np&lg)*zb*Nl)d*z)b*Ng)1d.q'q*NfU'w)N))5|{|{NOO.w2~'{E9%y'|>'rn~~:2|'{E9%y'|>'rnz}:2z'{E9%y'|>'rnv|:2x'{E9%y'|>'rnr{:2~'{E9%x'|>'qn~~:2|'{E9%x'|>'qnz}:2z'{E9%x'|>'qnv|:2x'{E9%x'|>'qnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
