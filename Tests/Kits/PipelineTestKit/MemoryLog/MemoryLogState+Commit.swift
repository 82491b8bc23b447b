import LogPort

extension MemoryLogState {
    /// Checks the appends of a transaction against the topics before anything is kept.
    mutating func check(_ appends: [LogTransaction.Append], _ action: String) throws(LogError) {
        for (position, append) in appends.enumerated() {
            guard let settings = topics[append.target.topic], partitions[append.target] != nil else {
                if flaw == .writesToUnknownTopics {
                    partitions[append.target] = MemoryPartition()
                    continue
                }
                throw unknown("partition \(append.target)", action)
            }
            let tip = partitions[append.target]?.nextOffset ?? 0
            let earlier = appends.prefix(position).filter { $0.target == append.target }
            guard
                append.expectedBase == nil || flaw == .ignoresExpectedOffsets
                    || append.expectedBase == earlier.reduce(tip, { $0 + Int64($1.frames.count) })
            else {
                throw LogError(
                    .unavailable,
                    action: action,
                    message: "another writer appended to \(append.target), which has one writer; nothing was kept",
                    remedy: .rewind
                )
            }
            guard append.frames.count > 0, append.frames.offsetSpan == Int64(append.frames.count) else {
                throw refuse("frames to append are dense and not empty", action)
            }
            guard settings.cleanup == .compact else { continue }
            var hasKeys = true
            append.frames.visit(baseOffset: 0, window: 0..<append.frames.offsetSpan) { view in
                hasKeys = hasKeys && !view.key.isEmpty
            }
            guard hasKeys else {
                throw refuse("a record of the compacted topic \(settings.name) has no key", action)
            }
        }
    }

    /// Checks and appends everything, or nothing.
    mutating func append(_ appends: [LogTransaction.Append], _ action: String) throws(LogError) -> [Int64] {
        guard flaw == .keepsPartOfARefusedTransaction else {
            try check(appends, action)
            return apply(appends)
        }
        var bases: [Int64] = []
        for append in appends {
            try check([append], action)
            bases += apply([append])
        }
        return bases
    }

    /// Appends frames that were checked.
    ///
    /// - Returns: The base offset of each append.
    mutating func apply(_ appends: [LogTransaction.Append]) -> [Int64] {
        var bases: [Int64] = []
        for append in appends {
            var records: [LogRecord] = []
            append.frames.visit(baseOffset: 0, window: 0..<append.frames.offsetSpan) { view in
                records.append(LogRecord(view))
            }
            spoil(&records)
            let base = partitions[append.target, default: MemoryPartition()].append(records)
            bases.append(flaw == .returnsWrongBaseOffsets ? base + 1 : base)
        }
        return bases
    }

    /// Plants the flaws that concern the records of one append.
    private func spoil(_ records: inout [LogRecord]) {
        switch flaw {
        case .losesARecordAfterCommit where records.count > 1:
            records.removeLast()
        case .doublesARecord:
            records.append(contentsOf: records.suffix(1))
        case .reordersRecords:
            records.reverse()
        case .losesHeaders:
            for index in records.indices {
                records[index].headers = []
            }
        case .turnsTombstonesIntoEmptyValues:
            for index in records.indices where records[index].value == nil {
                records[index].value = []
            }
        default: break
        }
    }

    /// Checks the offsets that a member wants to commit against what it owns and what it was handed.
    mutating func check(
        _ offsets: [LogTransaction.Offset],
        of member: MemoryMember,
        group: String,
        _ action: String
    ) throws(LogError) {
        var seen: Set<TopicPartition> = []
        for offset in offsets {
            guard seen.insert(offset.source).inserted else {
                throw refuse("a transaction names \(offset.source) twice", action)
            }
            let isGivenUp = flaw == .fencesRevokedMembers && member.phase == .revoking
            guard member.owned.contains(offset.source), !isGivenUp else {
                if flaw == .letsUnownedOffsetsThrough {
                    continue
                }
                throw refuse("\(member.name) commits \(offset.source), which it does not own", action, code: .fenced)
            }
            let committed = groups[member.group(of: offset.source, in: group)]?.committed[offset.source] ?? 0
            guard offset.next >= committed else {
                throw refuse("\(offset.source) goes back from \(committed) to \(offset.next)", action)
            }
            let position = member.positions[offset.source] ?? 0
            // Of a chain the later links continue after records that went through as values.
            let mayRunAhead =
                flaw == .ignoresCommittedOffsets || flaw == .handsOutRecordsTwice || member.depth(of: offset.source) > 0
            guard offset.next <= position || mayRunAhead else {
                throw refuse("\(offset.source) is committed to \(offset.next) but was polled to \(position)", action)
            }
        }
    }

    func fencedError(_ member: MemoryMember, _ action: String) -> LogError {
        LogError(
            .fenced,
            action: action,
            message: "another member owns what \(member.name) owned; nothing was kept",
            remedy: member.mayRejoin ? .rewind : .stop
        )
    }
}
