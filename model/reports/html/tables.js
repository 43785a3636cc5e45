"use strict";
// Tables by Tabulator: sort, filter, search, choose columns, copy, CSV. Headers are buttons, so that keys sort, too.
const fields = table => table.columns.map((column, at) => `c${at}`);
const figures = (table, at) => table.all.some(row => typeof row.cells[at] === "number");
const records = table => table.rows.map(row => ({
  row: table.at[row.i], i: row.i, ...Object.fromEntries(row.cells.map((cell, at) => [`c${at}`, cell])),
}));
const titled = name => () => make("button", { type: "button", className: "by", ariaLabel: name || "Sort" }, name);

const contains = (asked, text) => String(text ?? "").toLowerCase().includes(asked.toLowerCase().trim());

// A column's text is kept if it contains what is typed; a figure if it is at least that, or as '<5', '=5' says.
const keeps = (asked, value) => {
  const [, sign, figure] = /^\s*([<>=]?)\s*(-?[\d.,]+)\s*(%?)\s*$/.exec(asked) || [];
  if (typeof value !== "number" || figure === undefined) return contains(asked, value);
  const wanted = Number(figure.replaceAll(",", "")) / (asked.includes("%") ? 100 : 1);
  return sign === "<" ? value <= wanted : sign === "=" ? Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)) : value >= wanted;
};

const columns = table => [
  { title: "row", field: "row", frozen: window.innerWidth >= 600, sorter: "number", hozAlign: "right", titleFormatter: titled("row"), headerSortTristate: true },
  ...table.columns.map(([name], at) => ({
    title: name, field: `c${at}`, headerSortTristate: true, titleFormatter: titled(name), headerFilter: "input", headerFilterFunc: keeps,
    headerFilterPlaceholder: figures(table, at) ? "≥" : "contains",
    headerFilterParams: { elementAttributes: { "aria-label": `Filter ${name || "labels"}` } },
    sorter: figures(table, at) ? "number" : "string", hozAlign: figures(table, at) ? "right" : "left",
    formatter: cell => make("span", {}, shown(cell.getValue(), table.form(at, cell.getData().i))),
  })),
];

const chooser = (table, held) => make("details", { className: "chooser" }, make("summary", {}, "Columns"), ...table.columns.map(([name], at) => {
  const box = make("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => held[box.checked ? "showColumn" : "hideColumn"](`c${at}`));
  return make("label", {}, box, name || "labels");
}));

const tabulated = (table, name) => {
  const search = make("input", { type: "search", placeholder: "Search", ariaLabel: `Search ${table.caption}` });
  const copy = make("button", { type: "button" }, "Copy"), file = make("button", { type: "button" }, "CSV");
  const place = make("div"), bar = make("div", { className: "bar" }, search, copy, file);
  const whole = make("div", { className: "tabulated" }, make("p", { className: "caption" }, table.caption), bar, place);
  whole.dataset.sheet = table.sheet;
  whole.build = () => {
    const held = new Tabulator(place, {
      data: records(table), columns: columns(table), maxHeight: 480, layout: "fitData", placeholder: "No row",
      clipboard: "copy", clipboardCopyRowRange: "active", columnDefaults: { resizable: false }, movableColumns: true,
    });
    const words = data => fields(table).map((field, at) => shown(data[field], table.form(at, data.i)));
    search.addEventListener("input", () => held.setFilter(data => words(data).some(word => contains(search.value, word))));
    copy.addEventListener("click", () => held.copyToClipboard("active"));
    file.addEventListener("click", () => saveText(name, csv(table, held.getRows("active").map(row => fields(table).map(field => row.getData()[field])))));
    bar.append(chooser(table, held));
    whole.held = held;
    whole.built = new Promise(done => held.on("tableBuilt", done));
  };
  return whole;
};

// Puts the tables of a picture into a frame the first time, later only the rows that the filter leaves.
const fill = (frame, picture) => {
  if (!frame.childElementCount) {
    frame.append(...picture.tables.map((at, n) => tabulated(tables[at], `${picture.title} ${n + 1}`)));
    [...frame.children].forEach(each => each.build());
    return;
  }
  [...frame.children].forEach((each, n) => each.built.then(() => each.held.replaceData(records(tables[picture.tables[n]]))));
};
