"use strict";
// Keys, dropped files, and the line that says whether the desk is there. Everything else comes from it.
const lost = document.getElementById("lost");
const isLost = isSo => { if (lost.hidden === isSo) lost.hidden = !isSo; };
document.addEventListener("htmx:sendError", () => isLost(true));
document.addEventListener("htmx:afterRequest", event => { if (event.detail.xhr?.status) isLost(false); });
// The desk may have been started again with another session, or refuse something: its answer says what to do.
document.addEventListener("htmx:responseError", event => {
  const said = document.getElementById("announced");
  said.textContent = event.detail.xhr.responseText.slice(0, 300);
  said.classList.add("shown");
});

for (const form of document.querySelectorAll(".drop")) {
  const field = form.querySelector("input[type=file]");
  form.addEventListener("dragover", event => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", event => {
    event.preventDefault();
    form.classList.remove("over");
    field.files = event.dataTransfer.files;
    if (field.files.length) form.requestSubmit();
  });
  field.addEventListener("change", () => { if (field.files.length) form.requestSubmit(); });
}

// Rows of decisions: arrows move, letters press the row's buttons, Enter solves again.
document.addEventListener("keydown", event => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false;
  const row = event.target.closest?.("tr.row");
  if (!row || event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const rows = [...row.parentElement.querySelectorAll("tr.row")], next = rows[rows.indexOf(row) + step];
    event.preventDefault();
    if (!next) return;
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  } else if (event.key === "Enter") {
    const again = document.getElementById("again");
    if (!again.disabled) again.click();
  } else {
    row.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  }
});
// A row that comes back is where the focus was.
document.addEventListener("focusin", event => {
  const row = event.target.closest?.("tr.row");
  for (const other of row?.parentElement.querySelectorAll('tr.row[tabindex="0"]') || []) if (other !== row) other.tabIndex = -1;
  if (row) row.tabIndex = 0;
});
document.getElementById("to-rows")?.addEventListener("click", event => {
  const row = document.querySelector('#rows tr.row[tabindex="0"]');
  if (!row) return;
  event.preventDefault();
  row.focus();
});
// A what-if: the columns of the sheet that is chosen.
for (const sheet of document.querySelectorAll(".changes [name=sheet]")) {
  const offer = () => sheet.closest(".changes").querySelector("[name=column]").setAttribute("list", `columns-${sheet.value}`);
  sheet.addEventListener("change", offer);
  offer();
}
