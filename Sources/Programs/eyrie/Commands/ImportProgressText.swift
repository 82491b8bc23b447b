import FalcoBridge
import StageRuntime

/// The text of an import's progress.
enum ImportProgressText {
    private static let barWidth = 24

    /// One line: a bar, bytes of all, rate, and the time that is left.
    ///
    /// - Parameters:
    ///   - progress: The progress.
    ///   - seconds: Since the start.
    /// - Returns: The line, without its end.
    static func line(_ progress: FileImport.Progress, seconds: Double) -> String {
        let total = progress.totalBytes
        let kept = min(progress.keptBytes, total)
        let share = total == 0 ? 1 : Double(kept) / Double(total)
        let filled = Int(share * Double(barWidth))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
        let fresh = kept - min(progress.skippedBytes, kept)
        let rate = seconds > 0 ? Double(fresh) / seconds : 0
        return "[\(bar)] \(percent(share))  \(megabytes(Double(kept))) of \(megabytes(Double(total)))  "
            + "\(megabytes(rate))/s  \(left(Double(total - kept), rate))"
    }

    /// The outcome of all lines, at the end.
    static func summary(_ counts: DoorCounters, files: Int, seconds: Double) -> String {
        var parts = ["\(counts[.appended]) alerts"]
        let others: [(UInt64, String)] = [
            (counts[.sensors], "of Falco itself"), (counts[.duplicates], "duplicates"),
            (counts[.filtered], "filtered"), (counts[.dropped], "dropped"),
            (counts[.deadLettered], "dead letters"), (counts[.skipped], "skipped lines (not Falco alerts)"),
        ]
        parts += others.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let rate = seconds > 0 ? Int(Double(counts[.received]) / seconds) : 0
        return "imported \(parts.joined(separator: ", ")) from \(files) file\(files == 1 ? "" : "s") in "
            + "\(tenths(seconds)) s (\(rate) lines/s)"
    }

    private static func percent(_ share: Double) -> String {
        let text = "\(Int(share * 100))%"
        return String(repeating: " ", count: 4 - text.count) + text
    }

    private static func megabytes(_ bytes: Double) -> String {
        "\(tenths(bytes / 1e6)) MB"
    }

    private static func left(_ bytes: Double, _ rate: Double) -> String {
        guard bytes > 0 else {
            return "done"
        }
        guard rate > 0, bytes / rate < 360_000 else {
            return "ETA --:--:--"
        }
        let seconds = Int((bytes / rate).rounded(.up))
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
        return "ETA " + parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    private static func tenths(_ value: Double) -> String {
        let scaled = Int((value * 10).rounded())
        return "\(scaled / 10).\(scaled % 10)"
    }
}
