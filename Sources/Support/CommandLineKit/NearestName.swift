/// The known name that was probably meant.
package enum NearestName {
    /// Finds the candidate nearest to a misspelled name; nil when none is near.
    ///
    /// Near is an edit distance of at most a third of the name's length (at least 1), or a candidate that begins with
    /// the name (two characters or more). The smallest distance wins, then the earlier candidate.
    package static func of(_ name: String, among candidates: [String]) -> String? {
        let limit = max(1, name.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = editDistance(name, candidate)
            let isBeginning = name.count >= 2 && candidate.hasPrefix(name)
            guard distance <= limit || isBeginning else { continue }
            let rank = isBeginning ? min(distance, limit) : distance
            if rank < best?.distance ?? .max { best = (candidate, rank) }
        }
        return best?.name
    }

    /// Writes ", did you mean 'x'?", or nothing when no candidate is near.
    package static func hint(for name: String, among candidates: [String]) -> String {
        of(name, among: candidates).map { ", did you mean '\($0)'?" } ?? ""
    }

    /// Counts the insertions, deletions, replacements and swaps of neighbors that turn one text into another.
    ///
    /// Source: optimal string alignment distance; Damerau (1964), "A technique for computer detection and correction
    /// of spelling errors", Communications of the ACM 7(3).
    package static func editDistance(_ first: String, _ second: String) -> Int {
        let rows = Array(first)
        let columns = Array(second)
        var beforeLast: [Int] = []
        var last = Array(0...columns.count)
        for row in rows.indices {
            var current = [row + 1]
            for column in columns.indices {
                let replaced = last[column] + (rows[row] == columns[column] ? 0 : 1)
                var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, rows[row] == columns[column - 1], rows[row - 1] == columns[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[columns.count]
    }
}
