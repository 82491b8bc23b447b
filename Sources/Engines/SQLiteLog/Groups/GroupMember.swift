import LogPort

/// A member of a group, and how far it is in the exchange of partitions.
///
/// ```
///               somebody joins or leaves
///   stable ──────────────────────────────▶ revoking(told: false)
///     ▲                                        │ poll: `revoked`
///     │ poll: `assigned`                       ▼
///   assigned ◀─────── all members wait ─── waiting ◀── poll ── revoking(told: true)
/// ```
///
/// - `stable` and `revoking` own their partitions and may commit.
/// - `waiting` and `assigned` own nothing; a change of membership takes `assigned` back to `waiting`.
struct GroupMember {
    enum Phase {
        case waiting
        case assigned([TopicPartition])
        case stable([TopicPartition])
        case revoking([TopicPartition], told: Bool)
    }

    let token: MemberToken
    let name: String
    let topics: [TopicSettings]
    let waiter: Waiter
    var phase = Phase.waiting

    /// The partitions whose offsets the member may commit.
    var owned: [TopicPartition] {
        switch phase {
        case .waiting, .assigned: []
        case .stable(let partitions): partitions
        case .revoking(let partitions, told: _): partitions
        }
    }

    var isWaiting: Bool {
        if case .waiting = phase { true } else { false }
    }

    /// Begins a new exchange of partitions.
    mutating func prepareRebalance() {
        switch phase {
        case .waiting, .revoking: break
        case .assigned: phase = .waiting
        case .stable(let partitions): phase = partitions.isEmpty ? .waiting : .revoking(partitions, told: false)
        }
    }
}
