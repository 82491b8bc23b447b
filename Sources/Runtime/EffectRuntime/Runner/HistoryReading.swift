import EventModel
import JSONText
import LogPort

/// Reads the recorded events of a partition, before the effect continues with it.
///
/// The worker has read the group's committed offsets before; so everything below those offsets is in the topic by now.
/// Each partition of the topic has one writer of an effect's events: the worker that owns the partition.
struct HistoryReading {
    let log: any LogReading
    let effect: String
    let topic: String
    let settings: EffectSettings
    let subjects: Int

    /// Reads the events of a partition, from some time before the oldest record that may be owed.
    ///
    /// - Parameters:
    ///   - partition: Its number.
    ///   - committed: Where the group goes on; nil reads all events.
    ///   - now: The time.
    /// - Returns: The state.
    /// - Throws: ``LogError``, `corrupt` for an event that does not decode.
    func history(
        of partition: Int32,
        from committed: Int64?,
        now: Timestamp
    ) throws(LogError) -> PartitionHistory {
        var history = PartitionHistory(effect: effect, subjects: subjects)
        let parser = JSONParser()
        let source = TopicPartition(settings.deliveries, partition)
        try log.forEach(in: source, from: try start(partition, committed, now)) { (record) throws(LogError) in
            guard let value = record.value else { return }
            do throws(PayloadFault) {
                history.apply(try parser.decode(DeliveryEvent.self, from: value))
            } catch {
                throw LogError(
                    .corrupt,
                    action: "reading \(source) offset \(record.offset)",
                    message: "\(error)",
                    remedy: .stop
                )
            }
        }
        return history
    }

    private func start(
        _ partition: Int32,
        _ committed: Int64?,
        _ now: Timestamp
    ) throws(LogError) -> LogPosition {
        guard let committed else { return .earliest }
        var oldest = now.milliseconds
        let input = TopicPartition(topic, partition)
        let first = max(committed, try log.resolve(.earliest, in: input))
        if first < (try log.resolve(.latest, in: input)) {
            let reader = try log.makeReader(of: input, from: .offset(first), to: .latest)
            defer { reader.close() }
            if let batch = try reader.next(maxWaitMilliseconds: 0) {
                oldest = min(oldest, batch.frames.firstTimestampMilliseconds)
            }
        }
        return .time(milliseconds: max(0, oldest - settings.lookBackMilliseconds))
    }
}
