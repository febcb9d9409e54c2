/// <reference lib="dom" />
/**
 * What makes the page live: switches between scales, hiding racers, and reading numbers off the curves.
 * The function is written into the page as text, so it may use nothing from outside itself.
 */
export function client(): void {
  type Line = { racer: number; label: string; points: [x: number, y: number, text: string, at: string][] };
  const data: Record<string, Line[]> = JSON.parse(document.getElementById("data")!.textContent!);
  const hidden = new Set<number>();

  const legend = document.querySelector(".legend")!;
  const boxes = [...legend.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const show = () => {
    hidden.clear();
    boxes.forEach((box, racer) => {
      if (!box.checked) hidden.add(racer);
      for (const part of document.querySelectorAll(`.r${racer}`)) part.classList.toggle("off", !box.checked);
    });
  };
  legend.addEventListener("change", show);
  legend.addEventListener("click", (event) => {
    const all = (event.target as HTMLElement).dataset.all;
    if (all === undefined) return;
    for (const box of boxes) box.checked = all === "1";
    show();
  });
  boxes.forEach((box, racer) => {
    const strong = (on: boolean) => () => {
      document.body.classList.toggle("focus", on);
      for (const part of document.querySelectorAll(`.racer.r${racer}`)) part.classList.toggle("strong", on);
    };
    box.parentElement!.addEventListener("pointerenter", strong(true));
    box.parentElement!.addEventListener("pointerleave", strong(false));
  });

  for (const figure of document.querySelectorAll<HTMLElement>("figure")) {
    const choose = () => {
      const picked = [...figure.querySelectorAll<HTMLInputElement>(".switches input:checked")].map(
        (input) => input.value,
      );
      for (const variant of figure.querySelectorAll<HTMLElement>("[data-variant]")) {
        variant.hidden = variant.dataset.variant !== picked.join(" ");
      }
    };
    figure.querySelector(".switches")?.addEventListener("change", choose);
  }

  const scale = (text: string) => {
    const [kind, low, high] = text.split(" ");
    const [from, to] = [Number(low), Number(high)];
    return (value: number) =>
      kind === "log" ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  };
  for (const chart of document.querySelectorAll<HTMLElement>(".chart")) {
    const area = chart.querySelector<HTMLElement>(".area")!;
    const tip = chart.querySelector<HTMLElement>(".tip")!;
    const pointer = chart.querySelector<HTMLElement>(".pointer")!;
    const lines = data[chart.parentElement!.dataset.lines!] ?? [];
    const x = scale(chart.dataset.x!);
    area.addEventListener("pointermove", (event) => {
      const bounds = area.getBoundingClientRect();
      const at = (event.clientX - bounds.left) / bounds.width;
      const near = lines
        .filter(({ racer, points }) => !hidden.has(racer) && points.length > 0)
        .map(({ racer, label, points }) => {
          const point = points.reduce((best, one) =>
            Math.abs(x(one[0]) - at) < Math.abs(x(best[0]) - at) ? one : best,
          );
          return { racer, label, point };
        })
        .filter(({ point }) => Math.abs(x(point[0]) - at) < 0.2)
        .sort((a, b) => b.point[1] - a.point[1]);
      tip.hidden = pointer.hidden = near.length === 0;
      const first = near[0];
      if (!first) return;
      const left = x(first.point[0]);
      pointer.style.left = `${100 * left}%`;
      tip.style.left = left < 0.5 ? `calc(${100 * left}% + 10px)` : "";
      tip.style.right = left < 0.5 ? "" : `calc(${100 * (1 - left)}% + 10px)`;
      const head = document.createElement("b");
      head.textContent = first.point[3];
      const rows = near.map(({ racer, label, point }) => {
        const row = document.createElement("div");
        const dot = document.createElement("i");
        dot.className = `swatch r${racer}`;
        const value = document.createElement("span");
        value.textContent = point[2];
        row.append(dot, label, value);
        return row;
      });
      tip.replaceChildren(head, ...rows);
    });
    area.addEventListener("pointerleave", () => {
      tip.hidden = pointer.hidden = true;
    });
  }
}
