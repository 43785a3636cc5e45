"use strict";
// The year of a picture: a slider shows one of its years, a button shows them one after the other; and its case.
for (const bar of document.querySelectorAll(".slider")) {
  const find = name => bar.querySelector(name);
  const cases = find("select"), choice = find("input"), said = find("output"), play = find("button");
  const drawn = bar.closest("section").querySelectorAll("[data-year]");
  let timer = 0;
  const years = () => cases.selectedOptions[0].dataset.years.split("|");
  const show = at => {
    choice.max = years().length - 1;
    choice.value = at;
    said.value = years()[at];
    choice.setAttribute("aria-valuetext", years()[at]);
    for (const each of drawn) each.classList.toggle("off", each.dataset.year !== `${cases.value}.${at}`);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  choice.addEventListener("input", () => { stop(); show(Number(choice.value)); });
  cases.addEventListener("change", () => { stop(); show(0); });
  play.addEventListener("click", () => {
    if (timer) return stop();
    const last = years().length - 1;
    if (Number(choice.value) === last) show(0);
    play.textContent = "Pause";
    timer = setInterval(() => {
      const next = Number(choice.value) + 1;
      show(next);
      if (next >= last) stop();
    }, 900);
  });
  bar.hidden = false;
}
// What a mark stands for, beside the pointer.
const tip = document.getElementById("tip");
document.addEventListener("pointerover", event => {
  const mark = event.target.closest("[data-tip]");
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = mark.dataset.tip;
  const left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 18 + tip.offsetHeight < window.innerHeight;
  tip.style.left = `${Math.max(left, 8)}px`;
  tip.style.top = `${below ? event.clientY + 18 : event.clientY - tip.offsetHeight - 10}px`;
});
document.addEventListener("keydown", event => { if (event.key === "Escape") tip.hidden = true; });
