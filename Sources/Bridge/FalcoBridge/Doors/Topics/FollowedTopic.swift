import LogPort

/// One source topic with the partitions that are known of it.
final class FollowedTopic {
    let name: String
    private(set) var partitions: [FollowedPartition] = []
    /// Why it could not be looked up the last time; said once.
    var trouble: String?
    /// When it is looked up again.
    var nextSearch: ContinuousClock.Instant?
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
    /// `latest` is for a topic that was never read: what was written to a new partition before it was found counts.
    ///
    /// - Returns: How many partitions are new.
    /// - Throws: ``LogError``, `unknownTopic` among others; what is followed stays followed.
    func search() throws(LogError) -> Int {
        let identity = try source.identity()
        let count = try source.partitionCount(of: name)
        guard count > partitions.count else { return 0 }
        let doors = (0..<count).map { intake.openDoor("topic:\(identity)/\(name)/\($0)", kind: "topic") }
        let places = try places(of: doors)
        let wasRead = !partitions.isEmpty || places.contains { $0 != nil }
        let new = doors.indices.dropFirst(partitions.count)
        for index in new {
            partitions.append(
                FollowedPartition(
                    TopicPartition(name, Int32(index)),
                    door: doors[index],
                    place: places[index],
                    begin: wasRead ? .earliest : settings.begin,
                    source: source,
                    settings: settings
                )
            )
        }
        return new.count
    }

    /// Where each door goes on; nil for what was never read.
    ///
    /// A spool that is not the one of before does not know: then the log says it, and until it answers nothing is read.
    private func places(of doors: [IntakeDoor]) throws(LogError) -> [Int64?] {
        let kept = doors.map(\.kept.nextOffset)
        guard kept.contains(nil), let lookUpPlaces else { return kept }
        let known = try lookUpPlaces()
        return doors.map { $0.kept.nextOffset ?? known[$0.name]?.nextOffset }
    }

    /// Records that the source has and that were not handed in yet, what is not committed there included.
    ///
    /// - Throws: ``LogError`` when the cluster does not say it now.
    func lag() throws(LogError) -> Int64 {
        let ends = try source.ends(of: partitions.map(\.partition))
        return partitions.reduce(0) { sum, followed in
            sum + max(0, (ends[followed.partition]?.latest ?? 0) - (followed.next ?? 0))
        }
    }
}
