/** The menus of the top bar: one open at a time, closed by Escape, by a click elsewhere, and by what is chosen. */

document.addEventListener("click", (event) => {
  const inside = event.target.closest("details.pop");
  for (const menu of openMenus()) if (menu !== inside) menu.open = false;
  if (inside && event.target.closest("a[href]")) inside.open = false;
});

document.addEventListener(
  "keydown",
  (event) => {
    const [menu] = openMenus();
    if (event.key !== "Escape" || !menu || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  },
  { capture: true },
);

function openMenus() {
  return [...document.querySelectorAll("details.pop[open]")];
}
