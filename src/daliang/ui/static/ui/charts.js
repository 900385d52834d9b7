// Draws every chart of a page from the JSON beside it; the table below each one is the fallback.
(() => {
  "use strict";
  const draw = (box) => {
    if (box.dataset.drawn || !window.echarts) return;
    box.dataset.drawn = "1";
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    // With a viewBox the drawing scales to the paper's width when printed.
    chart.on("finished", () => {
      box.querySelector("svg")?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    });
    chart.setOption(JSON.parse(document.getElementById(box.dataset.chart).textContent));
    new ResizeObserver(() => chart.resize()).observe(box);
  };
  const drawAll = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  drawAll(document);
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
})();
