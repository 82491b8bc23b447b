import EventModel
import JSONText
import LogPort

/// The outcomes of the notices of one effect to one destination.
///
/// matched = delivered + suppressed + given up + pending; failed attempts and repeated messages count separately.
package struct DeliveryCounts: Sendable, Equatable {
    /// The effect, such as `webhook`.
    package let effect: String
    /// The destination's name.
    package let destination: String
    /// Notices for the destination.
    package var matched: Int64 = 0
    package var delivered: Int64 = 0
    /// Not sent for a stated reason, such as a disabled destination.
    package var suppressed: Int64 = 0
    /// Became dead letters.
    package var givenUp: Int64 = 0
    /// Still owed.
    package var pending: Int64 = 0
    /// Attempts that failed and were followed, or will be, by another.
    package var failedAttempts: Int64 = 0

    package init(effect: String, destination: String) {
        self.effect = effect
        self.destination = destination
    }
}

/// Reads one partition of `eyrie.deliveries.v1` and adds up the outcomes of notices.
///
/// Memory: the offsets that are owed, and those settled above the oldest owed, of each destination.
struct DeliveryWalk {
    private struct Place {
        let effect: String
        let destination: String
        let topic: String
        var counts: DeliveryCounts
        /// Offsets that are owed.
        var open: Set<Int64> = []
        /// Offsets that are settled and not yet below ``low``.
        var settled: Set<Int64> = []
        var low: Int64 = 0
    }

    private let log: any LogReading
    private let partition: Int32
    private var places: [Place] = []

    init(log: any LogReading, partition: Int32) {
        self.log = log
        self.partition = partition
    }

    /// Adds the counts and every gap to the report.
    mutating func run(into report: inout LedgerReport) throws(LogError) {
        let parser = JSONParser()
        let source = TopicPartition(Topics.deliveries.name, partition)
        var events: [(offset: Int64, event: DeliveryEvent)] = []
        let reader = try log.makeReader(of: source, from: .earliest, to: .latest)
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            batch.visit { record in
                guard let value = record.value else { return }
                do throws(PayloadFault) {
                    events.append((record.offset, try parser.decode(DeliveryEvent.self, from: value)))
                } catch {
                    report.addHole("\(source) offset \(record.offset): \(error)")
                }
            }
            for (offset, event) in events where !event.destination.isEmpty {
                take(event, at: "\(source) offset \(offset)", &report)
            }
            events.removeAll(keepingCapacity: true)
        }
        try finish(&report)
    }

    private mutating func take(_ event: DeliveryEvent, at place: String, _ report: inout LedgerReport) {
        let index = index(of: event)
        let what =
            "\(event.effect) to \(event.destination): \(event.type) of \(event.subject), version \(event.version)"
        let isSettled = places[index].settled.contains(event.offset)
        switch event.kind {
        case .queued:
            // A process that died before its first commit queues again, so only the first counts.
            if !isSettled, event.offset >= places[index].low, places[index].open.insert(event.offset).inserted {
                places[index].counts.matched += 1
            }
        case .failed:
            places[index].counts.failedAttempts += 1
        case .delivered, .suppressed, .givenUp:
            let wasOpen = places[index].open.remove(event.offset) != nil
            if isSettled || !wasOpen && event.kind != .suppressed {
                report.addHole("\(place): \(what), is \(event.kind.rawValue) and was settled or never owed before")
                break
            }
            places[index].counts.matched += wasOpen ? 0 : 1
            places[index].settled.insert(event.offset)
            places[index].counts.add(event.kind)
        case .begun, .disabled, .rejected, .unknown:
            break
        }
        if event.settledBelow > places[index].low {
            let low = event.settledBelow
            places[index].low = low
            places[index].settled = places[index].settled.filter { $0 >= low }
        }
    }

    private mutating func index(of event: DeliveryEvent) -> Int {
        if let known = places.firstIndex(where: {
            $0.effect == event.effect && $0.destination == event.destination && $0.topic == event.topic
        }) {
            return known
        }
        places.append(
            Place(
                effect: event.effect,
                destination: event.destination,
                topic: event.topic,
                counts: DeliveryCounts(effect: event.effect, destination: event.destination)
            )
        )
        return places.count - 1
    }

    /// An owed notice is pending, unless the effect has passed it: then it will never be sent.
    private mutating func finish(_ report: inout LedgerReport) throws(LogError) {
        for var place in places {
            let input = TopicPartition(place.topic, partition)
            let committed = try log.committedOffset(group: "eyrie.\(place.effect)", in: input) ?? 0
            for offset in place.open.sorted() {
                place.counts.pending += 1
                if offset < committed || offset < place.low {
                    report.addHole(
                        "\(input) offset \(offset): \(place.effect) owes it to \(place.destination) and has passed it"
                    )
                }
            }
            report.add(place.counts)
        }
    }
}

extension DeliveryCounts {
    fileprivate mutating func add(_ kind: DeliveryEvent.Kind) {
        switch kind {
        case .delivered: delivered += 1
        case .suppressed: suppressed += 1
        case .givenUp: givenUp += 1
        case .begun, .queued, .failed, .disabled, .rejected, .unknown: break
        }
    }
}
