/** The page's two small behaviours: the business's accent colour, and buttons that open the chat. */

const accent = document.querySelector("meta[name=theme-color]").content;
document.documentElement.style.setProperty("--accent", accent);

for (const button of document.querySelectorAll("[data-open-chat]")) {
  button.addEventListener("click", () => window.Kundedialog?.open());
}
