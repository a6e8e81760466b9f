/** The settings pages: variables put where the cursor is, copying, and a log that is read again while something waits. */

const AGAIN_AFTER = 1500;
const MOST_TIMES = 20;

for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.into);
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
}

watch(MOST_TIMES);

function watch(times) {
  const log = document.getElementById("log");
  if (log?.dataset.live !== "true" || times === 0) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      const newer = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("log");
      if (answer.ok && newer && !log.contains(document.activeElement)) log.replaceWith(newer);
    } catch {
      // The next reading tells.
    }
    watch(times - 1);
  }, AGAIN_AFTER);
}
