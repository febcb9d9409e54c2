// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { contrastive as Entry } from "../../../losses/contrastive.js";
import { compiledLoss } from "../../loss.js";

export const contrastive: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { margin: 1 }, id: "contrastive", inputs: { a: "prediction", b: "prediction", y: { kind: "row target", range: [0, 1] } }, formula: "", limits: { margin: { min: 0, open: "min" } } },
  [[
    "",
    "a b (weight) y",
    0,
    (o, n, s) => [s, o.margin],
    "t|w}syN0lUP9Gfe:9UGig%%%%%9:,_f%}2zC.}4.s%tL.r%sL.q6'x%~E7%zn~/%yn~/*|'rd&z*|d*|)d&}*zc&z)d*y)d3%%%%%.p'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.o6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}+}d),}|b,|},|{b*|)b'o)1b.o'|2MV>.|8'p'oN'o'o5|{|{NOO.p86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~*|)c))d)'vU'p)N))5|{|{NOO.p'|2]>.|8'pm~'pm}FGL/)a*l)d&|)d'q*{c)&{g*k)d*{&{S)&zU*y&{T)&zU*{)b&})c*w)d&|)d*r)c&{*oS&z*ne*|)U*z)d&|)1d.n*W*kd)*jd*X*md)*ld*{)b*N~)d'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+|+}c<+}+}d<+|'nd<&~+}c<%x'|>+|o~<%w'|>+}o~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~*|)c))d*|'n1d.m&~'m1c.l2~'{E9%x'|>'mq~~:2|'{E9%x'|>'mqz}:2z'{E9%x'|>'mqv|:2x'{E9%x'|>'mqr{:2~'{E9%w'|>'lq~~:2|'{E9%w'|>'lqz}:2z'{E9%w'|>'lqv|:2x'{E9%w'|>'lqr{:'|2]>.|8%v*sq~~'w*sl~HF.w%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v2v>-v'x2|>.x8'w'tm~'tm}FF",
    "t|a~syN0lUP9Gfe:9UGig%%%%%9:,_f%tL._%sL.^%}2zC.}'}2^A.|6'z%~E7%~2|?.e'z2~>.y'y'e'y'eEI.y%|'y'}@>.u%{'y'}@>.q%x'y'}@>.m%w'y'}@>.i%~2|?.d'z2|>.x'x'd'x'dEI.x%|'x'}@>.t%{'x'}@>.p%x'x'}@>.l%w'x'}@>.h%~2|?.c'z2z>.w'w'c'w'cEI.w%|'w'}@>.s%{'w'}@>.o%x'w'}@>.k%w'w'}@>.g%~2|?.b'z2x>.v'v'b'v'bEI.v%|'v'}@>.r%{'v'}@>.n%x'v'}@>.j%w'v'}@>.f%z'y2zC>n~.]={~%z(x2zC>']p~}.]=%y'y2zC>n~.[={~%y(x2zC>'[p~}.[=']'_d&z'[d*|)d&}'[c&z)d*y)d&{.Z2~.{6'{'|E7=z~(u'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(q'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/<+q+zc<+}+}d),}|b,|},|{b*|)b'Z)b).Z'{2]>.{86'{'}E7'u'{>n~.Y={~(t'{>'Yp~}.Y='q'{>n~.X={~(p'{>'Xp~}.X='Y'Xc))d'Z)b).Z'{2v>.{8'Za*])d&|)d'^*{c)&{g*[)d*{&{S)&zU*y&{T)&zU*{)b&})c*w)d&|)d*r)c&{*oS&z*ne*|)U*z)d&|)1d.W*Nx*kd)*jd*Ny*md)*ld*{)b'])d2~.{6'{'|E7=z~(u'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(q'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/<+q+zc<+}+}d<+|'Wd<&~+}c*|,|}5~z}y/,{|,{{5~z}y/*z,z}5|x{w/,y|,y{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(m'{>+zo~=*u,u}5~z}y/,t|,t{5~z}y/*s,s}5|x{w/,r|,r{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(i'{>+zo~='{2]>.{86'{'}E7'u'{>n~.V={~(t'{>'Vp~}.V='q'{>n~.U={~(p'{>'Up~}.U='V'Uc))d*|'Wd&~)c=z~(m'{>*|q~~==z~(i'{>)q~~='{2v>.{8=z~%v(y2zC>*Qq~~=4'zK1^%~KP*P)U'a)N))5|{|{NOO.a'z2v>.z8'am~'am}F",
  ]],
);
