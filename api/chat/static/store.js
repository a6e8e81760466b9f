/**
 * What survives a reload: one record per server in this site's localStorage, no cookie.
 *
 * Nothing is written before a conversation exists, and so not before the chat is opened. Each change reads
 * the record afresh, so two tabs do not overwrite each other. Where storage is refused, memory does.
 */
export function createStore(server) {
  const key = `kundedialog:${server}`;
  let memory = null;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? memory;
    } catch {
      return memory;
    }
  }

  function write(record) {
    memory = record;
    try {
      if (record) localStorage.setItem(key, JSON.stringify(record));
      else localStorage.removeItem(key);
    } catch {
      return;
    }
  }

  return {
    read,
    begin: write,
    update(patch) {
      const record = read();
      if (record) write({ ...record, ...patch });
    },
    clear: () => write(null),
    /** Calls `listener(record)` when another tab of this site changed the record. */
    onOtherTab(listener) {
      addEventListener("storage", (event) => {
        if (event.key !== key && event.key !== null) return;
        memory = null;
        listener(read());
      });
    },
  };
}
