package import EventModel

/// The pending notices of an effect for each destination, over all partitions of one worker: a pure state machine.
///
/// Records go in by ``take(_:about:at:notice:)``, answers by ``finish(_:to:_:at:)``; its results are the notices to
/// send (``next(_:at:)``), the records to write (``takeRecords()``) and how far each partition is done
/// (``settledOffset(of:)``). After a commit of unknown outcome ``reset()`` forgets everything but the answers that may
/// not be in the log: they are used when their records come again, so that nothing is sent twice for them.
package struct DeliveryMachine: Sendable, Equatable {
    /// An answer that may not be in the log yet.
    private struct Answered: Equatable {
        let destination: Int
        let partition: Int32
        let key: String
        let answer: DeliveryAnswer
        let time: Timestamp
    }

    private struct Head: Equatable {
        let partition: Int32
        /// The offset after the last record that was handed in.
        var position: Int64
        /// Records up to here that cannot be read are dead letters already.
        var rejectedThrough: Int64
        /// Records below it cause no notices.
        let begunAt: Int64
    }

    private let effect: String
    private let topic: String
    package private(set) var queues: [DestinationQueue]
    private var heads: [Head] = []
    private var records: [DeliveryRecord] = []
    /// Answers whose events were handed out and may not be committed.
    private var unrecorded: [Answered] = []
    /// Answers that wait for their records to come again.
    private var recalled: [Answered] = []

    /// Starts without partitions.
    package init(effect: String, topic: String, destinations: [EffectDestination]) {
        self.effect = effect
        self.topic = topic
        queues = destinations.map { DestinationQueue($0, effect: effect, topic: topic) }
    }

    /// The partitions that are worked on, in order.
    package var partitions: [Int32] {
        heads.map(\.partition)
    }

    /// Whether nothing is in flight.
    package var isQuiet: Bool {
        queues.allSatisfy { $0.inFlight == nil }
    }

    /// Begins with a partition.
    ///
    /// - Parameters:
    ///   - partition: Its number.
    ///   - start: From where its records are handed in.
    ///   - history: Its recorded events.
    ///   - now: The time, to settle at once notices to destinations that no longer exist.
    package mutating func assign(_ partition: Int32, from start: Int64, history: PartitionHistory, at now: Timestamp) {
        heads.removeAll { $0.partition == partition }
        let begunAt = history.begunAt ?? 0
        heads.append(
            Head(
                partition: partition,
                position: start,
                rejectedThrough: history.rejectedThrough,
                begunAt: begunAt
            )
        )
        heads.sort { $0.partition < $1.partition }
        if history.isNew {
            records.append(.event(event(.begun, partition, begunAt, settledBelow: begunAt, at: now)))
        }
        for place in queues.indices {
            let name = queues[place].destination.name
            queues[place].assign(partition, from: max(start, begunAt), history: history.destination(name))
        }
        for gone in history.destinations where !queues.contains(where: { $0.destination.name == gone.name }) {
            for open in gone.open {
                var event = open.event
                event.kind = .suppressed
                event.time = now
                event.told = nil
                event.error = "the destination is no longer in the settings"
                records.append(.event(event))
            }
        }
    }

    /// Gives up a partition.
    package mutating func drop(_ partition: Int32) {
        heads.removeAll { $0.partition == partition }
        recalled.removeAll { $0.partition == partition }
        unrecorded.removeAll { $0.partition == partition }
        for place in queues.indices {
            queues[place].drop(partition)
        }
    }

    /// Forgets all partitions and uncommitted work, but no answer.
    package mutating func reset() {
        recalled += unrecorded
        unrecorded = []
        records = []
        heads = []
        for place in queues.indices {
            for partition in queues[place].progress.map(\.partition) {
                queues[place].drop(partition)
            }
            _ = queues[place].takeRecords()
        }
    }

    /// Notes that everything handed out by ``takeRecords()`` is in the log.
    package mutating func noteCommitted() {
        unrecorded = []
    }

    /// Hands in the next record of a partition: every destination that is not behind and has room takes it.
    ///
    /// - Parameters:
    ///   - source: The record.
    ///   - subject: Its subject; nil when it causes no notice.
    ///   - now: The time.
    ///   - notice: Makes a destination's notice, given ``Notice/told`` of its last notice about the subject.
    package mutating func take(
        _ source: NoticeSource,
        about subject: String?,
        at now: Timestamp,
        notice: (_ place: Int, _ told: String?) -> Notice?
    ) {
        let head = head(of: source.partition)
        for place in queues.indices {
            guard let position = queues[place].position(in: source.partition), position >= head else { continue }
            _ = offer(source, about: subject, to: place, at: now, notice: notice)
        }
        // A destination without room stays at its position, and so is behind.
        if let place = heads.firstIndex(where: { $0.partition == source.partition }) {
            heads[place].position = max(head, source.offset + 1)
        }
    }

    /// Hands a record to one destination.
    ///
    /// - Returns: False when it has no room; then it reads the record later.
    package mutating func offer(
        _ source: NoticeSource,
        about subject: String?,
        to place: Int,
        at now: Timestamp,
        notice: (_ place: Int, _ told: String?) -> Notice?
    ) -> Bool {
        guard let position = queues[place].position(in: source.partition), position <= source.offset else {
            return true
        }
        let told = subject.flatMap { queues[place].told($0, in: source.partition) }
        guard subject != nil, let notice = notice(place, told) else {
            queues[place].advance(source.partition, to: source.offset + 1, at: now)
            return true
        }
        guard queues[place].hasRoom(for: source.partition) else { return false }
        queues[place].take(notice, from: source, at: now)
        recall(notice, at: place)
        return true
    }

    /// Where a destination that fell behind reads on, of the first such partition; nil when it has little room.
    package func gap(at place: Int) -> (partition: Int32, from: Int64, to: Int64)? {
        for head in heads where queues[place].isHungry(for: head.partition) {
            if let position = queues[place].position(in: head.partition), position < head.position {
                return (head.partition, position, head.position)
            }
        }
        return nil
    }

    /// Gives a notice the answers that came before its record was read again.
    private mutating func recall(_ notice: Notice, at place: Int) {
        guard !recalled.isEmpty else { return }
        let key = "\(notice.subject)_\(notice.version)_\(queues[place].destination.name)"
        let answers = recalled.filter { $0.destination == place && $0.key == key }
        recalled.removeAll { $0.destination == place && $0.key == key }
        for answered in answers where queues[place].owes(key) {
            queues[place].finish(key, answered.answer, at: answered.time)
            unrecorded.append(answered)
        }
    }

    /// Moves a destination past records that cause no notice for it.
    package mutating func advance(_ partition: Int32, to offset: Int64, at place: Int, _ now: Timestamp) {
        queues[place].advance(partition, to: offset, at: now)
    }

    /// Notes that all records before an offset were handed in; destinations that are not behind move to it.
    package mutating func noteHead(_ partition: Int32, _ offset: Int64, _ now: Timestamp) {
        guard let place = heads.firstIndex(where: { $0.partition == partition }), heads[place].position < offset
        else { return }
        for queue in queues.indices {
            if let position = queues[queue].position(in: partition), position >= heads[place].position {
                queues[queue].advance(partition, to: offset, at: now)
            }
        }
        heads[place].position = offset
    }

    /// The offset after the last record of a partition that was handed in.
    package func head(of partition: Int32) -> Int64 {
        heads.first { $0.partition == partition }?.position ?? 0
    }

    /// Keeps a record that cannot be read as a dead letter, once.
    package mutating func reject(_ source: NoticeSource, message: String, at now: Timestamp) {
        guard let place = heads.firstIndex(where: { $0.partition == source.partition }),
            source.offset > heads[place].rejectedThrough, source.offset >= heads[place].begunAt
        else { return }
        heads[place].rejectedThrough = source.offset
        records.append(.deadLetter(source, code: DeliveryFault.malformed.rawValue, message: message))
        var rejected = event(.rejected, source.partition, source.offset, settledBelow: 0, at: now)
        rejected.error = message
        records.append(.event(rejected))
    }

    /// Makes an event of the effect as a whole.
    private func event(
        _ kind: DeliveryEvent.Kind,
        _ partition: Int32,
        _ offset: Int64,
        settledBelow: Int64,
        at now: Timestamp
    ) -> DeliveryEvent {
        DeliveryEvent(
            kind: kind,
            effect: effect,
            destination: "",
            key: "",
            subject: "",
            version: 0,
            type: "",
            time: now,
            topic: topic,
            partition: partition,
            offset: offset,
            settledBelow: settledBelow
        )
    }

    /// Chooses what to send to a destination now; it is in flight until its answer comes.
    package mutating func next(_ place: Int, at now: Timestamp) -> OwedNotice? {
        queues[place].next(at: now)
    }

    /// Takes an answer.
    package mutating func finish(_ sent: OwedNotice, to place: Int, _ answer: DeliveryAnswer, at now: Timestamp) {
        let partition = sent.source.partition
        let answered = Answered(destination: place, partition: partition, key: sent.key, answer: answer, time: now)
        if queues[place].owes(sent.key) {
            unrecorded.append(answered)
        } else {
            // Its record comes again: after a reset, or when the partition comes back.
            recalled.append(answered)
        }
        queues[place].finish(sent.key, answer, at: now)
    }

    /// Forgets answers whose partitions another member has.
    package mutating func forgetForeignAnswers() {
        let owned = partitions
        recalled.removeAll { !owned.contains($0.partition) }
    }

    /// When something may be sent next; nil when nothing waits.
    package func nextDue() -> Timestamp? {
        queues.compactMap { $0.nextDue() }.min()
    }

    /// Below this offset of a partition no notice is pending: the group continues here after a restart.
    package func settledOffset(of partition: Int32) -> Int64 {
        queues.map { $0.low(in: partition) }.reduce(head(of: partition), min)
    }

    /// Returns the records to write since the last call.
    package mutating func takeRecords() -> [DeliveryRecord] {
        var taken = records
        records = []
        for place in queues.indices {
            taken += queues[place].takeRecords()
        }
        return taken
    }
}
