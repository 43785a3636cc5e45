"use strict";
// The page: its data, what is chosen (in the address, so that a view can be sent), tabs, and what is near the view.
const D = JSON.parse(document.getElementById("data").textContent);
const make = (name, looks = {}, ...parts) => {
  const made = Object.assign(document.createElement(name), looks);
  made.append(...parts);
  return made;
};
const KINDS = ["country", "stage", "product", "decision"];
const chosen = {};
const read = () => {
  const asked = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  for (const name of [...KINDS, "year", "case"]) chosen[name] = asked.get(name) || "";
};
const choose = change => {
  Object.assign(chosen, change);
  const kept = Object.entries(chosen).filter(([, value]) => value);
  history.pushState(null, "", `#${new URLSearchParams(kept)}`);
  show();
};

// --- tables

class Table {
  constructor(packed) {
    for (const name of ["caption", "sheet", "columns", "at", "own", "cases"]) this[name] = packed[name];
    this.place = Object.fromEntries(this.columns.map(([name], at) => [name, at]));
    this.years = this.columns.flatMap(([, kind], at) => (kind === "year" ? [at] : []));
    this.all = packed.rows.map((cells, i) => ({
      cells, i, get: name => cells[this.place[name]], at_: year => cells[this.place[year]], form: at => this.form(at, i),
    }));
  }
  form(column, row) {
    const form = this.columns[column][2];
    return D.forms[Array.isArray(form) ? form[row] : form];
  }
  // Rows of the case that is chosen, of which the filter keeps what it asks for.
  get rows() {
    const changed = this.cases[chosen.case];
    let rows = this.all;
    if (changed) {
      const cells = rows.map(row => row.cells.slice());
      for (const [year, list] of Object.entries(changed)) {
        const at = this.place[year];
        for (const each of cells) each[at] = 0;
        for (let n = 0; n < list.length; n += 2) cells[list[n]][at] = list[n + 1];
      }
      rows = rows.map((row, i) => ({ ...row, cells: cells[i], get: name => cells[i][this.place[name]], at_: year => cells[i][this.place[year]] }));
    } else rows = rows.slice(0, this.own);
    return KINDS.reduce((kept, kind) => this.kept(kept, kind), rows);
  }
  kept(rows, kind) {
    const places = this.columns.flatMap(([, of], at) => (of === kind ? [at] : []));
    if (!chosen[kind] || !places.length || kind === "decision") return rows;
    return rows.filter(row => places.some(at => row.cells[at] === chosen[kind]));
  }
}
const tables = D.tables.map(packed => new Table(packed));

// A value in a number format of the workbook, as Excel shows it.
const shown = (value, form) => {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number") return String(value);
  const sections = form.split(";"), whole = sections[0];
  if (value === 0 && sections.length > 2) return sections[2].replaceAll('"', "");
  if (whole === "@" || whole === "General") return String(Number(value.toPrecision(10)));
  const share = whole.endsWith("%"), digits = (whole.split(".")[1] || "").replace("%", "").length;
  const size = Number(`${Math.round(Number(`${Math.abs(value) * (share ? 100 : 1)}e${digits}`))}e-${digits}`);
  const text = size.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: whole.includes(",") });
  return (value < 0 ? "-" : "") + text + (share ? "%" : "");
};

// --- pictures

const narrow = () => window.innerWidth < 600;
const dark = matchMedia("(prefers-color-scheme: dark)");
const printing = { now: false };
const css = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
if (Object.keys(D.world).length) echarts.registerMap("world", {
  type: "FeatureCollection",
  features: Object.entries(D.world).map(([name, [cp, rings]]) => ({
    type: "Feature", properties: { name, cp },
    geometry: { type: "MultiPolygon", coordinates: rings.map(ring => [Array.from({ length: ring.length / 2 }, (_, at) => ring.slice(2 * at, 2 * at + 2))]) },
  })),
});

const parts = (picture, chart, width) => {
  const year = chosen.year || D.years.at(-1), own = picture.tables.map(at => tables[at]);
  const css_ = Object.fromEntries(["text", "quiet", "rule", "paper", "land", "known", "bad", "worst"].map(name => [name, css(name)]));
  const ink = (kind, name) => (D.colours[kind]?.[name] || ["#767676", "#8f8f8f"])[dark.matches && !printing.now ? 1 : 0];
  return {
    chart, width, year, years: D.years, chosen, ink, css: css_, tables: own, stages: Object.keys(D.colours.stage || {}),
    table: sheet => own.find(each => each.sheet === sheet), calm: chosen.case ? `, ${chosen.case}` : "",
    figure: (value, row) => `${shown(value, row.form(row.cells.length - 1))} ${row.get("unit") || ""}`,
    legend: names => ({ type: "scroll", top: 0, left: 0, data: names, textStyle: { color: css_.text }, pageTextStyle: { color: css_.text } }),
    tone: colour => ink("", colour),
    names: room => ({ interval: 0, width: room, overflow: "truncate", color: css_.text, fontSize: width > 700 ? 12 : 10 }),
    compact: value => (Math.abs(value) >= 1e4 ? `${value / 1e3}k` : value.toLocaleString("en-US")),
    faded: plant => (chosen.decision && !isChosen(plant) ? { opacity: 0.2 } : {}),
  };
};
const isChosen = name => name === chosen.decision || name === (D.plants || {})[chosen.decision];

const draw = (frame, picture, chart) => {
  const width = frame.clientWidth, { height, ...made } = charts[chart.kind](parts(picture, chart, width));
  const held = echarts.getInstanceByDom(frame) || echarts.init(frame, null, { renderer: "svg", width, height });
  held.resize({ width, height });
  held.setOption({
    animation: false, aria: { enabled: true, label: { description: `${picture.title}. All figures are in the tab Table.` } },
    textStyle: { color: css("text"), fontFamily: "system-ui, sans-serif" }, ...made,
    tooltip: { renderMode: "richText", confine: true, formatter: mark => mark.data?.tip ?? mark.name, ...made.tooltip },
  }, { notMerge: true });
  held.off("click");
  held.on("click", mark => {
    if (mark.data?.case) choose({ case: mark.data.case === chosen.case ? "" : mark.data.case });
    if (mark.data?.decision) choose({ decision: isChosen(mark.data.decision) ? "" : mark.data.decision });
  });
};

const fill = (frame, picture) => {
  frame.replaceChildren(...picture.tables.map(at => {
    const table = tables[at], head = make("tr", {}, make("th", { scope: "col" }, "row"));
    head.append(...table.columns.map(([name]) => make("th", { scope: "col" }, name)));
    const rows = table.rows.map(row => {
      const line = make("tr", {}, make("th", { scope: "row" }, table.at[row.i] ?? ""));
      line.append(...row.cells.map((cell, column) => make("td", { className: typeof cell === "number" ? "n" : "" }, shown(cell, row.form(column)))));
      if (table.at[row.i] !== null) line.dataset.row = table.at[row.i];
      return line;
    });
    const made = make("table", {}, make("caption", {}, table.caption), make("thead", {}, head), make("tbody", {}, ...rows));
    made.dataset.sheet = table.sheet;
    const wide = make("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: table.caption }, made);
    return wide;
  }));
};

const views = [];
for (const section of document.querySelectorAll(".picture")) {
  const picture = D.pictures[section.id], bar = section.querySelector(".tabs");
  const frames = picture.charts.map(() => make("div", { className: "chart", tabIndex: 0 }));
  const panels = { Picture: make("div", { className: "drawing" }, ...frames), Table: make("div", { className: "figures" }) };
  const view = { section, picture, near: false, now: frames.length ? "Picture" : "Table", frames, panels };
  const names = Object.keys(panels).filter(name => (name === "Picture" ? frames.length : picture.tables.length));
  const tabs = names.map(name => make("button", { type: "button", role: "tab", id: `${section.id}-${name}`, textContent: name }));
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
  bar.append(list);
  bar.hidden = !names.length;
  bar.after(...names.map(name => panels[name]));
  views.push(view);
  view.turn(view.now);
}

function update(view) {
  if (!view.near) return;
  if (view.now === "Table") return fill(view.panels.Table, view.picture);
  view.frames.forEach((frame, at) => draw(frame, view.picture, view.picture.charts[at]));
}
function show() {
  views.forEach(update);
}
const watch = new IntersectionObserver(seen => seen.forEach(each => {
  const view = views.find(one => one.section === each.target);
  view.near = each.isIntersecting;
  update(view);
}), { rootMargin: "400px" });
read();
views.forEach(view => watch.observe(view.section));
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
