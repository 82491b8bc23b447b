import EventModel
import Operations

/// Counts of dead letters by stage and code.
///
/// Limit: one line per pair that occurs; the program has a closed list of codes.
struct LetterCounts {
    private struct Kind: Hashable, Comparable {
        let stage: String
        let code: String

        static func < (left: Kind, right: Kind) -> Bool {
            (left.stage, left.code) < (right.stage, right.code)
        }
    }

    private struct Counts {
        var open = 0
        var retried = 0
        var discarded = 0
    }

    private var counts: [Kind: Counts] = [:]

    mutating func add(_ letter: DeadLetter, _ fate: LetterFate?) {
        let kind = Kind(stage: letter.stage, code: letter.code)
        switch fate?.action {
        case nil: counts[kind, default: Counts()].open += 1
        case .retried: counts[kind, default: Counts()].retried += 1
        case .discarded: counts[kind, default: Counts()].discarded += 1
        }
    }

    /// One line per stage and code, and one for all.
    var lines: [String] {
        guard !counts.isEmpty else { return ["no dead letters"] }
        let rows = counts.sorted { $0.key < $1.key }
        let total = rows.reduce(into: Counts()) { total, row in
            total.open += row.value.open
            total.retried += row.value.retried
            total.discarded += row.value.discarded
        }
        return rows.map { "\($0.key.stage) \($0.key.code): \(Self.text($0.value))" } + ["all: \(Self.text(total))"]
    }

    private static func text(_ counts: Counts) -> String {
        let settled = [(counts.retried, "retried"), (counts.discarded, "discarded")].filter { $0.0 > 0 }
        return (["\(counts.open) open"] + settled.map { "\($0.0) \($0.1)" }).joined(separator: ", ")
    }
}
