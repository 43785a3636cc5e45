// Formulas of a page as MathML, which browsers set with fonts of their own: nothing is loaded from elsewhere.
document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll(".arithmatex")) {
    const formula = element.textContent.trim();
    const options = { displayMode: formula.startsWith("\\["), output: "mathml", throwOnError: false };
    katex.render(formula.slice(2, -2), element, options);
  }
});
