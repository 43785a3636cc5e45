"use strict";
// A sheet as a grid of texts. What is typed is sent to the desk, which reads it as Excel does, and comes back as it is.
const element = id => document.getElementById(id);
const { book, shown } = element("sheets").dataset;
const asked = new URLSearchParams(location.search).get("cell");
const SPARE = 10; // blank lines below the last one
let grid, sheet, columns, first, end, version, marks = new Map(), waiting = [], isSending = false, idle, edited, start, isNext;

const node = text => Object.assign(document.createElement("div"), { textContent: text });
const say = (text, isBad = false) => {
  element("state").textContent = text;
  element("state").classList.toggle("bad", isBad);
};
const cellOf = address => address.match(/^([A-Z]+)(\d+)$/) || [];

// ------------------------------------------------------------------------------------------ asking the desk

async function ask(what, fields) {
  const form = fields && new URLSearchParams([["version", version], ["sheet", sheet], ...fields]);
  const query = new URLSearchParams({ sheet, ...(what === "full" && { full: 1 }) });
  const place = fields ? `/w/${book}/sheet/${what}` : `/w/${book}/sheet?${query}`;
  const answer = await fetch(place, fields && { method: "POST", body: form }).catch(() => null);
  lost.hidden = Boolean(answer);
  const said = await answer?.json().catch(() => null);
  if (answer?.ok) return said;
  say(said?.said || (answer?.status === 413 ? "This is too much at once." : "This could not be done."), true);
  return null;
}

async function change(what, fields) {
  clearTimeout(idle);
  const answer = await ask(what, fields);
  if (!answer) return false;
  show(answer);
  say("Checked and kept.");
  idle = setTimeout(async () => {
    const full = await ask("full");
    if (full?.version === version) mark(full);
  }, 1500);
  return true;
}

// One request at a time, each with all that has been typed meanwhile.
async function send(edits) {
  waiting.push(...edits);
  if (isSending || !waiting.length) return;
  isSending = true;
  const now = waiting.splice(0);
  const cells = now.map(([line, field, text]) => [line, columns[field].number, text]);
  if (!await change("cells", [["edits", JSON.stringify(cells)]])) {
    const reason = element("state").textContent;
    waiting = [];
    await load(sheet);
    say(reason, true);
  }
  isSending = false;
  send([]);
}

// ------------------------------------------------------------------------------------------ showing what it answers

const rowOf = (line, cells) => ({ line: +line, ...Object.fromEntries(Object.keys(columns).map(field => [field, cells?.[field] ?? ""])) });

// The last line that holds something.
function lastLine(rows) {
  const fields = Object.keys(columns), at = rows.findLastIndex(row => fields.some(field => row[field]));
  return at < 0 ? first - 1 : rows[at].line;
}

function spare(rows) {
  const last = lastLine(rows), bottom = rows.at(-1)?.line ?? first - 1;
  return Array.from({ length: Math.max(0, last + SPARE - bottom) }, (_, n) => rowOf(bottom + 1 + n));
}

function show(answer) {
  const rows = Object.entries(answer.lines).map(([line, cells]) => rowOf(line, cells));
  const below = rows.filter(row => !(grid.getRow(row.line) || null)?.update(row));
  if (rows.some(row => row.line > end - SPARE)) {
    const more = [...below, ...spare([...grid.getData(), ...below])];
    end = more.at(-1)?.line ?? end;
    grid.addData(more);
  }
  mark(answer);
}

function mark(answer) {
  const before = marks;
  marks = new Map(answer.problems.map(problem => [problem.cell, problem]));
  version = answer.version;
  // Not the row is drawn again: another of its cells may be being edited.
  for (const address of new Set([...before.keys(), ...marks.keys()])) {
    if (before.get(address)?.is_warning === marks.get(address)?.is_warning) continue;
    const [, field, line] = cellOf(address), cell = field && columns[field] && grid.getRow(+line)?.getCell?.(field);
    if (cell) colour(cell);
  }
  for (const step of ["undo", "redo"]) element(step).disabled = !answer[`can_${step}`];
  const errors = Object.entries(answer.errors), own = answer.errors[sheet] || 0;
  element("count").textContent = `${own || "No"} error${own === 1 ? "" : "s"} on this sheet`;
  const others = errors.filter(([title]) => title !== sheet).map(([title, number]) => button(`${title} (${number})`, () => openSheet(title)));
  element("others").replaceChildren(others.length ? "On others: " : "", ...others.flatMap((other, n) => n ? [", ", other] : [other]));
  if (!errors.length) element("others").append(Object.assign(document.createElement("a"), { className: "button first", href: `/w/${book}/solve`, textContent: "Solve" }));
  element("certain").hidden = !answer.certain;
  element("certain").textContent = answer.certain === 1 ? "Make the certain correction" : `Make all ${answer.certain} certain corrections`;
  element("problems").replaceChildren(...answer.problems.map(told));
}

const button = (text, onclick, className = "plain") => Object.assign(document.createElement("button"), { type: "button", className, textContent: text, onclick });

function colour(cell) {
  const problem = marks.get(cell.getField() + cell.getRow().getData().line), classes = cell.getElement().classList;
  classes.toggle("wrong", Boolean(problem && !problem.is_warning));
  classes.toggle("doubtful", Boolean(problem?.is_warning));
}

function told(problem) {
  const box = Object.assign(node(""), { className: problem.is_warning ? "problem warning" : "problem" });
  box.append(button(problem.cell || sheet, () => go(problem.cell)), problem.value ? ` holds ‘${problem.value}’` : "", node(`Expected: ${problem.expected}.`), node(problem.fix));
  if (problem.words) box.append(button(problem.words, () => change("correct", [["place", `${problem.sheet}!${problem.cell}`]]), ""));
  return box;
}

// Choose a cell, and give the keyboard to the grid. What is scrolled does not answer if it is in sight already.
function go(address) {
  const [, field, line] = cellOf(address), row = field && grid.getRow(+line);
  if (!row) return null;
  grid.scrollToRow(row, "center", false).catch(() => null);
  grid.scrollToColumn(field, "middle", false).catch(() => null);
  const cell = row.getCell(field);
  grid.getRanges()[0]?.setBounds(cell, cell);
  document.querySelector("#grid .tabulator-tableholder").focus({ preventScroll: true });
  return cell;
}

// ------------------------------------------------------------------------------------------ the grid

function wrong(text, column) {
  if (!text) return column.required ? "Required" : "";
  if (!column.is_number) return "";
  const match = text.trim().match(/^([-+]?\d*\.?\d+(?:e[-+]?\d+)?)\s*(%?)$/i);
  const number = match && (match[2] || (column.is_percent && Math.abs(match[1]) >= 1) ? match[1] / 100 : +match[1]);
  const { above, at_least: low, at_most: high } = column;
  const isOut = match && ((above !== null && number <= above) || (low !== null && number < low) || (high !== null && number > high));
  return !match || isOut ? `Expected: a number${column.bounds ? `, ${column.bounds}` : ""}` : "";
}

function definition(column) {
  const names = column.names?.length && { values: column.names, autocomplete: true, freetext: true, allowEmpty: true, listOnEmpty: true, itemFormatter: node };
  return {
    field: column.field,
    titleFormatter: () => {
      const title = node(column.title + (column.required ? " *" : ""));
      title.append(Object.assign(document.createElement("small"), { textContent: column.unit || "" }));
      return title;
    },
    headerTooltip: () => column.note ? node(column.note) : false,
    headerSort: false,
    hozAlign: column.is_number ? "right" : "left",
    minWidth: 90,
    maxInitialWidth: 320,
    cssClass: column.is_key ? "names" : "",
    editable: true,
    editor: names ? "list" : "input",
    editorParams: names || {},
    formatter: cell => {
      colour(cell);
      return document.createTextNode(cell.getValue() ?? "");
    },
    tooltip: (event, cell) => {
      const problem = marks.get(column.field + cell.getRow().getData().line);
      return problem ? node(`Expected: ${problem.expected}.\n${problem.fix}`) : false;
    },
  };
}

function paste(text) {
  const range = grid.getRanges()[0], fields = Object.keys(columns);
  if (!range) return [];
  const lines = grid.getRows("active").map(row => row.getData().line);
  const top = lines.indexOf(range.getRows()[0].getData().line), left = fields.indexOf(range.getColumns()[0].getField());
  const cells = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map(row => row.split("\t"));
  const below = at => lines[at] ?? end + 1 + at - lines.length;
  send(cells.flatMap((row, n) => row.flatMap((value, k) => fields[left + k] ? [[below(top + n), fields[left + k], value]] : [])));
  return [];
}

async function load(title) {
  sheet = title;
  const answer = await ask("sheet");
  if (!answer) return;
  columns = Object.fromEntries(answer.columns.map(column => [column.field, column]));
  first = answer.first;
  const lines = Object.entries(answer.lines).map(([line, cells]) => rowOf(line, cells));
  lines.push(...spare(lines));
  end = lines.at(-1).line;
  grid?.destroy();
  grid = new Tabulator("#grid", {
    rowHeight: 30, renderVerticalBuffer: 150, columnDefaults: { resizable: "header" }, // no height is measured, no handle drawn in each cell: scrolling is twice as quick
    data: lines, index: "line", height: "100%", layout: "fitData",
    rowHeader: { field: "line", title: "", width: 52, resizable: false, headerSort: false, editable: false },
    columns: answer.columns.map(definition),
    selectableRange: 1, selectableRangeAutoFocus: false, selectableRangeClearCells: true, selectableRangeClearCellsValue: "", editTriggerEvent: "dblclick",
    clipboard: true, clipboardCopyStyled: false, clipboardCopyRowRange: "range",
    clipboardCopyConfig: { rowHeaders: false, columnHeaders: false },
    clipboardPasteParser: paste, clipboardPasteAction: () => [],
  });
  grid.on("cellEdited", cell => {
    if ((cell.getOldValue() ?? "") !== cell.getValue()) send([[cell.getRow().getData().line, cell.getField(), String(cell.getValue() ?? "")]]);
  });
  grid.on("cellEditing", cell => {
    if (!isNext) start = cell.getField();
    [edited, isNext] = [cell, false];
    say(columns[cell.getField()].bounds || "");
  });
  await new Promise(done => grid.on("tableBuilt", done));
  element("about").textContent = answer.about;
  mark(answer);
  say("");
}

function openSheet(title) {
  history.replaceState(null, "", `?sheet=${encodeURIComponent(title)}`);
  element("sheet").value = title;
  return load(title);
}

// ------------------------------------------------------------------------------------------ buttons and keys

element("grid").addEventListener("mousedown", () => { isNext = false; });
element("grid").addEventListener("keydown", event => { if (event.key === "Tab") isNext = Boolean(edited); }, true);
element("grid").addEventListener("input", event => {
  const field = event.target.closest(".tabulator-cell")?.getAttribute("tabulator-field");
  if (field) say(wrong(event.target.value, columns[field]), true);
});
element("sheet").onchange = event => openSheet(event.target.value);
for (const step of ["undo", "redo"]) element(step).onclick = () => change(step, []);
element("certain").onclick = () => change("correct", []);
element("delete").onclick = () => {
  const row = grid.getRanges()[0]?.getRows()[0];
  if (row) change("row", [["line", row.getData().line]]);
};
element("new").onclick = () => {
  element("find").value = "";
  grid.clearFilter();
  go(`${Object.keys(columns)[0]}${lastLine(grid.getData()) + 1}`)?.edit(true);
};
element("find").oninput = event => {
  const words = event.target.value.toLowerCase();
  if (words) grid.setFilter(row => Object.keys(columns).some(field => String(row[field] ?? "").toLowerCase().includes(words)));
  else grid.clearFilter();
};
element("sheets").onsubmit = event => event.preventDefault();
document.addEventListener("keydown", event => {
  // As in Excel, Enter goes on to the cell below, after Tab below the one where the row was begun.
  if (event.key === "Enter" && edited && event.composedPath().includes(element("grid"))) {
    const next = `${start}${edited.getRow().getData().line + 1}`;
    [edited, isNext] = [null, false];
    setTimeout(() => go(next));
    return;
  }
  if (event.target.matches("input, select, button, textarea")) return;
  const isCommand = event.ctrlKey || event.metaKey;
  const step = isCommand && { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
  if (step) {
    event.preventDefault();
    element(step).click();
  } else if ((event.key.length === 1 && !isCommand && !event.altKey) || event.key === "F2") {
    const cell = grid?.getRanges()[0]?.getCells().flat()[0];
    if (!cell || cell.getField() === "line") return;
    event.preventDefault();
    cell.edit(true);
    const input = document.activeElement;
    if (event.key === "F2" || !input.matches("input")) return;
    input.value = event.key;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
element("to-rows").onclick = event => {
  event.preventDefault();
  go(`${Object.keys(columns)[0]}${grid.getData()[0].line}`);
};
load(shown).then(() => asked && go(asked));
