/// The files that the pages load.
enum PageAssets {
    static let style = """
        :root { color-scheme: light dark; --line: #8884; --bad: #b3261e; --good: #146c2e; --warn: #fff3cd; }
        @media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7ddc94; --warn: #4d3b00; } }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 0 1rem 2rem; }
        header, footer { padding: 1rem 0; }
        header a { font-weight: 700; text-decoration: none; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
        dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
        code { font-size: .9em; overflow-wrap: anywhere; }
        pre { border: 1px solid var(--line); padding: 1rem; max-height: 40rem; overflow: auto; white-space: pre-wrap; }
        .info { font-weight: 700; }
        .status { font-weight: 600; } .success { color: var(--good); }
        .failed, .cancelled, .failure { color: var(--bad); }
        .warning { background: var(--warn); border: 2px solid currentColor; padding: .8rem 1rem; }

        """

    /// Shows the log while it comes; text is only ever inserted as text.
    static let script = """
        "use strict";
        (() => {
          const log = document.getElementById("log");
          const status = document.getElementById("status");
          if (!log || !window.EventSource) return;
          const source = new EventSource(log.dataset.events);
          const add = (text, kind) => {
            const line = document.createElement("span");
            if (kind) line.className = kind;
            line.textContent = text + "\\n";
            const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
            log.append(line);
            if (atEnd) log.scrollTop = log.scrollHeight;
          };
          source.onmessage = (message) => {
            const event = JSON.parse(message.data);
            if (event.type === "complete") {
              source.close();
              const before = status.textContent;
              status.textContent = event.result.status;
              status.className = "status " + event.result.status;
              if (event.result.error) add(event.result.error, "failure");
              if (before !== event.result.status) location.reload();
            } else {
              // Colours and cursor movements of terminals are no text.
              add(event.message.replace(/\\u001b\\[[0-9;?]*[ -/]*[@-~]|[\\u0000-\\u0008\\u000b-\\u001f\\u007f]/g, ""),
                event.type === "info" ? "info" : "");
            }
          };
        })();

        """
}
