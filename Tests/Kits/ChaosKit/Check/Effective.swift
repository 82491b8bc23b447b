import StageRuntime

/// The records of an output partition that readers do not skip, and what was wrong with the others.
struct Effective {
    private(set) var records: [(source: SourceCoordinate, record: CopiedRecord)] = []
    /// Records that repeat a coordinate and say the same.
    private(set) var repeats = 0
    /// Where the repeats stand.
    private(set) var skippedOffsets: Set<Int64> = []
    private(set) var violations: [Violation] = []

    /// Follows the coordinates; records of a topic without them (the alerts) are all skipped.
    init(_ all: [CopiedRecord]) {
        var seen: [String: CopiedRecord] = [:]
        var last = SourceCoordinate(offset: -1, index: -1)
        for record in all {
            guard let source = record.source else { continue }
            let name = "\(source.offset)/\(source.index)"
            if source > last {
                last = source
                seen[name] = record
                records.append((source, record))
                continue
            }
            skippedOffsets.insert(record.offset)
            guard let first = seen[name] else {
                violations.append(
                    Violation(.profileOrder, "offset \(record.offset): source \(name) comes after \(last.offset)")
                )
                continue
            }
            if first.saysSame(as: record) {
                repeats += 1
            } else {
                violations.append(
                    Violation(.oneDecision, "offset \(record.offset): source \(name) was decided in two ways")
                )
            }
        }
    }
}
