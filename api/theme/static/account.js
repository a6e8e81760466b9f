/** The account menu: light or dark by choice, and a menu that closes as menus do. */

const menu = document.querySelector("details.account");

for (const button of document.querySelectorAll("[data-theme-to]")) {
  button.addEventListener("click", () => {
    const theme = button.dataset.themeTo;
    document.documentElement.dataset.theme = theme;
    document.cookie = `kd_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

if (menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
