// Draws the charts that pages describe in `data-chart`: trends with their goal as a line, maps and bars of units coloured by lamp.
// The figures themselves stand in a table beside each chart; without scripts nothing is lost.
(() => {
  "use strict";
  const drawn = new Map();
  const outlines = new Map();
  const SHAPES = { done: "✓", on_time: "●", near: "▲", overdue: "■", no_target: "－", no_data: "○" };

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--zg-${name}`).trim();
    return {
      text: read("text"), soft: read("text-soft"), faint: read("text-faint"), line: read("line"), strong: read("line-strong"),
      ink: read("ink"), surface: read("surface"), raised: read("raised"), accent: read("accent-text"),
      soft_of: { done: read("green-soft"), on_time: read("green-soft"), near: read("amber-soft"), overdue: read("red-soft") },
      of: { done: read("green"), on_time: read("green"), near: read("amber"), overdue: read("red") },
      sunken: read("sunken"), grey: read("grey"),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  const grouped = (value) => (value === null || value === undefined ? "—" : value.toLocaleString("zh-CN", { maximumFractionDigits: 2 }));
  const tip = (look) => ({
    backgroundColor: look.raised, borderColor: look.line, textStyle: { color: look.text, fontSize: 13, fontFamily: look.font },
    confine: true, transitionDuration: 0,
  });

  function trend(chart, look) {
    const known = chart.values.filter((value) => value !== null);
    const last = chart.values.reduce((found, value, at) => (value === null ? found : at), -1);
    const top = Math.max(...known, chart.goal ?? 0, 0);
    const goal = chart.goal === null ? undefined : {
      silent: true, symbol: "none", animation: false,
      lineStyle: { color: look.accent, type: [5, 4], width: 1.5 },
      label: { formatter: `${chart.goalLabel} ${grouped(chart.goal)}`, color: look.accent, position: "insideStartTop", fontSize: 13 },
      data: [{ yAxis: chart.goal }],
    };
    return {
      grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", ...tip(look), valueFormatter: (value) => `${grouped(value)} ${chart.unit}` },
      xAxis: { type: "category", data: chart.labels, boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: look.strong } }, axisLabel: { color: look.soft } },
      yAxis: { type: "value", max: top ? (range) => Math.max(range.max, top * 1.08) : 1, splitNumber: 4, splitLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.faint, formatter: grouped, showMaxLabel: false } },
      series: [{
        type: "line", name: chart.name, symbol: "circle", symbolSize: 7, connectNulls: false, lineStyle: { width: 2.5, color: look.ink },
        itemStyle: { color: look.ink }, markLine: goal,
        data: chart.values.map((value, at) => (at === last ? { value, label: { show: true, formatter: grouped(value), position: "top", fontWeight: 600, color: look.text, fontSize: 14 } } : value)),
      }],
    };
  }

  // Without any target there is no lamp to colour by: the larger the figure, the deeper its shade.
  function shades(chart, look) {
    const known = chart.units.map((unit) => unit.value).filter((value) => value !== null);
    const least = Math.min(...known), most = Math.max(...known);
    return (unit) => (unit.value === null ? 0 : most > least ? 0.18 + 0.62 * (unit.value - least) / (most - least) : 0.5);
  }

  function plain_bars(chart, look) {
    const units = [...chart.units].sort((one, other) => (one.value ?? -Infinity) - (other.value ?? -Infinity));
    return {
      grid: { left: 8, right: 72, top: 8, bottom: 8, containLabel: true },
      tooltip: { ...tip(look), formatter: (at) => words(units[at.dataIndex]) },
      xAxis: { type: "value", splitNumber: 4, splitLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.faint, formatter: grouped } },
      yAxis: { type: "category", data: units.map((unit) => unit.name), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: look.text, fontSize: 13 } },
      series: [{
        type: "bar", barMaxWidth: 16,
        label: { show: true, position: "right", color: look.text, formatter: (at) => units[at.dataIndex].words },
        data: units.map((unit) => ({ value: unit.value ?? 0, itemStyle: { color: look.ink, borderRadius: 3 } })),
      }],
    };
  }

  function bars(chart, look) {
    if (chart.shaded) return plain_bars(chart, look);
    const units = [...chart.units].sort((one, other) => (one.progress ?? -1) - (other.progress ?? -1));
    return {
      grid: { left: 8, right: 96, top: 8, bottom: 8, containLabel: true },
      tooltip: { ...tip(look), formatter: (at) => words(units[at.dataIndex]) },
      xAxis: { type: "value", min: 0, max: 100, interval: 25, splitLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.faint, formatter: "{value}%" } },
      yAxis: { type: "category", data: units.map((unit) => unit.name), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: look.text, fontSize: 13 } },
      series: [{
        type: "bar", barMaxWidth: 16, showBackground: true, backgroundStyle: { color: look.sunken, borderRadius: 3 },
        label: { show: true, position: "right", color: look.text, formatter: (at) => `${SHAPES[units[at.dataIndex].lamp]} ${units[at.dataIndex].words}` },
        data: units.map((unit) => ({ value: unit.progress ?? 0, itemStyle: { color: look.of[unit.lamp] || look.grey, borderRadius: 3 } })),
      }],
    };
  }

  const words = (unit) => `${escaped(unit.name)}<br>${unit.lamp === "no_target" ? "" : `${SHAPES[unit.lamp]} `}${escaped(unit.words)}${unit.progress === null ? "" : `（${grouped(unit.progress)}%）`}`;
  function escaped(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span.innerHTML;
  }

  async function map(chart, look) {
    if (!outlines.has(chart.outline)) {
      outlines.set(chart.outline, fetch(chart.outline, { credentials: "same-origin" }).then((answer) => {
        if (!answer.ok) throw new Error(`outline ${answer.status}`);
        return answer.json();
      }));
    }
    const shape = await outlines.get(chart.outline);
    const name = `units-${chart.name}`;
    echarts.registerMap(name, { ...shape, features: shape.features.map((feature) => ({ ...feature, properties: { name: feature.properties.name, code: feature.id } })) });
    const placed = new Set(shape.features.map((feature) => String(feature.id)));
    const by_code = new Map(chart.units.map((unit) => [unit.code, unit]));
    const depth = shades(chart, look);
    const sign = (unit) => (chart.shaded ? "" : `${SHAPES[unit.lamp]} `);
    const apart = chart.units.filter((unit) => !placed.has(unit.code));
    return {
      tooltip: { ...tip(look), formatter: (at) => (by_code.has(at.name) ? words(by_code.get(at.name)) : escaped(feature_name(shape, at.name))) },
      // What has no outline of its own, such as a development zone, is named in the corner.
      graphic: apart.map((unit, at) => ({
        type: "text", left: at % 2 ? "50%" : 8, bottom: 8 + Math.floor(at / 2) * 20, silent: true,
        style: { text: `${sign(unit)}${unit.name} ${unit.words}`, fill: look.of[unit.lamp] || look.soft, fontSize: 13, fontFamily: look.font },
      })),
      series: [{
        type: "map", map: name, nameProperty: "code", roam: false, aspectScale: 0.86, selectedMode: false,
        top: 12, bottom: 12 + Math.ceil(apart.length / 2) * 20, left: 12, right: 12,
        itemStyle: { areaColor: look.sunken, borderColor: look.strong },
        emphasis: { label: { color: look.text }, itemStyle: { areaColor: look.line } },
        label: {
          show: true, color: look.text, fontSize: 12, lineHeight: 17, fontFamily: look.font,
          formatter: (at) => {
            const unit = by_code.get(at.name);
            return unit ? `${unit.name}\n${chart.shaded ? "" : `{${unit.lamp}|${SHAPES[unit.lamp]}} `}${unit.words}` : feature_name(shape, at.name);
          },
          rich: Object.fromEntries(Object.keys(SHAPES).map((lamp) => [lamp, { color: look.of[lamp] || look.soft, fontSize: 12 }])),
        },
        data: chart.units.filter((unit) => placed.has(unit.code)).map((unit) => ({
          name: unit.code, value: unit.progress ?? 0,
          itemStyle: chart.shaded
            ? { areaColor: look.ink, opacity: depth(unit), borderColor: look.strong, borderWidth: 1 }
            : { areaColor: look.soft_of[unit.lamp] || look.sunken, borderColor: look.of[unit.lamp] || look.strong, borderWidth: 1 },
        })),
      }],
    };
  }

  const feature_name = (shape, code) => shape.features.find((feature) => String(feature.id) === code)?.properties.name ?? code;

  async function draw(element) {
    const chart = JSON.parse(element.dataset.chart);
    const look = colours();
    let option;
    try {
      option = await { trend, bars, map }[chart.type](chart, look);
    } catch {
      option = bars(chart, look);
    }
    if (!element.isConnected) return;
    drawn.get(element)?.dispose();
    const picture = echarts.init(element, null, { renderer: "svg" });
    picture.setOption({ animation: false, textStyle: { fontFamily: look.font }, ...option });
    drawn.set(element, picture);
  }

  function draw_all(root) {
    if (!window.echarts) return;
    for (const element of drawn.keys()) if (!element.isConnected) { drawn.get(element).dispose(); drawn.delete(element); }
    for (const element of root.querySelectorAll("[data-chart]")) draw(element);
  }

  document.addEventListener("htmx:load", (event) => draw_all(event.target));
  document.addEventListener("DOMContentLoaded", () => draw_all(document));
  new MutationObserver(() => draw_all(document)).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.addEventListener("resize", () => drawn.forEach((picture) => picture.resize()));
  for (const [event, print] of [["beforeprint", true], ["afterprint", false]]) {
    window.addEventListener(event, () => drawn.forEach((picture) => picture.resize(print ? { width: 640 } : {})));
  }

  // On a phone a matrix shows one unit at a time: the select marked data-picks says which.
  document.addEventListener("change", (event) => {
    const table = event.target.dataset?.picks && document.getElementById(event.target.dataset.picks);
    if (!table) return;
    table.dataset.picked = event.target.value;
    for (const cell of table.querySelectorAll("[data-unit]")) cell.classList.toggle("board-shown", cell.dataset.unit === event.target.value);
  });
})();
