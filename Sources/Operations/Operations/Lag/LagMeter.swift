package import LogPort

/// Measures lag repeatedly; remembers what it has read, and since when a transaction is open.
///
/// A worker's own offsets do not count the transaction marker behind its last record, so offsets alone show a lag of 1
/// for each idle partition forever (librdkafka #3917). Reading a record, up to the last stable offset, shows whether
/// there is one, and how old it is. It is not read again while the group's position stays the same. Used by one thread.
package final class LagMeter {
    private struct Place: Hashable {
        let group: String
        let source: TopicPartition
    }

    /// The result of reading from a group's position.
    private struct Probe {
        let from: Int64
        let to: Int64
        /// Timestamp of the first record, nil when there was none.
        let first: Int64?
    }

    private struct Hold {
        let stable: Int64
        let sinceMilliseconds: Int64
    }

    private let log: any LogReading
    private let source: (any LagSource)?
    private var probes: [Place: Probe] = [:]
    private var holds: [TopicPartition: Hold] = [:]

    package init(log: any LogReading) {
        self.log = log
        source = log as? any LagSource
    }

    /// Measures once.
    ///
    /// - Parameters:
    ///   - groups: The groups to measure.
    ///   - topics: Where to look for open transactions, beside the topics of the groups.
    ///   - nowMilliseconds: The time of day, in milliseconds since 1970.
    ///   - uptimeMilliseconds: A clock that never goes back, for how long a transaction is open.
    /// - Returns: The lag of every partition of the groups, and open transactions.
    /// - Throws: ``LogError``.
    package func measure(
        _ groups: [LagGroup],
        watching topics: [String] = [],
        nowMilliseconds: Int64,
        uptimeMilliseconds: Int64
    ) throws(LogError) -> LagReport {
        let places = try places(of: Set(topics + groups.map(\.topic)).sorted())
        // Committed offsets first: the ends are not before them then.
        var committed: [[TopicPartition: Int64]] = []
        for group in groups {
            committed.append(try self.committed(group, places.filter { $0.topic == group.topic }))
        }
        let ends = try ends(of: places)
        var lags: [PartitionLag] = []
        for (group, offsets) in zip(groups, committed) {
            for place in places where place.topic == group.topic {
                guard let ends = ends[place] else { continue }
                lags.append(try lag(of: group.name, in: place, offsets[place], ends))
            }
        }
        return LagReport(
            atMilliseconds: nowMilliseconds,
            partitions: lags,
            held: held(places, ends, uptimeMilliseconds),
            transactionTimeoutMilliseconds: source?.transactionTimeoutMilliseconds
        )
    }

    private func places(of topics: [String]) throws(LogError) -> [TopicPartition] {
        if let source {
            return try source.partitions(of: topics)
        }
        return try log.topics().filter { topics.contains($0.name) }.flatMap { topic in
            (0..<topic.partitions).map { TopicPartition(topic.name, $0) }
        }
    }

    private func committed(
        _ group: LagGroup,
        _ places: [TopicPartition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        if let positions = group.positions {
            return positions
        }
        if let source {
            return try source.committedOffsets(group: group.name, in: places)
        }
        var found: [TopicPartition: Int64] = [:]
        for place in places {
            found[place] = try log.committedOffset(group: group.name, in: place)
        }
        return found
    }

    private func ends(of places: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        if let source {
            return try source.ends(of: places)
        }
        var found: [TopicPartition: PartitionEnds] = [:]
        for place in places {
            let latest = try log.resolve(.latest, in: place)
            let earliest = try log.resolve(.earliest, in: place)
            found[place] = PartitionEnds(earliest: min(earliest, latest), stable: latest, latest: latest)
        }
        return found
    }

    private func lag(
        of group: String,
        in place: TopicPartition,
        _ committed: Int64?,
        _ ends: PartitionEnds
    ) throws(LogError) -> PartitionLag {
        let start = max(committed ?? ends.earliest, ends.earliest)
        var readable = max(0, ends.stable - start)
        var oldest: Int64?
        if readable > 0 {
            oldest = try firstTimestamp(group, place, from: start, to: ends.stable)
            if oldest == nil {
                // Markers and aborted records only.
                readable = 0
            }
        }
        return PartitionLag(
            group: group,
            source: place,
            committed: committed,
            ends: ends,
            readable: readable,
            oldestMilliseconds: oldest
        )
    }

    private func firstTimestamp(
        _ group: String,
        _ place: TopicPartition,
        from start: Int64,
        to end: Int64
    ) throws(LogError) -> Int64? {
        let key = Place(group: group, source: place)
        if let probe = probes[key], probe.from == start, probe.first != nil || probe.to == end {
            return probe.first
        }
        let reader: any LogReader
        do throws(LogError) {
            reader = try log.makeReader(of: place, from: .offset(start), to: .offset(end))
        } catch {
            // Retention was faster: the next measurement sees the new beginning.
            guard error.code == .outOfRange else { throw error }
            return nil
        }
        defer { reader.close() }
        var first: Int64?
        while first == nil, let batch = try reader.next(maxWaitMilliseconds: 0) {
            batch.visit { record in
                first = first ?? record.timestampMilliseconds
            }
        }
        probes[key] = Probe(from: start, to: end, first: first)
        return first
    }

    private func held(
        _ places: [TopicPartition],
        _ ends: [TopicPartition: PartitionEnds],
        _ uptimeMilliseconds: Int64
    ) -> [HeldPartition] {
        guard let timeout = source?.transactionTimeoutMilliseconds else { return [] }
        var held: [HeldPartition] = []
        var holds: [TopicPartition: Hold] = [:]
        for place in places {
            guard let ends = ends[place], ends.stable < ends.latest else { continue }
            var hold = Hold(stable: ends.stable, sinceMilliseconds: uptimeMilliseconds)
            if let known = self.holds[place], known.stable == ends.stable {
                hold = known
            }
            holds[place] = hold
            let duration = uptimeMilliseconds - hold.sinceMilliseconds
            held.append(
                HeldPartition(
                    partition: place,
                    ends: ends,
                    heldMilliseconds: duration,
                    isHanging: duration > Int64(timeout)
                )
            )
        }
        self.holds = holds
        return held
    }
}
