import LogPort

/// One member of a group and what it was told.
///
/// ```
///              told .assigned                        group rebalances: told .revoked
///   joining ───────────────────▶ owning ─────────────────────────────────────────────▶ revoking
///      ▲                           │                                                       │
///      ├───────────────────────────┼──────────── next poll: partitions are given up ───────┘
///      │                           │ expelled, or another member of this name
///      │ told .lost (expelled)     ▼
///      └──────────────────────── fenced: commits throw `fenced`; one that was replaced is told .lost,
///                                        and from then on every call throws `fenced`
/// ```
/// Owning and revoking members may commit; the others own nothing.
struct MemoryMember: Sendable {
    enum Phase: Sendable {
        case joining
        case owning
        case revoking
    }

    let id: Int
    let name: String
    let topics: [String]
    /// The links of a chain, whose offsets belong to several groups; empty for a member of one group.
    var links: [ChainLink] = []
    var phase = Phase.joining
    var owned: [TopicPartition] = []
    /// What the last settled rebalance gave it, until its next poll tells it.
    var pending: [TopicPartition]?
    /// The next offset to hand out, for each owned partition.
    var positions: [TopicPartition: Int64] = [:]
    /// Turns the owned partitions take, so that none starves.
    var turn = 0
    /// A call threw with the remedy `rewind`, and the member has not rewound yet.
    var mustRewind = false
    /// What was taken from it without asking, until a poll tells it.
    var lost: [TopicPartition] = []
    /// An event that a fault kept from the member; what it says happened all the same, so the next poll tells it.
    var untold: WorkerEvent?
    /// For a fenced member: it went silent and may come back; without it another has taken its name.
    var mayRejoin = false

    /// The group that an offset of a partition belongs to.
    func group(of partition: TopicPartition, in group: String) -> String {
        links.first { $0.topic == partition.topic }?.group ?? group
    }

    /// How far behind the beginning of its chain a partition's topic is; 0 without a chain.
    func depth(of partition: TopicPartition) -> Int {
        links.firstIndex { $0.topic == partition.topic } ?? 0
    }
}
