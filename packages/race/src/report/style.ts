/**
 * The page's looks. Colours are Okabe and Ito's, told apart by people with every kind of colour vision (the yellow is
 * replaced: it vanishes on white); from the ninth racer on the lines are dashed as well.
 */
const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#c98a00", "#56b4e9", "#6a3d9a", "#4d4d4d"];
const DARK = ["#4da6e8", "#ff7f2a", "#1fc695", "#e59bc4", "#f0b429", "#8fd0f7", "#b28be0", "#c4c4c4"];

export function style(racers: number): string {
  const colours = (list: readonly string[]) => list.map((colour, index) => `--c${index}:${colour}`).join(";");
  const perRacer = Array.from({ length: racers }, (_, racer) => {
    const dashes = ["", "stroke-dasharray:7 4", "stroke-dasharray:2 4"][Math.floor(racer / LIGHT.length) % 3];
    return `.r${racer}{--own:var(--c${racer % LIGHT.length})}${dashes && `.r${racer} .line{${dashes}}`}`;
  }).join("\n");
  const dark = `--paper:#15171a;--ink:#e8e6e3;--soft:#a09d98;--rule:#2c2f34;--card:#1c1f23;--good:#1fc695;--warn:#ffb35c;${colours(DARK)}`;
  return `:root{color-scheme:light dark;--paper:#fdfcfa;--ink:#1d1d1f;--soft:#66625c;--rule:#e6e2db;--card:#fff;--good:#00714f;--warn:#9a5200;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:1rem;font-weight:600;color:var(--soft);margin:0 0 6px}
.verdict{font-size:clamp(1.25rem,3.4vw,1.75rem);line-height:1.3;font-weight:650;letter-spacing:-.012em;margin:0 0 10px;text-wrap:balance}
.facts{color:var(--soft);margin:0 0 28px}
h2{font-size:1.15rem;margin:44px 0 4px;letter-spacing:-.01em}
.note{color:var(--soft);margin:0 0 12px;max-width:75ch;font-size:.92rem}
.scroll{overflow-x:auto}
.scroll+.note{margin-top:12px}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:7px 8px;border-bottom:1px solid var(--rule);white-space:nowrap;vertical-align:baseline}
thead th{color:var(--soft);font-weight:500;font-size:.82rem;vertical-align:bottom}
th[scope=row],th:first-child{text-align:left;font-weight:600}
tbody th[scope=row]{white-space:normal;min-width:9em;max-width:24em;overflow-wrap:anywhere}
tr.first td,tr.first th{background:color-mix(in srgb,var(--good) 9%,transparent)}
.bad{color:var(--warn)}
.warning{color:var(--warn);font-size:.92rem;margin:-16px 0 28px;white-space:pre-line;overflow-wrap:anywhere}
th:first-child,td:first-child{padding-left:8px}
.strip{display:block;position:relative;width:104px;height:18px;margin-left:auto}
.strip i{position:absolute;top:5px;width:8px;height:8px;margin-left:-4px;border-radius:50%;background:var(--own);opacity:.75}
.strip b{position:absolute;top:1px;width:2px;height:16px;margin-left:-1px;background:var(--own)}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;background:var(--own);margin-right:8px;flex:none}
.legend{position:sticky;top:0;z-index:3;display:flex;flex-wrap:wrap;gap:4px 16px;padding:10px 0;margin-top:28px;background:var(--paper);border-bottom:1px solid var(--rule);font-size:.9rem}
.legend label{display:inline-flex;align-items:center;cursor:pointer}
.legend input{position:absolute;opacity:0}
.legend input:focus-visible+.swatch{outline:2px solid var(--ink);outline-offset:2px}
.legend input:not(:checked)~span{color:var(--soft);text-decoration:line-through}
.legend input:not(:checked)+.swatch{background:none;box-shadow:inset 0 0 0 2px var(--own)}
button{font:inherit;color:var(--soft);background:none;border:0;padding:0;text-decoration:underline;cursor:pointer}
figure{margin:0;min-width:0}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:0 40px}
.switches{display:flex;flex-wrap:wrap;gap:4px 18px;border:0;padding:0;margin:0 0 6px;font-size:.88rem;color:var(--soft)}
.switches label{margin-right:8px;cursor:pointer}
.chart{padding:2px 8px 0 56px;position:relative}
.area{position:relative;height:clamp(220px,34vw,340px)}
.area svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.grid{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke}
.target{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4;vector-effect:non-scaling-stroke}
.target-label{position:absolute;left:0;transform:translateY(-100%);font-size:.76rem;color:var(--soft);padding:0 4px}
.line,.dots{fill:none;stroke:var(--own);vector-effect:non-scaling-stroke;stroke-linejoin:round}
.line{stroke-width:2}
.dots{stroke-width:6;stroke-linecap:round}
.thin .line{stroke-width:1.2}
.band{fill:var(--own);opacity:.13}
.racer{transition:opacity .12s}
.off{display:none!important}
.legend .off,.strip.off{display:inline-block!important}
.focus .racer:not(.strong){opacity:.12}
.focus .strong .line{stroke-width:3}
.tick{position:absolute;font-size:.76rem;color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
.tick.y{right:calc(100% + 8px);transform:translateY(-50%)}
.tick.x{top:calc(100% + 4px);transform:translateX(-50%)}
.x-label{margin:26px 0 6px;text-align:center;font-size:.8rem;color:var(--soft)}
.y-label{margin:0 0 8px -50px;font-size:.8rem;color:var(--soft)}
.mark{position:absolute;transform:translate(-50%,-50%);color:var(--own);font-size:15px;line-height:1;text-shadow:0 0 2px var(--paper),0 0 2px var(--paper),0 0 2px var(--paper)}
.pointer{position:absolute;top:0;bottom:0;width:1px;background:var(--soft);pointer-events:none}
.tip{position:absolute;top:0;z-index:2;pointer-events:none;background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:8px 12px;font-size:.8rem;box-shadow:0 4px 16px #0002;white-space:nowrap}
.tip div{display:flex;align-items:center}.tip span{margin-left:auto;padding-left:18px;font-variant-numeric:tabular-nums}
details{margin:8px 0 0;font-size:.9rem}summary{cursor:pointer;color:var(--soft)}
code{font:.88em ui-monospace,"SF Mono",Menlo,Consolas,monospace}
pre{overflow-x:auto;background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:14px;font-size:.82rem}
small{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:8px 0;font-size:.92rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:560px){main{padding:20px 14px 48px}.tick.odd{display:none}th,td{padding:6px}table{font-size:.86rem}.chart{padding-left:46px}.y-label{margin-left:-40px}dl{grid-template-columns:1fr}dt{margin-top:6px}.strip{display:none}}
@media (prefers-reduced-motion:reduce){.racer{transition:none}}
@media print{.legend{position:static}.switches,button{display:none}}
${perRacer}
`;
}
