import EventModel

/// The look of HTML reports: the reader's own fonts, light or dark as the reader has it, and made for print as well.
enum HTMLStyle {
    static let text = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8881; --ink: #1d2530; --page: #fff; --muted: #5b6675;
          --grave: #b3261e; --high: #b45309; --middle: #7a5d00; --low: #3b5b7a; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --page: #14181e; --muted: #9aa5b4;
          --grave: #ff8a80; --high: #ffb74d; --middle: #ffd54f; --low: #90b4d6; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main, footer { max-width: 68rem; margin: 0 auto; padding: 1.5rem; }
        footer { color: var(--muted); font-size: .85rem; border-top: 1px solid var(--line); }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
        h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
        dl { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1rem; margin: .5rem 0; }
        dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
        code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .5rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
        th { color: var(--muted); font-weight: 600; white-space: nowrap; }
        time { white-space: nowrap; font-variant-numeric: tabular-nums; }
        .severity { font-weight: 700; } .grave { color: var(--grave); } .high { color: var(--high); }
        .middle { color: var(--middle); } .low { color: var(--low); }
        .item { border: 1px solid var(--line); border-radius: .5rem; padding: .25rem 1rem .75rem; margin: 1rem 0; }
        .bar { display: inline-block; width: 6rem; height: .55rem; border: 1px solid var(--line); border-radius: .3rem; }
        .bar span { display: block; height: 100%; background: currentColor; border-radius: .3rem; }
        .warning { color: var(--grave); font-weight: 700; }
        @media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
        @media print { :root { --ink: #000; --page: #fff; --muted: #333; } body { font-size: 10.5pt; }
          main, footer { max-width: none; padding: 0; } .item { break-inside: avoid; } h2, h3 { break-after: avoid; } }
        """

    /// Returns the class that colors a severity; the word says it as well.
    static func grade(of severity: Priority) -> String {
        switch severity {
        case .emergency, .alert, .critical: "grave"
        case .error: "high"
        case .warning: "middle"
        case .notice, .informational, .debug, .unknown: "low"
        }
    }
}
