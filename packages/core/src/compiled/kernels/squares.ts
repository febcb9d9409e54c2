// Written by `npm run gen` from the formula. What the strings are is told in compiled/unpack.ts.
export const squares =
  "z~x}{~%}2zC.}4.u'}2MWA.z2~.|'ui6'|'zE7'|2MN}>0y'z'y'zEI.y3%%%%%.v6'|'yE7<%|'|>j~<+}+}d),}|b,|},|{b*|)b'v)1b.v'|2MV>.|8'w'vN'v'v5|{|{NOO.w86'|'}E7'u'}'|?2zD0{KP%|'|>j~))d)*{U'w)N))5|{|{NOO.w'|2]>.|8'x'wq~'wq}FF";
