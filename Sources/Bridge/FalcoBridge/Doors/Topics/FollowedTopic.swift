import LogPort

/// One source topic with its known partitions.
final class FollowedTopic {
    /// What waits in the source.
    struct Waiting {
        /// Offsets that were not handed in yet, what is not committed there included.
        var lag: Int64 = 0
        /// Those of them that lie behind the beginning of an open transaction, which no reader gets before it ends.
        var heldBack: Int64 = 0
        /// Transactions that have been open for ``TopicDoorSettings/transactionPatience`` while nothing else was left to
        /// read, one a partition.
        var transactions: [Transaction] = []
    }

    /// The beginning of a transaction that stays open.
    struct Transaction: Equatable {
        let partition: TopicPartition
        let offset: Int64
        /// Offsets that wait behind it, itself included.
        let heldBack: Int64
    }

    let name: String
    /// The partitions that the source shows now.
    var partitions: ArraySlice<FollowedPartition> {
        known.prefix(shownCount)
    }

    /// Why it could not be looked up the last time; said once.
    var trouble: String?
    /// When it is looked up again.
    var nextSearch: ContinuousClock.Instant?
    /// When it is asked again how far it reaches.
    var nextLook: ContinuousClock.Instant?
    /// Those that were found so far: what was handed in of one that is gone counts when it comes again.
    private var known: [FollowedPartition] = []
    private var shownCount = 0
    /// Where transactions began that were open at the last look, and when they were seen first, by partition.
    private var openTransactions: [TopicPartition: (offset: Int64, since: ContinuousClock.Instant)] = [:]
    private let source: any TopicSource
    private let settings: TopicDoorSettings
    private let intake: AlertIntake
    private let lookUpPlaces: TopicDoor.PlaceLookup?

    init(
        _ name: String,
        source: any TopicSource,
        settings: TopicDoorSettings,
        intake: AlertIntake,
        lookUpPlaces: TopicDoor.PlaceLookup?
    ) {
        self.name = name
        self.lookUpPlaces = lookUpPlaces
        self.source = source
        self.settings = settings
        self.intake = intake
    }

    /// Looks for partitions that are not followed yet, each a door `topic:CLUSTER/TOPIC/PARTITION` of its own.
    ///
    /// `latest` is for a topic that was never read; a partition added later is read from its first record.
    ///
    /// - Returns: How many partitions are new.
    /// - Throws: ``LogError``, `unknownTopic` among others; what is followed stays followed.
    func search() throws(LogError) -> Int {
        let identity = try source.identity()
        let count = Int(try source.partitionCount(of: name))
        for gone in known.prefix(shownCount).dropFirst(count) {
            gone.close()
        }
        defer { shownCount = min(count, known.count) }
        guard count > known.count else { return 0 }
        let doors = (0..<count).map { intake.openDoor(doorName(identity, $0), kind: "topic") }
        let pasts = try pasts(of: doors, in: identity)
        let wasRead = !known.isEmpty || pasts.contains { $0.isKnown }
        let new = doors.indices.dropFirst(known.count)
        for index in new {
            known.append(
                FollowedPartition(
                    TopicPartition(name, Int32(index)),
                    door: doors[index],
                    past: pasts[index],
                    begin: wasRead ? .earliest : settings.begin,
                    source: source,
                    settings: settings
                )
            )
        }
        return new.count
    }

    /// Asks how far the topic reaches.
    ///
    /// - Throws: ``LogError`` when the cluster does not say it now.
    func look() throws(LogError) -> Waiting {
        let ends = try source.ends(of: partitions.map(\.partition))
        var waiting = Waiting()
        var open: [TopicPartition: (offset: Int64, since: ContinuousClock.Instant)] = [:]
        for followed in partitions {
            guard let ends = ends[followed.partition] else { continue }
            let next = followed.next ?? ends.earliest
            waiting.lag += max(0, ends.latest - next)
            guard ends.stable < ends.latest else { continue }
            let heldBack = ends.latest - max(next, ends.stable)
            waiting.heldBack += max(0, heldBack)
            let before = openTransactions[followed.partition]
            let since = before?.offset == ends.stable ? before?.since ?? .now : .now
            open[followed.partition] = (ends.stable, since)
            if since + settings.transactionPatience <= .now, next >= ends.stable {
                waiting.transactions.append(
                    Transaction(partition: followed.partition, offset: ends.stable, heldBack: heldBack)
                )
            }
        }
        openTransactions = open
        return waiting
    }

    private func doorName(_ cluster: String, _ partition: Int) -> String {
        "topic:\(cluster)/\(name)/\(partition)"
    }

    /// What was read of each partition before.
    ///
    /// A spool that is not the one of before does not know: then the log says it, and until it answers nothing is read.
    private func pasts(of doors: [IntakeDoor], in cluster: String) throws(LogError) -> [FollowedPartition.Past] {
        let kept = doors.map(\.kept)
        guard kept.contains(where: { $0.nextOffset == nil }) else {
            return kept.map { past(of: $0) }
        }
        var all = Dictionary(uniqueKeysWithValues: intake.counters.map { ($0.door, $0) })
        if let lookUpPlaces {
            all.merge(try lookUpPlaces()) { own, other in own.nextOffset == nil ? other : own }
        }
        return doors.enumerated().map { index, door in
            let counters = door.kept.nextOffset == nil ? all[door.name] ?? door.kept : door.kept
            guard counters.nextOffset == nil, let mark = lastMark(ofPartition: index, outside: cluster, in: all) else {
                return past(of: counters)
            }
            return .elsewhere(mark)
        }
    }

    private func past(of counters: DoorCounters) -> FollowedPartition.Past {
        counters.nextOffset.map { .read($0, counters.lastRecord) } ?? .none
    }

    /// The last record that this bridge has read of a partition of the same name in other clusters.
    private func lastMark(
        ofPartition number: Int,
        outside cluster: String,
        in all: [String: DoorCounters]
    ) -> SourceMark? {
        let (beginning, end) = (intake.doorName("topic:"), "/\(name)/\(number)")
        return all.values
            .filter { counters in
                let door = counters.door
                return door.hasPrefix(beginning) && door.hasSuffix(end)
                    && !door.dropFirst(beginning.count).dropLast(end.count).contains("/")
                    && door != intake.doorName(doorName(cluster, number))
            }
            .sorted { $0.door < $1.door }
            .compactMap(\.lastRecord)
            .max { $0.timestampMilliseconds < $1.timestampMilliseconds }
    }
}

extension FollowedPartition.Past {
    /// Whether the topic was read before, here or elsewhere.
    fileprivate var isKnown: Bool {
        if case .none = self { return false }
        return true
    }
}
