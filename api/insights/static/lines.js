/** Lines that tell their numbers: the pointer or the arrow keys move a cursor along the days. */

for (const chart of document.querySelectorAll(".line-chart")) {
  const areas = [...chart.querySelectorAll(".target-area")];
  const cursor = chart.querySelector(".cursor");
  const readout = chart.querySelector(".readout");
  let place = areas.length - 1;

  const show = (next) => {
    place = Math.max(0, Math.min(areas.length - 1, next));
    const area = areas[place];
    cursor.setAttribute("x1", area.dataset.middle);
    cursor.setAttribute("x2", area.dataset.middle);
    cursor.setAttribute("visibility", "visible");
    readout.textContent = area.querySelector("title").textContent;
    readout.hidden = false;
  };
  const hide = () => {
    cursor.setAttribute("visibility", "hidden");
    readout.hidden = true;
  };

  chart.addEventListener("pointermove", (event) => {
    const found = areas.indexOf(event.target);
    if (found >= 0) show(found);
  });
  chart.addEventListener("pointerleave", () => {
    if (document.activeElement !== chart) hide();
  });
  chart.addEventListener("focus", () => show(place));
  chart.addEventListener("blur", hide);
  chart.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: areas.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      show(steps[event.key]);
    } else if (event.key === "Enter") {
      const link = areas[place].closest("a").getAttribute("href");
      if (link) location.assign(link);
    }
  });
}
