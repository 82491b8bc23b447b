import EventModel
import JSONText
package import LogPort
package import StageKit

/// Runs one stage over one partition: the pure core of the runner, shared by live workers and replay.
///
/// It does no I/O of its own (contents come from a ``ContentSource``): batches go in, and ``takeTransaction()``
/// hands out what to commit. After a failed commit a processor is thrown away and restored from the changelog.
///
/// ```
///          restore*            process*
///   new ───────────▶ restored ───────────▶ pending ──takeTransaction──▶ (caller commits) ──▶ pending empty
/// ```
///
/// Order of work for each record: skip what does not advance its source, decode, move stream time, expire keys whose
/// time is over, apply, evict above the count. All of it is per record, so batch borders change nothing.
package final class PartitionProcessor<S: Stage>: PartitionProcessing {
    let stage: S
    let wiring: StageWiring
    let limits: StateLimits
    package let partition: Int32
    let contents: any ContentSource
    let parser = JSONParser()

    var index = KeyIndex()
    /// The states of the index's slots; nil where a slot is free or its state is still encoded.
    var states: [S.State?] = []
    package internal(set) var regime: S.Regime
    var sequence: Int64 = 0
    var streamTime = Timestamp(nanoseconds: .min)
    var lastSource = SourceCoordinate(offset: -1, index: -1)
    /// The last input offset that the state contains; -1 before the first.
    var lastOffset: Int64 = -1

    var outputs: FrameQueue
    var deadLetters: FrameQueue
    var nextOffset: Int64?
    var writer = JSONWriter()
    var headers: [UInt8] = []
    let headerPrefix: [UInt8]
    var coordinate: [UInt8] = []
    var restoredPartition: [UInt8]?
    /// The first state that did not decode; ends the worker after the batch.
    var damage: StageFault?

    /// Input records processed since the last ``takeTransaction()``.
    package internal(set) var pendingRecords = 0
    /// Counts since the last ``takeCounts()``.
    var counts = ProcessorCounts()

    package init(
        stage: S,
        wiring: StageWiring,
        partition: Int32,
        limits: StateLimits,
        contents: any ContentSource
    ) {
        self.stage = stage
        self.wiring = wiring
        self.partition = partition
        self.limits = limits
        self.contents = contents
        regime = stage.initialRegime()
        outputs = FrameQueue()
        deadLetters = FrameQueue()
        headerPrefix = Array("\(wiring.input)/\(partition)/".utf8)
    }

    /// Output and dead-letter bytes waiting to be committed.
    package var pendingBytes: Int {
        outputs.byteCount + deadLetters.byteCount
    }

    /// Number of keys with state.
    package var keyCount: Int {
        index.count
    }

    /// Applies every record of a batch.
    ///
    /// - Throws: ``StageFault`` when a content is missing; the processor must not be used afterwards.
    package func process(_ batch: RecordBatch) throws(StageFault) {
        try batch.withRecords { (records) throws(StageFault) in
            try process(records)
        }
        if let damage {
            throw damage
        }
        nextOffset = batch.nextOffset
    }

    /// Hands out everything since the last call as one transaction and begins anew.
    ///
    /// - Returns: Outputs, dead letters, state changes and the offset to go on with.
    package func takeTransaction() -> LogTransaction {
        var transaction = LogTransaction()
        let output = TopicPartition(wiring.output, partition)
        for frames in outputs.take() {
            transaction.appends.append(.init(output, frames))
        }
        for frames in deadLetters.take() {
            transaction.appends.append(.init(deadLetterTarget, frames))
        }
        if pendingRecords > 0 {
            let changelog = TopicPartition(wiring.changelog, partition)
            for frames in takeChanges() {
                transaction.appends.append(.init(changelog, frames))
            }
        }
        if let nextOffset {
            transaction.offsets.append(.init(TopicPartition(wiring.input, partition), next: nextOffset))
        }
        nextOffset = nil
        pendingRecords = 0
        return transaction
    }

    /// Hands out the counts since the last call.
    package func takeCounts() -> ProcessorCounts {
        defer { counts = ProcessorCounts() }
        return counts
    }

    private var deadLetterTarget: TopicPartition {
        TopicPartition(wiring.deadLetters, partition % wiring.deadLetterPartitions)
    }

    /// Applies records in order.
    ///
    /// This is the one loop that every record of every stage goes through. It is generic code, which looks up the types
    /// that it has not met in the same function: so it is one function without closures that meets them before the
    /// loop, and what does not depend on the stage's types stands in functions of its own.
    private func process(_ records: [RecordView]) throws(StageFault) {
        var fresh: S.State?
        var results: [S.Output] = []
        for record in records {
            guard let value = admit(record) else { continue }
            var outputIndex: Int64 = 0
            if Control.isControl(value) {
                try processControl(record, value, &outputIndex)
                continue
            }
            let payload: S.Input
            do throws(PayloadFault) {
                payload = try parser.decode(S.Input.self, from: value)
            } catch {
                reject(record, Rejection(.malformed, error.description))
                continue
            }
            let context = advance(record, eventTime: payload.eventTime)
            if isOldestAged {
                expireAged(record, &outputIndex)
            }
            let input = Record(context: context, payload: consume payload)
            do throws(Rejection) {
                if let slot = index.slot(of: context.key) {
                    if index.isEncoded(slot) {
                        loadState(slot)
                    }
                    results = try stage.apply(input, to: &states[slot], under: regime)
                    if Self.isThere(&states[slot]) {
                        index.touch(slot, recency)
                    } else {
                        index.remove(slot)
                    }
                } else {
                    results = try stage.apply(input, to: &fresh, under: regime)
                    if case .some = fresh {
                        insertState(fresh, of: context.key)
                        fresh = nil
                    }
                }
            } catch {
                fresh = nil
                reject(record, error)
                continue
            }
            var position = 0
            while position < results.count {
                let output = results[position]
                write(output, key: stage.key(of: output, from: context.key), of: record, &outputIndex)
                position += 1
            }
            if index.count > limits.maxKeys {
                evictAboveCount(record, &outputIndex)
            }
        }
    }

    /// Counts a record and returns its value; nil when it is to be passed over.
    private func admit(_ record: RecordView) -> UnsafeRawBufferPointer? {
        pendingRecords += 1
        counts.records += 1
        // State and offsets are one transaction; should a broker keep the state without the offsets (KAFKA-17754), the
        // state says what it contains already.
        guard record.offset > lastOffset else {
            counts.skipped += 1
            return nil
        }
        lastOffset = record.offset
        if let header = record.header(RecordHeaders.source), let source = SourceCoordinate(header) {
            guard source > lastSource else {
                counts.skipped += 1
                return nil
            }
            lastSource = source
        }
        guard let value = record.value else {
            reject(record, Rejection(.malformed, "a tombstone in a topic that is not compacted"))
            return nil
        }
        return value
    }

    private func processControl(
        _ record: RecordView,
        _ value: UnsafeRawBufferPointer,
        _ outputIndex: inout Int64
    ) throws(StageFault) {
        forward(record, value, &outputIndex)
        let control: Control
        do throws(PayloadFault) {
            control = try parser.decode(Control.self, from: value)
        } catch {
            reject(record, Rejection(.malformed, error.description))
            return
        }
        var adopted = regime
        if control.profile == nil {
            var needed: [Content] = []
            for digest in stage.contents(neededBy: control) {
                needed.append(try content(digest))
            }
            let context = context(of: record)
            deliver(record, from: context.key, &outputIndex) { () throws(Rejection) in
                for content in needed {
                    try stage.attach(content, to: &adopted)
                }
                return try stage.adopt(control, into: &adopted)
            } accepted: {
                regime = adopted
            }
        } else {
            // A person's clock is not Falco's: a word on an old capture may not make its keys look silent.
            let context = advance(record, eventTime: streamTime)
            expireAged(record, &outputIndex)
            deliver(record, from: context.key, &outputIndex) { () throws(Rejection) in
                try withState(of: context) { (state) throws(Rejection) in
                    try stage.apply(control, at: context, to: &state, under: regime)
                }
            }
            evictAboveCount(record, &outputIndex)
        }
    }
}
