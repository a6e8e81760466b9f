/**
 * Server-sent events over fetch, because EventSource cannot send an Authorization header.
 *
 * Reconnects with a growing pause, asks for what came after the last event seen, and lets go of the
 * connection while the page has been hidden for a minute (browsers allow a site only six).
 */

const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;
const SILENCE_MS = 60_000;
const HIDDEN_MS = 60_000;

/**
 * @param connect `(signal) => Promise<Response>`, asking for events after the last one seen
 * @param onEvent `({event, data, id})` with parsed data
 * @param onStatus `(connected)`
 * @param onGone called once when the server says that there is nothing to listen to
 * @returns `stop()`
 */
export function openStream({ connect, onEvent, onStatus, onGone }) {
  let stopped = false;
  let pause = SHORTEST_MS;
  let current = null;
  let timer = null;
  let hiding = null;

  async function run() {
    clearTimeout(timer);
    if (stopped || current) return;
    const attempt = (current = new AbortController());
    let watchdog = null;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => attempt.abort(), SILENCE_MS);
    };
    alive();
    try {
      const response = await connect(attempt.signal);
      onStatus(true);
      for await (const event of readEvents(response.body, alive)) {
        pause = SHORTEST_MS;
        onEvent(event);
      }
    } catch (error) {
      if (error.gone) {
        stop();
        onGone();
        return;
      }
    } finally {
      clearTimeout(watchdog);
      current = null;
    }
    if (stopped || document.hidden) return;
    onStatus(false);
    timer = setTimeout(run, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_MS);
  }

  function wake() {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => current?.abort(), HIDDEN_MS);
    else run();
  }

  function stop() {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(hiding);
    current?.abort();
    removeEventListener("online", wake);
    removeEventListener("visibilitychange", wake);
  }

  addEventListener("online", wake);
  addEventListener("visibilitychange", wake);
  run();
  return stop;
}

async function* readEvents(body, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    const blocks = (buffer + value).replaceAll("\r\n", "\n").split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const { data, ...event } = parseFields(block);
      if (data) yield { ...event, data: JSON.parse(data) };
    }
  }
}

/** The server's events have one line for each field. */
function parseFields(block) {
  return Object.fromEntries(block.split("\n").map((line) => line.split(/: ?(.*)/s)));
}
