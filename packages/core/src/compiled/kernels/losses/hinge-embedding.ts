// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { hingeEmbedding as Entry } from "../../../losses/hinge-embedding.js";
import { compiledLoss } from "../../loss.js";

export const hingeEmbedding: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { margin: 1 }, id: "hinge-embedding", inputs: { p: "prediction", y: { kind: "target", values: [-1, 1] } }, formula: "", limits: { margin: { min: 0 } } },
  [[
    "",
    "y p",
    0,
    (o, n, s) => [s, o.margin],
    "x|x}x{9Gfe:%%%%%9:,_f%}2zC.}4.u%xL.t%wL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}&~Q<+}'tU<&}'t+|X<%{'|>j~<'s+}c<+}&}S<+}&|U<+{&}T<+}&|U<+{+}b<&~+}c<+u+}d<+s+}c<+u&}g<+s+}+pX),}|b,|},|{b*|)b'v)1b.v<%z'|>+xl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)&~Q)'tU&}'t*|X%{'|>j~'s)c)&}S)&|U*{&}T)&|U*{)b&~)c*u)d*s)1c.r*v&}g*t)*qX)*nU'w)N))5|{|{NOO.w2~'{E9%z'|>'rn~~:2|'{E9%z'|>'rnz}:2z'{E9%z'|>'rnv|:2x'{E9%z'|>'rnr{:'|2]>.|8'x'wq~'wq}FF",
  ], [
    "",
    "y (weight) p",
    0,
    (o, n, s) => [s, o.margin],
    "v|x}w{9Gfe:%%%%%9:,_f%}2zC.}4.u%vL.t%uL.s'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}&~Q<%{'|>j~<+}'td<+{+}U<&}+|+zX<%z'|>j~<'s+}c<+}&}S<+}&|U<+{&}T<+}&|U<+{+}b<&~+}c<+u+}d<+s+}c<+u&}g<+s+}+nX<+n+}d),}|b,|},|{b*|)b'v)1b.v<%y'|>+wl~<%x'|>+zl~'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~)&~Q%{'|>j~)'td*{)U&}*|*zX%z'|>j~'s)c)&}S)&|U*{&}T)&|U*{)b&~)c*u)d*s)1c.r*v&}g*t)*oX*o)1d.q'q*lU'w)N))5|{|{NOO.w2~'{E9%y'|>'rn~~:2|'{E9%y'|>'rnz}:2z'{E9%y'|>'rnv|:2x'{E9%y'|>'rnr{:2~'{E9%x'|>'qn~~:2|'{E9%x'|>'qnz}:2z'{E9%x'|>'qnv|:2x'{E9%x'|>'qnr{:'|2]>.|8'x'wq~'wq}FF",
  ]],
);
