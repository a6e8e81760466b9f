/** Tables sorted by the column whose head is pressed: the largest first, then the smallest first. */

for (const table of document.querySelectorAll(".scroll table")) {
  const body = table.tBodies[0];
  if (body.rows.length < 3) continue;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const largestFirst = head.getAttribute("aria-sort") !== "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", largestFirst ? "descending" : "ascending");
      const rows = [...body.rows].sort((a, b) => compare(a.cells[column], b.cells[column]));
      body.append(...(largestFirst ? rows.reverse() : rows));
    });
  });
}

function compare(one, other) {
  if ("value" in one.dataset) return Number(one.dataset.value) - Number(other.dataset.value);
  return one.textContent.localeCompare(other.textContent, document.documentElement.lang);
}
