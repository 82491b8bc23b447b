import LogPort
import Synchronization

/// All groups of the owning process; wakes the members whose turn it is.
final class GroupCoordinator: Sendable {
    private struct State {
        var groups: [String: ConsumerGroup] = [:]
        /// The links of each group whose members are chains, by the first link's group.
        var chains: [String: [ChainLink]] = [:]
        var nextID: UInt64 = 1

        /// Whether a member with these links fits the members that are there.
        func admits(_ links: [ChainLink]) -> Bool {
            let first = links[0].group
            if groups[first] != nil {
                return (chains[first] ?? [links[0]]).map(\.group) == links.map(\.group)
            }
            // Another chain, or plain members of a later link's group, have this link.
            let held = chains.values.joined().map(\.group)
            return links.allSatisfy { !held.contains($0.group) && groups[$0.group] == nil }
        }
    }

    private let state = Mutex(State())

    /// Adds a member.
    ///
    /// - Parameters:
    ///   - links: The groups that it joins, at least one; of a chain the first one's group keeps the members of all.
    ///   - member: Its name.
    ///   - topics: The links' topics.
    ///   - waiter: The waiter to wake.
    /// - Returns: Its token; the token of an earlier member of the same name is fenced from now on.
    /// - Throws: ``LogError`` with `unusable` when a group has members of another kind: plain ones beside chains, or
    ///   chains with other links.
    func join(
        _ links: [ChainLink],
        member: String,
        topics: [TopicSettings],
        waiter: Waiter
    ) throws(LogError) -> MemberToken {
        let group = links[0].group
        let result = state.withLock { state -> (MemberToken, [Waiter])? in
            guard state.admits(links) else { return nil }
            if links.count > 1 {
                state.chains[group] = links
            }
            let token = MemberToken(group: group, id: state.nextID)
            state.nextID += 1
            // A fenced member is woken too, so that it notices.
            let before = state.groups[group]?.waiters ?? []
            state.groups[group, default: ConsumerGroup()].join(
                GroupMember(token: token, name: member, topics: topics, waiter: waiter)
            )
            return (token, before)
        }
        guard let (token, waiters) = result else {
            throw LogError(
                .unusable,
                action: "joining group \(group)",
                message: "stages of this log run as a chain and one by one at the same time; run them in one way",
                remedy: .stop
            )
        }
        for waiter in waiters {
            waiter.ring()
        }
        return token
    }

    func leave(_ token: MemberToken) {
        let waiters = state.withLock { state -> [Waiter] in
            state.groups[token.group]?.leave(token)
            let waiters = state.groups[token.group]?.waiters ?? []
            if waiters.isEmpty {
                state.groups[token.group] = nil
                state.chains[token.group] = nil
            }
            return waiters
        }
        for waiter in waiters {
            waiter.ring()
        }
    }

    /// Takes a member one step further; see ``ConsumerGroup/advance(_:)``.
    func advance(_ token: MemberToken) -> ConsumerGroup.Step {
        let (step, waiters) = state.withLock { state -> (ConsumerGroup.Step, [Waiter]) in
            guard let (step, settled) = state.groups[token.group]?.advance(token) else { return (.fenced, []) }
            return (step, settled ? state.groups[token.group]?.waiters ?? [] : [])
        }
        for waiter in waiters {
            waiter.ring()
        }
        return step
    }

    /// Whether a commit's offsets belong to partitions that its member owns.
    func mayCommit(_ submission: Submission) -> Bool {
        guard let token = submission.member else { return submission.offsets.isEmpty }
        return state.withLock { state in
            state.groups[token.group]?.owns(token, submission.offsets.lazy.map(\.source)) ?? false
        }
    }

    /// Returns what a member owns now.
    func owned(_ token: MemberToken) -> [TopicPartition] {
        state.withLock { $0.groups[token.group]?.members.first { $0.token == token }?.owned ?? [] }
    }

    /// Wakes all members when the log closes.
    func ringAll() {
        for waiter in state.withLock({ $0.groups.values.flatMap(\.waiters) }) {
            waiter.ring()
        }
    }
}
