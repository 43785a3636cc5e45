"use strict";
// The page: the filter, pictures with their tabs, and what is near the view.
const make = (name, looks = {}, ...parts) => {
  const made = Object.assign(document.createElement(name), looks);
  made.append(...parts);
  return made;
};

// --- the filter

const CHOICES = {
  case: D.cases, year: D.years, side: D.sides,
  country: null, stage: Object.keys(D.colours.stage || {}), product: null, decision: Object.keys(D.decisions),
};
const LABELS = { case: "Disruption", side: "Plan" };
const NOTHING = { case: "none", year: "last" };
const bar = document.getElementById("filter"), unknown = make("output", { ariaLive: "polite" });
for (const [name, known] of Object.entries(CHOICES)) {
  const found = known || [...new Set(tables.flatMap(table => table.values(name)))].filter(Boolean).sort();
  CHOICES[name] = found;
  if (found.length < (name === "case" ? 1 : 2)) continue;
  const isLong = name === "case" || found.length > 30, nothing = NOTHING[name] || "all", list = `${name}-list`;
  const field = isLong ? make("input", { name, type: "search", placeholder: nothing, autocomplete: "off" })
    : make("select", { name }, make("option", { value: "" }, nothing), ...found.map(value => make("option", { value }, value)));
  if (isLong) {
    field.setAttribute("list", list);
    bar.append(make("datalist", { id: list }, ...found.map(value => make("option", { value }))));
  }
  field.addEventListener("change", () => {
    const typed = field.value.trim().toLowerCase(), meant = found.find(value => value === field.value)
      || found.find(value => value.toLowerCase().includes(typed));
    unknown.value = typed && !meant ? `No ${(LABELS[name] || name).toLowerCase()} is called ‘${field.value.trim()}’.` : "";
    if (typed && !meant) field.value = chosen[name];
    else choose({ [name]: field.value = typed && meant });
  });
  bar.append(make("label", {}, LABELS[name] || name[0].toUpperCase() + name.slice(1), field));
}
bar.append(make("button", { type: "reset" }, "Clear"), unknown);
bar.addEventListener("reset", () => (unknown.value = "") || choose(Object.fromEntries(Object.keys(chosen).map(name => [name, ""]))));
bar.addEventListener("submit", event => event.preventDefault());
bar.hidden = bar.elements.length < 3; // the button, and what is not there

// --- pictures

const dark = matchMedia("(prefers-color-scheme: dark)");
const printing = { now: false };
const ON_PAPER = 1100;
const css = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const polygon = ring => [Array.from({ length: ring.length / 2 }, (_, at) => ring.slice(2 * at, 2 * at + 2))];
if (Object.keys(D.world).length) echarts.registerMap("world", {
  type: "FeatureCollection",
  features: Object.entries(D.world).map(([name, [cp, rings]]) => ({
    type: "Feature", properties: { name, cp }, geometry: { type: "MultiPolygon", coordinates: rings.map(polygon) },
  })),
});
const INKS = ["text", "quiet", "rule", "paper", "land", "known", "bad", "worst"];

// The year that is shown: of a disruption its first, unless one is chosen.
const inCase = own => own.find(table => table.cases[chosen.case])?.cases[chosen.case];
const yearOf = own => chosen.year || Object.keys(inCase(own) || {}).sort()[0] || D.years.at(-1);
const parts = (picture, chart, width) => {
  const own = picture.tables.map(at => tables[at]), year = yearOf(own);
  const at = dark.matches && !printing.now ? 1 : 0;
  const inks = Object.fromEntries(INKS.map(name => [name, css(name)])), textStyle = { color: inks.text };
  const ink = (kind, name) => D.colours[kind]?.[name]?.[at] ?? inks.quiet;
  const figure = row => `${shown(row.at_(year), row.form(row.cells.length - 1))} ${row.get("unit") || ""}`;
  return {
    chart, width, year, chosen, ink, css: inks, tables: own, years: D.years, stages: Object.keys(D.colours.stage || {}),
    isPrinted: printing.now, isWide: width > 700, table: sheet => own.find(each => each.sheet === sheet),
    figure: row => `${figure(row)} in ${year}${chosen.case ? `, ${chosen.case}` : ""}`, tone: colour => ink("", colour),
    legend: names => ({ type: "scroll", top: 0, left: 0, data: names, textStyle, pageTextStyle: textStyle }),
    compact: value => (Math.abs(value) >= 1e4 ? `${value / 1e3}k` : value.toLocaleString("en-US")),
    faded: plant => (chosen.decision && !isChosen(plant) ? { opacity: 0.2 } : {}),
  };
};
const isChosen = name => name === chosen.decision || name === D.decisions[chosen.decision]?.plant;

const option = (picture, chart, width) => {
  const { height, ...made } = charts[chart.kind](parts(picture, chart, width));
  const description = `${headingOf(picture)}. All figures are in the tab Table.`;
  return [height, {
    animation: false, aria: { enabled: true, label: { description } }, ...made,
    textStyle: { color: css("text"), fontFamily: "system-ui, sans-serif" },
    tooltip: { renderMode: "richText", confine: true, formatter: mark => mark.data?.tip ?? mark.name },
  }];
};
const draw = (frame, picture, chart) => {
  const width = printing.now ? ON_PAPER : Math.max(frame.clientWidth, 240), isNew = !echarts.getInstanceByDom(frame);
  const [height, { note, ...made }] = option(picture, chart, width);
  if (note !== undefined) frame.nextSibling.textContent = note;
  const held = echarts.getInstanceByDom(frame) || echarts.init(frame, null, { renderer: "svg", width, height });
  const { zoom, center } = (isNew ? null : held.getOption()?.geo?.[0]) || {};
  if (made.geo && center) Object.assign(made.geo, { zoom, center });
  frame.style.minHeight = "";
  held.resize({ width, height });
  held.setOption(made, { notMerge: true });
  frame.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
  if (isNew) held.on("click", ({ data }) => {
    if (data?.case) choose({ case: data.case === chosen.case ? "" : data.case });
    if (data?.decision) choose({ decision: isChosen(data.decision) ? "" : data.decision });
  });
};

// --- files

const save = (name, url) => make("a", { download: name, href: url }).click();
const quoted = cell => {
  const text = cell ?? "", isFormula = typeof text === "string" && /^[=+\-@\t\r]/.test(text);
  return `"${(isFormula ? "'" : "") + String(text).replaceAll('"', '""')}"`;
};
const csv = (table, rows) => [table.columns.map(([name]) => name), ...rows].map(line => line.map(quoted).join(",")).join("\r\n");
const saveText = (name, text) => save(`${name}.csv`, URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })));
const files = {
  PNG: view => view.picture.charts.forEach((chart, at) => {
    const width = view.frames[at].clientWidth || 1000, [height, made] = option(view.picture, chart, width);
    const held = echarts.init(document.createElement("canvas"), null, { renderer: "canvas", width, height });
    held.setOption(made);
    save(`${view.section.id}.png`, held.getDataURL({ pixelRatio: 2, backgroundColor: css("paper") }));
    held.dispose();
  }),
  CSV: view => {
    const own = view.picture.tables.map(at => tables[at]), cells = table => table.rows.map(row => row.cells);
    const text = own.map(table => `${quoted(table.caption)}\r\n${csv(table, cells(table))}`).join("\r\n\r\n");
    saveText(view.section.id, text);
  },
};
const zoomed = (view, by) => view.frames.forEach(frame => echarts.getInstanceByDom(frame)?.dispatchAction({
  type: "geoRoam", componentType: "geo", geoIndex: 0, zoom: by, originX: frame.clientWidth / 2, originY: frame.clientHeight / 2,
}));

// --- pictures and their tabs

const views = [];
for (const section of document.querySelectorAll(".picture")) {
  const picture = D.pictures[section.id], tools = section.querySelector(".tabs");
  const frames = picture.charts.map(() => make("div", { className: "chart", tabIndex: 0 }));
  const panels = { Picture: make("div", { className: "drawing" }, ...frames.flatMap(frame => [frame, make("p", { className: "key" })])), Table: make("div", { className: "figures" }) };
  const says = make("strong", { ariaLive: "polite" });
  const view = { section, says, picture, near: false, now: frames.length ? "Picture" : "Table", frames, panels };
  const names = Object.keys(panels).filter(name => (name === "Picture" ? frames.length : picture.tables.length));
  const tabs = names.map(name => make("button", { type: "button", role: "tab", id: `${section.id}-${name}` }, name));
  view.turn = name => {
    view.now = name;
    for (const tab of tabs) {
      tab.ariaSelected = String(tab.textContent === name);
      tab.tabIndex = tab.textContent === name ? 0 : -1;
      panels[tab.textContent].hidden = tab.textContent !== name;
    }
    update(view);
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => view.turn(tab.textContent));
    tab.addEventListener("keydown", event => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      other.focus();
      view.turn(other.textContent);
    });
    const panel = panels[tab.textContent];
    Object.assign(panel, { role: "tabpanel" });
    panel.setAttribute("aria-labelledby", tab.id);
  }
  const list = make("div", { role: "tablist", ariaLabel: picture.title }, ...tabs);
  const tool = (name, act) => make("button", { type: "button", textContent: name, onclick: act });
  const wanted = Object.keys(files).filter(name => name === "CSV" || frames.length);
  tools.append(list, ...wanted.map(name => tool(name, () => files[name](view))));
  if (picture.charts.some(chart => chart.kind === "map")) {
    tools.append(tool("Zoom in", () => zoomed(view, 1.5)), tool("Zoom out", () => zoomed(view, 1 / 1.5)));
    // The wheel moves the page; with the control key it zooms the map.
    frames[0].addEventListener("wheel", event => event.ctrlKey || event.stopPropagation(), { capture: true });
  }
  tools.append(says);
  tools.hidden = !names.length;
  tools.after(...names.map(name => panels[name]));
  // What is below the map stays in its place when the map is drawn.
  picture.charts.forEach(({ kind }, at) => (frames[at].style.minHeight = kind === "map" ? `${mapHeight(frames[at].clientWidth)}px` : ""));
  views.push(view);
  view.turn(view.now);
}

// Headings follow the filter: a finding only if it is worked out from what is drawn, or if nothing is chosen that the
// picture shows; else the short name of the picture, and what is chosen.
const isOne = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;
const inWords = () => chosen.case && `in ‘${chosen.case}’`;
const places = kinds => kinds.map(kind => chosen[kind]);
const headings = {
  map(own) {
    const year = yearOf(own), plants = own.find(table => table.sheet === "Capacity by plant")?.rows.filter(row => row.at_(year) > 0);
    if (!plants) return [`${year}: shipments`, ...places(["country", "stage", "product"]), inWords()];
    const lands = new Set(plants.map(row => row.get("country"))).size;
    const where = chosen.country ? `in ${chosen.country}` : `in ${lands} ${lands === 1 ? "country" : "countries"}`;
    return [`${year}: ${isOne(plants.length, "plant")} ${where}`, ...places(["stage", "product"]), inWords()];
  },
  // Demand met is that of the demand table: unlike units have no sum, and of a country or a stage there is no demand.
  flows(own) {
    const year = yearOf(own), rows = own.find(table => table.sheet === "Demand by market")?.rows || [];
    const of = measure => rows.filter(row => row.cells.includes(measure)).reduce((sum, row) => sum + (row.at_(year) || 0), 0);
    const isSum = new Set(rows.map(row => row.get("unit")).filter(Boolean)).size === 1 && !chosen.country && !chosen.stage;
    if (!isSum || !of("demand")) return [`${year}: flows`, ...places(["country", "stage", "product"]), inWords()];
    const met = 1 - of("shortage") / of("demand"), share = met > 0.99 ? "over 99 %" : `${Math.floor(100 * met + 1e-9)} %`;
    const says = met > 1 - 1e-6 ? "all demand is met" : `${share} of demand is met`;
    return [`${year}: ${says}`, chosen.product, inWords() || D.cases.length && "no disruption"];
  },
};
const headingOf = picture => {
  const own = picture.tables.map(at => tables[at]), [name, made] = Object.entries(D.pictures).find(([, each]) => each === picture);
  if (headings[name] && own.length) return headings[name](own).filter(Boolean).join(" · ");
  const kinds = KINDS.filter(kind => chosen[kind] && (kind === "decision" ? picture.charts.some(chart => BY_DECISION.includes(chart.kind))
    : own.some(table => table.columns.some(([, of]) => of === kind))));
  const says = [...places(kinds), own.some(table => table.cases[chosen.case]) && inWords()].filter(Boolean);
  return says.length ? [document.getElementById(name).dataset.short, ...says].join(" · ") : made.title;
};
const BY_DECISION = ["gantt", "limits"];

// What is chosen, as far as a picture shows it.
const now = view => {
  const own = view.picture.tables.map(at => tables[at]);
  const kinds = new Set(own.flatMap(table => table.columns.map(([, kind]) => kind)));
  const year = view.picture.charts.some(chart => BY_YEAR.includes(chart.kind)) && yearOf(own), changed = inCase(own);
  const calm = D.cases.length && year && "Undisrupted", outside = `As undisrupted, outside of ‘${chosen.case}’`;
  return [year, changed ? (changed[year] ? chosen.case : outside) : calm, ...KINDS.map(kind => kinds.has(kind) && chosen[kind])].filter(Boolean).join(" · ");
};
const BY_YEAR = ["map", "sankey"];

function update(view) {
  const state = [view.now, location.hash, innerWidth, dark.matches, printing.now].join("|");
  if (!view.near || view.state === state) return;
  view.state = state;
  view.says.textContent = now(view);
  view.section.querySelector("h2").textContent = headingOf(view.picture);
  if (view.now === "Table") return fill(view.panels.Table, view.picture);
  view.frames.forEach((frame, at) => draw(frame, view.picture, view.picture.charts[at]));
}
function show() {
  for (const field of bar.elements) if (field.name) field.value = chosen[field.name];
  const isSeen = ({ section }) => {
    const { top, bottom } = section.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  views.filter(isSeen).forEach(update);
  setTimeout(() => views.forEach(update));
}
const watch = new IntersectionObserver(seen => seen.forEach(each => {
  const view = views.find(one => one.section === each.target);
  view.near = each.isIntersecting;
  update(view);
}), { rootMargin: "400px" });
read();
(chosen.case ? unpacked : Promise.resolve()).then(() => {
  show();
  views.forEach(view => watch.observe(view.section));
});
addEventListener("popstate", () => { read(); show(); });
addEventListener("resize", show);
dark.addEventListener("change", show);
for (const [name, now] of [["beforeprint", true], ["afterprint", false]]) addEventListener(name, () => {
  printing.now = now;
  for (const view of views) {
    view.near ||= now;
    if (view.now === "Picture") update(view);
  }
});
