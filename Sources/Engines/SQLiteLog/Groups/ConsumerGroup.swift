import LogPort

/// The members of one group; decides who owns which partition.
///
/// Partition number n of every topic belongs to the member in place n modulo the number of members, by name, so that
/// topics with equal partition counts are assigned alike.
struct ConsumerGroup {
    /// A step for a member.
    enum Step {
        case nothing
        case assigned([TopicPartition])
        case revoked([TopicPartition])
        /// It is not a member any more.
        case fenced
    }

    private(set) var members: [GroupMember] = []
    private var isUnsettled = false

    var waiters: [Waiter] { members.map(\.waiter) }

    /// Adds a member; one of the same name is thrown out.
    mutating func join(_ member: GroupMember) {
        members.removeAll { $0.name == member.name }
        members.append(member)
        members.sort { $0.name < $1.name }
        rebalance()
    }

    mutating func leave(_ token: MemberToken) {
        let count = members.count
        members.removeAll { $0.token == token }
        if members.count < count {
            rebalance()
        }
    }

    /// Takes a member one step further; called by each of its polls.
    ///
    /// - Returns: The step, and whether the others have one to take now.
    mutating func advance(_ token: MemberToken) -> (step: Step, settled: Bool) {
        guard let index = members.firstIndex(where: { $0.token == token }) else { return (.fenced, false) }
        if case .revoking(let partitions, let told) = members[index].phase {
            guard told else {
                members[index].phase = .revoking(partitions, told: true)
                return (.revoked(partitions), false)
            }
            members[index].phase = .waiting
        }
        let settled = settle()
        guard case .assigned(let partitions) = members[index].phase else { return (.nothing, settled) }
        members[index].phase = .stable(partitions)
        return (partitions.isEmpty ? .nothing : .assigned(partitions), settled)
    }

    /// Whether a member owns all of these partitions.
    func owns(_ token: MemberToken, _ partitions: some Sequence<TopicPartition>) -> Bool {
        guard let member = members.first(where: { $0.token == token }) else { return false }
        let owned = member.owned
        return partitions.allSatisfy { owned.contains($0) }
    }

    private mutating func rebalance() {
        isUnsettled = true
        for index in members.indices {
            members[index].prepareRebalance()
        }
    }

    /// Shares the partitions out once every member has given up its own.
    private mutating func settle() -> Bool {
        guard isUnsettled, members.allSatisfy(\.isWaiting) else { return false }
        isUnsettled = false
        var topics: [String: TopicSettings] = [:]
        for topic in members.flatMap(\.topics) {
            topics[topic.name] = topic
        }
        var shares = [[TopicPartition]](repeating: [], count: members.count)
        for topic in topics.values.sorted(by: { $0.name < $1.name }) {
            let readers = members.indices.filter { members[$0].topics.contains { $0.name == topic.name } }
            for partition in 0..<topic.partitions {
                shares[readers[Int(partition) % readers.count]].append(TopicPartition(topic.name, partition))
            }
        }
        for index in members.indices {
            members[index].phase = .assigned(shares[index])
        }
        return true
    }
}

/// One membership of a group: a member that joins again gets another one.
struct MemberToken: Hashable, Sendable {
    let group: String
    let id: UInt64
}
