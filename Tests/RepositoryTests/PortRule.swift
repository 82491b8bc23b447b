/// Which parts of the log port a target may name: what a type does not say, its code cannot do.
///
/// A check of the text (comments and string contents omitted), beside what the compiler holds: code that is handed a
/// `LogReading` cannot write, and code that names nothing else cannot be handed anything else.
struct PortRule {
    /// Targets that read a log and do nothing else with it.
    static let readers: Set<String> = ["Replay", "ForensicVault"]

    private static let others = Pattern(#"\b(LogWriting|LogJoining|LogKeeping|EventLog|LogProducer|LogWorker)\b"#)

    /// Says which parts of the port a file of a reading target names beside `LogReading`.
    static func findings(in file: SourceFile) -> [String] {
        var findings: [String] = []
        for (index, line) in file.code.enumerated() {
            for name in others.captures(in: line) {
                findings.append("\(file.place(index + 1)): names \(name), and its target reads a log and nothing else")
            }
        }
        return findings
    }
}
