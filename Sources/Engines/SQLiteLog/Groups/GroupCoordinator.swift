import LogPort
import Synchronization

/// All groups of the owning process; rings the members whose turn it is.
final class GroupCoordinator: Sendable {
    private struct State {
        var groups: [String: ConsumerGroup] = [:]
        var nextID: UInt64 = 1
    }

    private let state = Mutex(State())

    /// Adds a member.
    ///
    /// - Returns: Its token; the token of an earlier member of the same name is fenced from now on.
    func join(group: String, member: String, topics: [TopicSettings], waiter: Waiter) -> MemberToken {
        let (token, waiters) = state.withLock { state -> (MemberToken, [Waiter]) in
            let token = MemberToken(group: group, id: state.nextID)
            state.nextID += 1
            // A fenced member is rung too, so that it hears of it.
            let before = state.groups[group]?.waiters ?? []
            state.groups[group, default: ConsumerGroup()].join(
                GroupMember(token: token, name: member, topics: topics, waiter: waiter)
            )
            return (token, before)
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

    /// Rings everybody, when the log closes.
    func ringAll() {
        for waiter in state.withLock({ $0.groups.values.flatMap(\.waiters) }) {
            waiter.ring()
        }
    }
}
