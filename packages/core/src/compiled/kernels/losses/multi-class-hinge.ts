// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
import type { multiClassHinge as Entry } from "../../../losses/multi-class-hinge.js";
import { compiledLoss } from "../../loss.js";

export const multiClassHinge: typeof Entry = /* @__PURE__ */ compiledLoss(
  { defaults: { margin: 1, squared: false }, id: "multi-class-hinge", inputs: { x: "prediction", target: "class" }, formula: "", limits: { margin: { min: 0 } } },
  [[
    "squared",
    "target (weight) x",
    0,
    (o, n, s) => [s / n, o.margin, 1 / n],
    "v{w}nw9Gfe:%%%%%9:,_f9e*n;9rdrh9yTHQ:)Ew<%}2zC.}4.s%vL.r%uL.q%tL.p6'x%~E7%|k~.o%{k~/)'r1d.n%z'o1ho~2zC>k~/'q)1c.m3%%%%%.l3%%%%%.j'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.k3%%%%%.i6'|'yE7'u&{b'u&zb'u&yb'u'oQ={~+z'oQ=<&}'n+|X<%z'|>j~<'m+}b<+}&}S<+}&|U<+{&}T<+}&|U<+{+}b<&~+}c<+u+}d<+v&}g<&}+}+qX*{,{|b,z},z{b*|)b'k)1b.k*z,z|b,y},y{b*|)b'i)1b.i'|2MV>.|'u&xb).u8'l'kN'k'k5|{|{NOO.l'j'iN'i'i5|{|{NOO.j86'|'}E7's'}'|?2zD0{K1P.v'u'oQ&}'n)X%z'|>j~'m)b)&}S)&|U*{&}T)&|U*{)b&~)c*u)d*v&}g&})*rX*{'vU'l)N))5|{|{NOO.l*|'vU'j)N))5|{|{NOO.j'|2]>.|'u&{b).u8'lq~'lq}FGL.h'jq~'jq}FGL/*Q)d)'pd'}2MWA.z2~.|'s1i.u6'|'zE7'u&{b'u&zb'u&yb'u'oQ={~+z'oQ=<&}'n+|X<%z'|>j~<'m+}b<+}&}S<+}&|U<+{&}T<+}&|U<+{+}b<&~+}c<+u+}d<+r'hU<+|+}c<%y'|>+}l~'|2MV>.|'u&xb).u86'|'}E7's'}'|?2zD0{K1P.v'u'oQ&}'n)X%z'|>j~'m)b)&}S)&|U*{&}T)&|U*{)b&~)c*u)d*s'hU*|)1c.g2~'{E9%y'|>'gn~~:2|'{E9%y'|>'gnz}:2z'{E9%y'|>'gnv|:2x'{E9%y'|>'gnr{:'|2]>.|'u&{b).u8%x*]n~~'w*]p~HF.w%|2v>-|%{2v>-{%z'}>-z%y'}>-y%x2v>-x'x2|>.x8'w'tq~'tq}FF",
    "v{i~qy9Gfe:9UGig%%%%%9:,_f9]9?P%vL.h%uL.g%tL.f%}2zC.}'}2^A.|6'z%~E7%~2|?.m'z2~>.y'y'm'y'mEI.y%z'y'}@>.u%y'y'}@>.q%~2|?.l'z2|>.x'x'l'x'lEI.x%z'x'}@>.t%y'x'}@>.p%~2|?.k'z2z>.w'w'k'w'kEI.w%z'w'}@>.s%y'w'}@>.o%~2|?.j'z2x>.v'v'j'v'jEI.v%z'v'}@>.r%y'v'}@>.n%|'y2zC>k~.e={~%|(x2zC>'em~}.e=%{'y2zC>k~.d={~%{(x2zC>'dm~}.d='d'h1d.c'eh'u)o~2zC>k~.b={~(t)o}2zC>'bm~}.b='g'b1c.a&|._&|.^2~.{6'{'|E7'{2zDKi)&~b*|&}b*{&zb<+z'eQ<&|'c+}X=z~(u'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/<'a+zb<+}&|S<+}&{U<+{&|T<+}&{U<+{+}b<&~+}c<+m+}d<+v&|g<&|+}+jX*{,{|b,z},z{b*|)b'_)b)._*y,y|b,x},x{b*|)b'^)b).^'{2]>.{86'{'}E7'{2zDKi)'eQ&|'c)X'u'{>k~.]={~(t'{>']m~}.]='a']b)&|S)&{U*{&|T)&{U*{)b&~)c*v)d*v&|g&|)*sX'_*{b)._'^*|b).^'{2v>.{8'd'^d)'fd2~.{6'{'|E7'{2zDKi)&~b*|&}b*{&zb<+z'eQ<&|'c+}X=z~(u'{>j~=),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/<'a+zb<+}&|S<+}&{U<+{&|T<+}&{U<+{+}b<&~+}c<+m+}d<+k'_U<+|+}c),}}5~z}y/,||,|{5~z}y/*{,{}5|x{w/,z|,z{5|x{w/*z*{5~}zy/*y*z5|{xw/*z*{5~}zy/*y*z5|{xw/=z~(q'{>+zl~='{2]>.{86'{'}E7'{2zDKi)'eQ&|'c)X'u'{>k~.[={~(t'{>'[m~}.[='a'[b)&|S)&{U*{&|T)&{U*{)b&~)c*v)d*t'_U*|)c=z~(q'{>)n~~='{2v>.{8=z~%x(y2zC>*N|n~~=4'zK1^%~KP*N{)U'i)N))5|{|{NOO.i'z2v>.z8'iq~'iq}F",
  ], [
    "",
    "target (weight) x",
    0,
    (o, n, s) => [s / n, +o.squared, o.margin, 1 / n],
    "vzw}lv9Gfe:9UGig%%%%%9:,_f9e*n;9rdrh9yTHQ:)Ew<%}2zC.}4.s%vL.r%uL.q%tL.p%sL.o6'x%~E7%|k~.n%{k~/)'rd'q&|R&|*|)1X.m%z'n1ho~2zC>k~/'p)1c.l'q&|R)*zU&})1d.k3%%%%%.j3%%%%%.h'}2MWA.z2~.|'s1i.u6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.i3%%%%%.g6'|'yE7'u&zb'u&yb'u&xb'u'nQ={~+z'nQ=<%z'|>j~<'l+}b<+}&|g<&|+}+yX<+}'kd<'m+}b<&|+}+vX<+x&|S<+}&{U<+v&|T<+}&{U<+{+}b<&~+}c<+w+}d<+s+sd'q&|R<+|+q)X*z,z|b,y},y{b*|)b'i)1b.i*z,z|b,y},y{b*|)b'g)1b.g'|2MV>.|'u&wb).u8'j'iN'i'i5|{|{NOO.j'h'gN'g'g5|{|{NOO.h86'|'}E7's'}'|?2zD0{K1P.v'u'nQ%z'|>j~'l)b)&|g&|)*zX)'kd'm)b&|)*wX*x&|S)&{U*v&|T)&{U*{)b&~)c*w)d*s*sd'q&|R*|*q)X*z'vU'j)N))5|{|{NOO.j*|'vU'h)N))5|{|{NOO.h'|2]>.|'u&zb).u8'jq~'jq}FGL.f'hq~'hq}FGL/*Nr)d)'od'}2MWA.z2~.|'s1i.u6'|'zE7'u&zb'u&yb'u&xb'u'nQ={~+z'nQ=<%z'|>j~<'l+}b<+}&|g<&|+}+yX<+}'kd<'m+}b<&|+}+vX<+x&|S<+}&{U<+v&|T<+}&{U<+{+}b<&~+}c<+w+}d<+n'fU<+|+}c<%y'|>+}l~'|2MV>.|'u&wb).u86'|'}E7's'}'|?2zD0{K1P.v'u'nQ%z'|>j~'l)b)&|g&|)*zX)'kd'm)b&|)*wX*x&|S)&{U*v&|T)&{U*{)b&~)c*w)d*o'fU*|)1c.e2~'{E9%y'|>'en~~:2|'{E9%y'|>'enz}:2z'{E9%y'|>'env|:2x'{E9%y'|>'enr{:'|2]>.|'u&zb).u8%x*Tn~~'w*Tp~HF.w%|2v>-|%{2v>-{%z'}>-z%y'}>-y%x2v>-x'x2|>.x8'w'tq~'tq}FF",
  ]],
);
