import LogPort

/// A consumer group: committed offsets, which last, and members, which end with the process.
struct MemoryGroup: Sendable {
    var committed: [TopicPartition: Int64] = [:]
    /// Members by name.
    private(set) var members: [MemoryMember] = []
    private(set) var fenced: [MemoryMember] = []
    private(set) var isRebalancing = false

    /// The links of its members where they are chains, else empty.
    var chain: [ChainLink] {
        members.first?.links ?? []
    }

    /// Rises with every assignment.
    private(set) var generation = 0

    mutating func join(_ member: MemoryMember, flaw: MemoryLogFlaw?) {
        if flaw != .leavesZombiesUnfenced {
            fence(name: member.name, mayRejoin: false)
        }
        enter(member)
    }

    private mutating func enter(_ member: MemoryMember) {
        members.append(member)
        members.sort { ($0.name, $0.id) < ($1.name, $1.id) }
        isRebalancing = true
    }

    /// Lets an expelled member back in.
    mutating func rejoin(_ id: Int) {
        guard let index = fenced.firstIndex(where: { $0.id == id }) else { return }
        enter(fenced.remove(at: index))
    }

    mutating func leave(_ id: Int) {
        fenced.removeAll { $0.id == id }
        guard let index = members.firstIndex(where: { $0.id == id }) else { return }
        members.remove(at: index)
        isRebalancing = true
    }

    /// Takes everything from a member without asking it: it went silent, or another came with its name.
    mutating func fence(name: String, mayRejoin: Bool) {
        for var member in members where member.name == name {
            member.mayRejoin = mayRejoin
            member.lost = member.owned
            member.owned = []
            member.positions = [:]
            member.pending = nil
            member.phase = .joining
            fenced.append(member)
            isRebalancing = true
        }
        members.removeAll { $0.name == name }
    }

    mutating func endSession() {
        members = []
        fenced = []
        isRebalancing = false
    }

    /// Shares the partitions out once every member has given up what it had.
    ///
    /// - Returns: false when nothing changed.
    mutating func settle(_ topics: [String: TopicSettings], flaw: MemoryLogFlaw?) -> Bool {
        let mayShare = flaw == .sharesPartitionsBetweenMembers
        guard isRebalancing, mayShare || members.allSatisfy(\.owned.isEmpty) else { return false }
        isRebalancing = false
        generation += 1
        for index in members.indices {
            members[index].pending = []
        }
        for settings in topics.values.sorted(by: { $0.name < $1.name }) {
            let subscribers = members.indices.filter { members[$0].topics.contains(settings.name) }
            guard !subscribers.isEmpty else { continue }
            let shift = flaw == .assignsTopicsDifferently ? settings.name.utf8.reduce(0) { $0 + Int($1) } : 0
            for number in 0..<settings.partitions {
                let index = subscribers[(Int(number) + shift) % subscribers.count]
                members[index].pending?.append(TopicPartition(settings.name, number))
            }
        }
        for index in members.indices where !members[index].owned.isEmpty {
            members[index].pending = nil
        }
        return true
    }

    /// Calls `body` with the member of this id, among the fenced ones too.
    mutating func withMember<Value>(_ id: Int, _ body: (inout MemoryMember, _ isFenced: Bool) -> Value) -> Value? {
        if let index = members.firstIndex(where: { $0.id == id }) {
            return body(&members[index], false)
        }
        if let index = fenced.firstIndex(where: { $0.id == id }) {
            return body(&fenced[index], true)
        }
        return nil
    }
}
