/// The options of a command for its process, beside the settings.
package struct NodeOptions: Sendable {
    /// Whether the log is the embedded one, which this process owns.
    package var isEmbedded = true
    /// Files to read once; the process exits after the last one.
    package var filesOnce: [String] = []
    /// Whether files that are read once are read from their beginning, ignoring stored positions.
    package var readsFromBeginning = false
    /// Whether a text in such a file that has only a time of day is dated by when the file was written last.
    package var datesByFile = false
    /// Whether lines are read from standard input; the process is done at its end.
    package var readsStandardInput = false
    /// The program's version, for heartbeats.
    package var version = ""

    package init() {}

    /// Whether the process only reads input once: then it hands in to the log directly, and opens no other door.
    package var isOnce: Bool {
        !filesOnce.isEmpty || readsStandardInput
    }
}
