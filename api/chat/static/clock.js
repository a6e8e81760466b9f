/** Moments in the words of the visitor's language and on the visitor's clock; opening times on the business's. */

const DAY_MS = 86_400_000;

/** "14.30" */
export function timeOf(moment, t) {
  return t.time(...hourAndMinute(new Date(moment)));
}

/** "I dag", "I går", "21. november": the line above a day's messages. */
export function dayOf(moment, t) {
  const days = daysBetween(new Date(), moment);
  const words = days === 0 ? t.today : days === -1 ? t.yesterday : dateOf(moment, t);
  return words[0].toLocaleUpperCase(t.tag) + words.slice(1);
}

/**
 * "i morgen kl. 9.00", "mandag kl. 9.00", "21. november kl. 9.00": when people are back.
 *
 * @param timeZone the business's own, for "open from 9" is said of the shop's door and not of the visitor's clock
 */
export function whenOf(moment, t, timeZone) {
  const date = wallClock(new Date(moment), timeZone);
  const clock = t.clock(...hourAndMinute(date));
  const days = daysBetween(wallClock(new Date(), timeZone), date);
  if (days === 0) return clock;
  if (days === 1) return `${t.tomorrow} ${clock}`;
  if (days < 7) return `${new Intl.DateTimeFormat(t.tag, { weekday: "long" }).format(date)} ${clock}`;
  return `${dateOf(date, t)} ${clock}`;
}

/** "21. november" */
export function dateOf(moment, t) {
  return new Intl.DateTimeFormat(t.tag, { day: "numeric", month: "long" }).format(new Date(moment));
}

function hourAndMinute(date) {
  return [date.getHours(), String(date.getMinutes()).padStart(2, "0")];
}

/** The same moment as a clock in `timeZone` shows it; on the visitor's own clock when there is none. */
function wallClock(date, timeZone) {
  if (!timeZone) return date;
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
  const parts = new Intl.DateTimeFormat("en", { ...fields, hourCycle: "h23", timeZone }).formatToParts(date);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return new Date(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"));
}

function daysBetween(first, second) {
  const start = (day) => new Date(day).setHours(0, 0, 0, 0);
  return Math.round((start(second) - start(first)) / DAY_MS);
}
