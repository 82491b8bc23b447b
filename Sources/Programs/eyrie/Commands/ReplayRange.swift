import CommandLineKit
import NodeAssembly
import Replay

/// The ranges of a replay as words between two processes: `PARTITION:END:COUNT,COUNT,...`, and of a split partition
/// behind it `:BEGIN,BEGIN,...:END,END,...` of each stage.
enum ReplayRange {
    static func write(_ range: ReplayVerification.Partition) -> String {
        let parts = [range.liveCounts, range.begins, range.ends].filter { !$0.isEmpty }
        return "\(range.number):\(range.end):"
            + parts.map { $0.map(String.init).joined(separator: ",") }.joined(separator: ":")
    }

    static func read(_ text: Substring) throws -> ReplayVerification.Partition {
        let parts = text.split(separator: ":")
        guard parts.count == 3 || parts.count == 5, let number = Int32(parts[0]), let end = Int64(parts[1]) else {
            throw CommandFailure("'\(text)' is no range: write PARTITION:END:COUNT,COUNT,...")
        }
        let numbers = parts[2...].map { $0.split(separator: ",").compactMap { Int64($0) } }
        guard numbers.allSatisfy({ $0.count == Parts.all.replayed.count }) else {
            throw CommandFailure("'\(text)' needs \(Parts.all.replayed.count) counts")
        }
        return ReplayVerification.Partition(
            number: number,
            end: end,
            liveCounts: numbers[0],
            liveDigests: [],
            begins: numbers.count == 3 ? numbers[1] : [],
            ends: numbers.count == 3 ? numbers[2] : []
        )
    }
}
