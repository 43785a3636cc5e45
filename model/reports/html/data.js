"use strict";
// The data of the page, and what is chosen: in the address, so that a view can be sent. Of an address only names are
// taken that can be chosen; one that leads to a picture leaves what is chosen as it is.
const D = JSON.parse(document.getElementById("data").textContent);
const KINDS = ["country", "stage", "product", "decision"];
const chosen = {};
const read = () => {
  const isPlace = document.getElementById(location.hash.slice(1)), asked = new URLSearchParams(location.hash.slice(1));
  const of = name => (isPlace ? chosen[name] : CHOICES[name].includes(asked.get(name)) && asked.get(name)) || "";
  for (const name of [...KINDS, "year", "case", "side"]) chosen[name] = of(name);
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
    for (const name of ["caption", "sheet", "columns", "at", "own"]) this[name] = packed[name];
    this.cases = {};
    this.place = Object.fromEntries(this.columns.map(([name], at) => [name, at]));
    this.years = this.columns.flatMap(([, kind], at) => (kind === "year" ? [at] : []));
    this.all = packed.rows.map((cells, i) => this.row(cells, i));
  }
  row(cells, i) {
    const get = name => cells[this.place[name]];
    return { cells, i, get, at_: get, form: at => this.form(at, i) };
  }
  form(column, row) {
    const form = this.columns[column][2];
    return D.forms[Array.isArray(form) ? form[row] : form];
  }
  // Its values by kind of column, for the filter.
  values(kind) {
    const places = this.columns.flatMap(([, of], at) => (of === kind ? [at] : []));
    return this.all.flatMap(row => places.map(at => row.cells[at]));
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
      rows = rows.map((row, i) => this.row(cells[i], i));
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
  const amount = Math.abs(value) * (share ? 100 : 1);  // below 1e-6 it is written with an exponent of its own
  const size = Number(`${Math.round(Number(`${amount < 1e-6 ? 0 : amount}e${digits}`))}e-${digits}`);
  const text = size.toLocaleString("en-US", {
    minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: whole.includes(","),
  });
  return (value < 0 ? "-" : "") + text + (share ? "%" : "");
};

// Figures of disruptions are unpacked when the page is there.
const unpacked = (async () => {
  const packed = Uint8Array.from(atob(document.getElementById("cases").textContent), letter => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  (await new Response(stream).json()).forEach((cases, at) => { tables[at].cases = cases; });
})();
