/// How people and other programs spell Falco's priorities.
///
/// Sources: syslog's severity names and their abbreviations (RFC 5424 6.2.1, syslog.h: `emerg`, `panic`, `crit`, `err`,
/// `warn`), the levels of log4j and Python (`fatal`, `severe`, `trace`), and the four grades of vulnerability scanners
/// and ticket systems (`high`, `medium`, `moderate`, `low`). A digit 0 to 7 is syslog's severity. Case, blanks around the
/// word and protojson's prefix `PRIORITY_` do not count.
enum PrioritySpelling {
    private static let words: [(StaticString, Priority)] = [
        ("info", .informational), ("information", .informational), ("inform", .informational), ("inf", .informational),
        ("warn", .warning), ("wrn", .warning), ("medium", .warning), ("moderate", .warning),
        ("err", .error), ("error", .error), ("high", .error), ("severe", .error), ("failure", .error),
        ("crit", .critical), ("fatal", .critical), ("critical", .critical),
        ("emerg", .emergency), ("panic", .emergency), ("emergency", .emergency),
        ("alrt", .alert), ("alert", .alert), ("not", .notice), ("note", .notice), ("notice", .notice), ("low", .notice),
        ("warning", .warning), ("informational", .informational), ("debug", .debug), ("dbg", .debug),
        ("trace", .debug), ("verbose", .debug),
    ]

    /// Returns the priority that a word means; `.unknown` for none.
    static func priority(of text: UnsafeRawBufferPointer) -> Priority {
        guard text.count <= 32, let start = text.firstIndex(where: { $0 > 0x20 }),
            let end = text.lastIndex(where: { $0 > 0x20 })
        else { return .unknown }
        var word = UnsafeRawBufferPointer(rebasing: text[start...end])
        let prefix: StaticString = "priority_"
        if word.count > prefix.utf8CodeUnitCount,
            Priority.equal(UnsafeRawBufferPointer(rebasing: word[..<prefix.utf8CodeUnitCount]), prefix)
        {
            word = UnsafeRawBufferPointer(rebasing: word[prefix.utf8CodeUnitCount...])
        }
        if word.count == 1, let severity = Priority(syslogSeverity: Int64(word[0]) - 0x30) { return severity }
        return words.first { Priority.equal(word, $0.0) }?.1 ?? .unknown
    }
}
