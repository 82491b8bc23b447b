/// What a command says to its process beside the settings.
package struct NodeOptions: Sendable {
    /// Whether the log is the embedded one, which this process owns.
    package var isEmbedded = true
    /// Files to read once; the process is done when the last one is through.
    package var filesOnce: [String] = []
    /// Whether files that are read once are read from their beginning, whatever was read of them before.
    package var readsFromBeginning = false
    /// Whether lines are read from standard input; the process is done at its end.
    package var readsStandardInput = false
    /// The program's version, for heartbeats.
    package var version = ""

    package init() {}

    /// Whether the process ends with what it reads once: then it hands in to the log itself, and reads nothing else.
    package var isOnce: Bool {
        !filesOnce.isEmpty || readsStandardInput
    }
}
