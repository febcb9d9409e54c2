/** What the page of claims adds to the looks of a race's report. */
export const claimsStyle = `
body:has(#lang-en:checked) [lang=ko]:not(html),body:has(#lang-ko:checked) [lang=en]:not(html){display:none}
main{max-width:900px}
h1{font-size:clamp(1.4rem,4vw,2rem);color:var(--ink);letter-spacing:-.015em;line-height:1.25;font-weight:650;margin:0 0 8px;text-wrap:balance}
[lang=ko]{word-break:keep-all;overflow-wrap:anywhere}
.languages{display:flex;gap:4px;justify-content:flex-end;font-size:.88rem;margin-bottom:20px}
.languages label{padding:4px 12px;border-radius:99px;color:var(--soft);cursor:pointer;border:1px solid transparent}
.languages input{position:absolute;opacity:0}
.languages label:has(:checked){color:var(--ink);border-color:var(--rule);background:var(--card)}
.languages label:has(:focus-visible){outline:2px solid var(--ink);outline-offset:2px}
.badge{display:inline-block;white-space:nowrap;font-size:.8rem;font-weight:600;padding:2px 10px;border-radius:99px;border:1px solid;color:var(--verdict);background:color-mix(in srgb,var(--verdict) 10%,transparent)}
.holds{--verdict:var(--good)}.qualified{--verdict:var(--warn)}.does-not-hold,.failed{--verdict:var(--soft)}
.overview{list-style:none;margin:0 0 12px;padding:0;border-top:1px solid var(--rule)}
.overview li{display:flex;gap:6px 16px;justify-content:space-between;align-items:baseline;padding:8px 0;border-bottom:1px solid var(--rule)}
.overview a{color:inherit;text-decoration:none}.overview a:hover{text-decoration:underline}
h2{margin:64px 0 0;font-size:.85rem;font-weight:600;color:var(--soft);letter-spacing:.02em}
article{padding:28px 0 12px;border-bottom:1px solid var(--rule)}
h3{font-size:1.3rem;line-height:1.35;margin:0 0 10px;letter-spacing:-.01em;text-wrap:balance}
h3 a{color:inherit;text-decoration:none}
article>.badge{margin-bottom:12px}
.found{margin:0 0 18px;max-width:72ch}
article dl{display:block;margin:18px 0 12px}article dt{margin-top:10px;font-size:.82rem}article dd{max-width:76ch;font-size:.92rem}
figcaption{font-weight:600;font-size:.92rem;margin-bottom:6px}
.key{display:flex;flex-wrap:wrap;gap:2px 16px;margin:0 0 4px;font-size:.85rem}.key span{display:inline-flex;align-items:center}
.axis{margin:0 0 8px;font-size:.8rem;color:var(--soft)}.axis.x{margin:0 0 6px;text-align:center}
.chart .y-label,.chart .pointer,.chart .tip{display:none}.chart .x-label{margin:18px 0 0;height:6px}
.chart .area{height:clamp(200px,34vw,280px)}
.bars{font-size:.85rem}.group{display:grid;grid-template-columns:minmax(90px,220px) 1fr;gap:12px;align-items:center;padding:4px 0}
.group>div>div{display:flex;align-items:center;gap:8px}.group b{height:14px;border-radius:3px;background:var(--own);min-width:2px}.group em{font-style:normal;color:var(--soft);font-variant-numeric:tabular-nums}
details table{margin-top:8px;font-size:.85rem}th[scope=row]{font-weight:400;white-space:normal;min-width:150px}
thead th{white-space:normal;min-width:76px}
`;
