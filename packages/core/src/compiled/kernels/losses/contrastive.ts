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
    "t|w}syN0lUP9Gfe:9UGig%%%%%9:,_f%}2zC.}4.s%tL.r%sL.q6'x%~E7%zk~/%yk~/*|'rd&z*|d*|)d&}*zc&z)d*y)d3%%%%%.p'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.o6'|'yE7<%|'|>j~<%{'|>j~<+|+}c<+}+}d),}|b,|},|{b*|)b'o)1b.o'|2MV>.|8'p'oN'o'o5|{|{NOO.p86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~*|)c))d)'vU'p)N))5|{|{NOO.p'|2]>.|8'pq~'pq}FGL/)a*l)d&|)d'q*{c)&{g*k)d*{&{S)&zU*y&{T)&zU*{)b&})c*w)d&|)d*r)c&{*oS&z*ne*|)U*z)d&|)1d.n*W*kd)*jd*X*md)*ld*{)b*N~)d'}2MWA.z2~.|'s1i.u6'|'zE7<%|'|>j~<%{'|>j~<+|+}c<+}+}d<+|'nd<&~+}c<%x'|>+|l~<%w'|>+}l~'|2MV>.|86'|'}E7's'}'|?2zD0{K1P.v%|'|>j~%{'|>j~*|)c))d*|'n1d.m&~'m1c.l2~'{E9%x'|>'mn~~:2|'{E9%x'|>'mnz}:2z'{E9%x'|>'mnv|:2x'{E9%x'|>'mnr{:2~'{E9%w'|>'ln~~:2|'{E9%w'|>'lnz}:2z'{E9%w'|>'lnv|:2x'{E9%w'|>'lnr{:'|2]>.|8%v*sn~~'w*sp~HF.w%|'}>-|%{'}>-{%z2v>-z%y2v>-y%x'}>-x%w'}>-w%v2v>-v'x2|>.x8'w'tq~'tq}FF",
    "t|a~syN0lUP9Gfe:9UGig%%%%%9:,_f%tL._%sL.^%}2zC.}'}2^A.|6'z%~E7%~2|?.e'z2~>.y'y'e'y'eEI.y%|'y'}@>.u%{'y'}@>.q%x'y'}@>.m%w'y'}@>.i%~2|?.d'z2|>.x'x'd'x'dEI.x%|'x'}@>.t%{'x'}@>.p%x'x'}@>.l%w'x'}@>.h%~2|?.c'z2z>.w'w'c'w'cEI.w%|'w'}@>.s%{'w'}@>.o%x'w'}@>.k%w'w'}@>.g%~2|?.b'z2x>.v'v'b'v'bEI.v%|'v'}@>.r%{'v'}@>.n%x'v'}@>.j%w'v'}@>.f%z'y2zC>k~.]={~%z(x2zC>']m~}.]=%y'y2zC>k~.[={~%y(x2zC>'[m~}.[=']'_d&z'[d*|)d&}'[c&z)d*y)d&{.Z2~.{6'{'|E7=z~(u'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(q'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/<+q+zc<+}+}d),}|b,|},|{b*|)b'Z)b).Z'{2]>.{86'{'}E7'u'{>k~.Y={~(t'{>'Ym~}.Y='q'{>k~.X={~(p'{>'Xm~}.X='Y'Xc))d'Z)b).Z'{2v>.{8'Za*])d&|)d'^*{c)&{g*[)d*{&{S)&zU*y&{T)&zU*{)b&})c*w)d&|)d*r)c&{*oS&z*ne*|)U*z)d&|)1d.W*Nx*kd)*jd*Ny*md)*ld*{)b'])d2~.{6'{'|E7=z~(u'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(q'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/<+q+zc<+}+}d<+|'Wd<&~+}c*|,|}5~z}y/,{|,{{5~z}y/*z,z}5|x{w/,y|,y{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(m'{>+zl~=*u,u}5~z}y/,t|,t{5~z}y/*s,s}5|x{w/,r|,r{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(i'{>+zl~='{2]>.{86'{'}E7'u'{>k~.V={~(t'{>'Vm~}.V='q'{>k~.U={~(p'{>'Um~}.U='V'Uc))d*|'Wd&~)c=z~(m'{>*|n~~==z~(i'{>)n~~='{2v>.{8=z~%v(y2zC>*Qn~~=4'zK1^%~KP*P)U'a)N))5|{|{NOO.a'z2v>.z8'aq~'aq}F",
  ]],
);
