import LogPort

extension MemoryLogState {
    mutating func join(group: String, topics wanted: [String], name: String, _ action: String) throws(LogError) -> Int {
        for topic in wanted where topics[topic] == nil {
            throw unknown("topic \(topic)", action)
        }
        guard !wanted.isEmpty, Set(wanted).count == wanted.count else {
            throw refuse("a member subscribes to each of its topics once, and to one at least", action)
        }
        let isChained =
            groups[group]?.chain.isEmpty == false
            || groups.values.contains { $0.chain.dropFirst().contains { $0.group == group } }
        guard !isChained || flaw == .mixesChainsAndPlainMembers else {
            throw refuse("the group \(group) belongs to a chain", action)
        }
        let id = nextID()
        groups[group, default: MemoryGroup()]
            .join(MemoryMember(id: id, name: name, topics: wanted), flaw: flaw)
        return id
    }

    /// Joins all groups of a chain; the first one's group keeps the members of all.
    mutating func join(chain links: [ChainLink], name: String, _ action: String) throws(LogError) -> Int {
        for link in links where topics[link.topic] == nil {
            throw unknown("topic \(link.topic)", action)
        }
        let first = links[0].group
        let isFree = links.allSatisfy { link in
            let members = groups[link.group]?.members ?? []
            return members.allSatisfy { $0.links == links } && (members.isEmpty || link.group == first)
        }
        guard isFree, Set(links.map { topics[$0.topic]?.partitions }).count == 1 else {
            throw refuse("the groups of a chain have no other members, and their topics equal partition counts", action)
        }
        let id = nextID()
        var member = MemoryMember(id: id, name: name, topics: links.map(\.topic))
        member.links = links
        groups[first, default: MemoryGroup()].join(member, flaw: flaw)
        return id
    }

    /// One look at what a member has to be told; nil when there is nothing yet.
    mutating func poll(group: String, id: Int, _ action: String) throws(LogError) -> WorkerEvent? {
        guard let (found, isFenced) = member(id, of: group) else {
            throw LogError(.closed, action: action, message: "the member has left its group", remedy: .stop)
        }
        var member = found
        if !member.mustRewind, let untold = member.untold {
            member.untold = nil
            update(member, of: group)
            return untold
        }
        guard !isFenced else { return try tellLoss(of: &member, group: group, action) }
        guard !member.mustRewind else {
            throw refuse("the member has to rewind first: an earlier call threw with that remedy", action)
        }
        if member.phase == .revoking, flaw != .neverHandsOverPartitions {
            member.phase = .joining
            member.owned = []
            member.positions = [:]
            update(member, of: group)
            revision += 1
        }
        if groups[group]?.isRebalancing == true {
            if !member.owned.isEmpty, member.phase == .owning, flaw != .sharesPartitionsBetweenMembers {
                member.phase = .revoking
                update(member, of: group)
                return .revoked(member.owned)
            }
            if groups[group]?.settle(topics, flaw: flaw) == true {
                revision += 1
            }
            guard let settled = self.member(id, of: group) else { return nil }
            member = settled.member
        }
        if let pending = member.pending {
            member.pending = nil
            member.phase = .owning
            member.owned = pending
            try seek(&member, group: group, action)
            update(member, of: group)
            return pending.isEmpty ? nil : .assigned(pending)
        }
        return try nextRecords(&member, group: group, action)
    }

    private mutating func tellLoss(
        of member: inout MemoryMember,
        group: String,
        _ action: String
    ) throws(LogError) -> WorkerEvent? {
        guard !member.lost.isEmpty || member.mayRejoin else { throw fencedError(member, action) }
        let lost = member.lost
        member.lost = []
        member.mustRewind = false
        update(member, of: group)
        if member.mayRejoin {
            groups[group]?.rejoin(member.id)
            revision += 1
        }
        return lost.isEmpty ? nil : .lost(lost)
    }

    private mutating func nextRecords(
        _ member: inout MemoryMember,
        group: String,
        _ action: String
    ) throws(LogError) -> WorkerEvent? {
        // Of a chain the last link comes first: what stands between two stages goes before what is new.
        let turns = (0..<member.owned.count).map { (member.turn + $0) % member.owned.count }
            .sorted { left, right in
                let depths = (member.depth(of: member.owned[left]), member.depth(of: member.owned[right]))
                return flaw == .handsOutTheFirstLinkFirst ? depths.0 < depths.1 : depths.0 > depths.1
            }
        for turn in turns {
            let partition = member.owned[turn]
            let position = member.positions[partition] ?? 0
            guard let batch = try read(partition, from: position, to: nil, action) else { continue }
            member.positions[partition] = batch.nextOffset - (flaw == .handsOutRecordsTwice ? 1 : 0)
            member.turn = turn + 1
            if flaw == .handsOutRecordsTwice, batch.nextOffset - position < 2 {
                member.positions[partition] = batch.nextOffset
            }
            update(member, of: group)
            return .records(batch)
        }
        return nil
    }

    mutating func commit(
        _ transaction: LogTransaction,
        group: String,
        id: Int,
        _ action: String
    ) throws(LogError) -> [Int64] {
        guard let (member, isFenced) = member(id, of: group) else {
            throw LogError(.closed, action: action, message: "the member has left its group", remedy: .stop)
        }
        guard !member.mustRewind else {
            throw refuse("the member has to rewind first: an earlier call threw with that remedy", action)
        }
        guard !isFenced else { throw fencedError(member, action) }
        try check(transaction.offsets, of: member, group: group, action)
        if flaw == .commitsOffsetsWithoutOutputs {
            keep(transaction.offsets, of: member, group: group)
        }
        let bases = try append(transaction.appends, action)
        keep(transaction.offsets, of: member, group: group)
        var moved = member
        for offset in transaction.offsets where member.depth(of: offset.source) > 0 {
            moved.positions[offset.source] = max(offset.next, moved.positions[offset.source] ?? 0)
        }
        update(moved, of: group)
        return bases
    }

    private mutating func keep(_ offsets: [LogTransaction.Offset], of member: MemoryMember, group: String) {
        for offset in offsets where flaw != .forgetsLaterLinks || member.depth(of: offset.source) == 0 {
            let group = member.group(of: offset.source, in: group)
            groups[group, default: MemoryGroup()].committed[offset.source] = offset.next
        }
    }

    mutating func rewind(group: String, id: Int, _ action: String) throws(LogError) {
        guard let (found, isFenced) = member(id, of: group) else {
            throw LogError(.closed, action: action, message: "the member has left its group", remedy: .stop)
        }
        var member = found
        guard !isFenced || member.mayRejoin else { throw fencedError(member, action) }
        member.mustRewind = false
        if flaw != .ignoresRewind {
            try seek(&member, group: group, action)
        }
        update(member, of: group)
    }

    /// Puts a member's positions to the committed offsets.
    private func seek(_ member: inout MemoryMember, group: String, _ action: String) throws(LogError) {
        for partition in member.owned {
            let position: LogPosition =
                flaw == .ignoresCommittedOffsets
                ? .earliest : .committed(group: member.group(of: partition, in: group))
            member.positions[partition] = try resolve(position, in: partition, action)
        }
    }

    mutating func leave(group: String, id: Int) {
        if flaw == .commitsAtClose, let (member, _) = member(id, of: group) {
            keep(member.positions.map { LogTransaction.Offset($0, next: $1) }, of: member, group: group)
        }
        groups[group]?.leave(id)
    }

    /// Notes that a member has to rewind, and what a poll did not get to tell it.
    mutating func demandRewind(group: String, id: Int, untold: WorkerEvent?) {
        _ = groups[group]?.withMember(id) { member, _ in
            member.mustRewind = true
            member.untold = untold ?? member.untold
        }
    }

    private mutating func member(_ id: Int, of group: String) -> (member: MemoryMember, isFenced: Bool)? {
        groups[group]?.withMember(id) { ($0, $1) }
    }

    private mutating func update(_ changed: MemoryMember, of group: String) {
        _ = groups[group]?.withMember(changed.id) { member, _ in
            member = changed
        }
    }
}
