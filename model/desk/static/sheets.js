"use strict";
// A sheet as a grid of texts. What is typed is sent to the desk, which reads it as Excel does, and comes back as it is.
const element = id => document.getElementById(id);
const { book, shown } = element("sheets").dataset;
const asked = new URLSearchParams(location.search).get("cell");
let grid, sheet, columns, last, version, marks = new Map(), waiting = [], isSending = false, idle;

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

function show(answer) {
  const fields = Object.keys(columns), rows = [];
  for (const [line, cells] of Object.entries(answer.lines)) {
    last = cells ? Math.max(last, +line) : last;
    if (cells) rows.push({ line: +line, ...Object.fromEntries(fields.map(field => [field, cells[field] ?? ""])) });
    else if (grid.getRow(+line)) grid.deleteRow(+line);
  }
  if (rows.length) grid.updateOrAddData(rows);
  mark(answer);
}

function mark(answer) {
  const before = marks;
  marks = new Map(answer.problems.map(problem => [problem.cell, problem]));
  version = answer.version;
  for (const cell of new Set([...before.keys(), ...marks.keys()])) grid.getRow(+cellOf(cell)[2])?.reformat?.();
  element("undo").disabled = !answer.can_undo;
  const errors = Object.entries(answer.errors), own = answer.errors[sheet] || 0;
  const others = errors.filter(([title]) => title !== sheet).map(([title, number]) => `${title} ${number}`).join(", ");
  element("count").textContent = `${own || "No"} error${own === 1 ? "" : "s"} on this sheet${others ? `; on others: ${others}` : ""}`;
  element("certain").hidden = !answer.certain;
  element("certain").textContent = answer.certain === 1 ? "Make the certain correction" : `Make all ${answer.certain} certain corrections`;
  element("problems").replaceChildren(...answer.problems.map(told));
}

function told(problem) {
  const box = Object.assign(node(""), { className: problem.is_warning ? "problem warning" : "problem" });
  const to = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: problem.cell || sheet });
  to.onclick = () => go(problem.cell);
  box.append(to, problem.value ? ` holds ‘${problem.value}’` : "", node(`Expected: ${problem.expected}.`), node(problem.fix));
  if (problem.words) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: problem.words });
    button.onclick = () => change("correct", [["place", `${problem.sheet}!${problem.cell}`]]);
    box.append(button);
  }
  return box;
}

async function go(address) {
  const [, field, line] = cellOf(address), row = field && grid.getRow(+line);
  if (!row) return;
  await grid.scrollToRow(row, "center", false).catch(() => null);
  await grid.scrollToColumn(field, "middle", false).catch(() => null);
  const cell = row.getCell(field);
  grid.getRanges()[0]?.setBounds(cell, cell);
  cell.getElement().focus();
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
      const problem = marks.get(column.field + cell.getRow().getData().line), classes = cell.getElement().classList;
      classes.toggle("wrong", Boolean(problem && !problem.is_warning));
      classes.toggle("doubtful", Boolean(problem?.is_warning));
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
  const below = at => lines[at] ?? Math.max(last, lines.at(-1)) + 1 + at - lines.length;
  send(cells.flatMap((row, n) => row.flatMap((value, k) => fields[left + k] ? [[below(top + n), fields[left + k], value]] : [])));
  return [];
}

async function load(title) {
  sheet = title;
  const answer = await ask("sheet");
  if (!answer) return;
  columns = Object.fromEntries(answer.columns.map(column => [column.field, column]));
  const lines = Object.entries(answer.lines).map(([line, cells]) => ({ line: +line, ...cells }));
  last = Math.max(answer.first - 1, ...lines.map(row => row.line));
  grid?.destroy();
  grid = new Tabulator("#grid", {
    data: lines, index: "line", height: "100%", layout: "fitData", placeholder: "No rows yet.",
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
  grid.on("cellEditing", cell => say(columns[cell.getField()].bounds || ""));
  await new Promise(done => grid.on("tableBuilt", done));
  mark(answer);
  say("");
}

// ------------------------------------------------------------------------------------------ buttons and keys

element("grid").addEventListener("input", event => {
  const field = event.target.closest(".tabulator-cell")?.getAttribute("tabulator-field");
  if (field) say(wrong(event.target.value, columns[field]), true);
});
element("sheet").onchange = event => {
  history.replaceState(null, "", `?sheet=${encodeURIComponent(event.target.value)}`);
  load(event.target.value);
};
element("undo").onclick = () => change("undo", []);
element("certain").onclick = () => change("correct", []);
element("delete").onclick = () => {
  const row = grid.getRanges()[0]?.getRows()[0];
  if (row) change("row", [["line", row.getData().line]]);
};
element("new").onclick = async () => {
  last += 1;
  const row = await grid.addRow({ line: last }, false);
  await grid.scrollToRow(row, "bottom", false).catch(() => null);
  row.getCell(Object.keys(columns)[0]).edit(true);
};
element("find").oninput = event => {
  const words = event.target.value.toLowerCase();
  if (words) grid.setFilter(row => Object.keys(columns).some(field => String(row[field] ?? "").toLowerCase().includes(words)));
  else grid.clearFilter();
};
element("sheets").onsubmit = event => event.preventDefault();
document.addEventListener("keydown", event => {
  if (event.target.matches("input, select, button, textarea")) return;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key.toLowerCase() === "z") {
    event.preventDefault();
    element("undo").click();
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
load(shown).then(() => asked && go(asked));
