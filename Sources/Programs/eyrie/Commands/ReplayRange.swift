import CommandLineKit
import NodeAssembly
import Replay

/// The ranges of a replay as words between two processes: `PARTITION:END:COUNT,COUNT,...`.
enum ReplayRange {
    static func write(_ range: ReplayVerification.Partition) -> String {
        "\(range.number):\(range.end):" + range.liveCounts.map(String.init).joined(separator: ",")
    }

    static func read(_ text: Substring) throws -> ReplayVerification.Partition {
        let parts = text.split(separator: ":")
        guard parts.count == 3, let number = Int32(parts[0]), let end = Int64(parts[1]) else {
            throw CommandFailure("'\(text)' is no range: write PARTITION:END:COUNT,COUNT,...")
        }
        let counts = parts[2].split(separator: ",").compactMap { Int64($0) }
        guard counts.count == Parts.all.replayed.count else {
            throw CommandFailure("'\(text)' needs \(Parts.all.replayed.count) counts")
        }
        return ReplayVerification.Partition(number: number, end: end, liveCounts: counts, liveDigests: [])
    }
}
