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
///
/// In a chain (``connect(to:outputsBeginAt:)``) the next stage's processor gets each output as a value, as soon as it
/// is written, and treats it as the record that it would read; the offset is known because a partition of an
/// intermediate topic has one writer.
package final class PartitionProcessor<S: Stage>: PartitionProcessing, ChainInput {
    let stage: S
    package let wiring: StageWiring
    let limits: StateLimits
    package let partition: Int32
    let contents: any ContentSource
    let parser = JSONParser()

    // What changes with a record belongs to the one thread that runs the processor, and no call leads back into it: so
    // its accesses, some thirty a record, are not watched by the runtime as well.
    @exclusivity(unchecked) var index = KeyIndex()
    /// The states of the index's slots; nil where a slot is free or its state is still encoded.
    @exclusivity(unchecked) var states: [S.State?] = []
    @exclusivity(unchecked) package internal(set) var regime: S.Regime
    @exclusivity(unchecked) var sequence: Int64 = 0
    @exclusivity(unchecked) var streamTime = Timestamp(nanoseconds: .min)
    @exclusivity(unchecked) var lastSource = SourceCoordinate(offset: -1, index: -1)
    /// The last input offset that the state contains; -1 before the first.
    @exclusivity(unchecked) var lastOffset: Int64 = -1

    @exclusivity(unchecked) var out: OutputBatches
    @exclusivity(unchecked) private var next: (any ChainInput<S.Output>)?
    private var nextProcessor: (any PartitionProcessing)?
    @exclusivity(unchecked) var nextOffset: Int64?
    var restoredPartition: [UInt8]?
    private var ownDamage: StageFault?

    @exclusivity(unchecked) package internal(set) var pendingRecords = 0
    /// Counts since the last ``takeCounts()``.
    @exclusivity(unchecked) var counts = ProcessorCounts()

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
        out = OutputBatches(wiring: wiring, partition: partition)
    }

    package var pendingBytes: Int {
        out.byteCount
    }

    package var keyCount: Int {
        index.count
    }

    package var damage: StageFault? {
        ownDamage ?? nextProcessor?.damage
    }

    /// Notes a state that does not decode; it ends the worker after the batch.
    func note(_ damage: StageFault) {
        ownDamage = ownDamage ?? damage
    }

    package func connect(to next: any PartitionProcessing, outputsBeginAt offset: Int64) {
        guard let input = next as? any ChainInput<S.Output>, next.wiring.input == wiring.output,
            next.partition == partition
        else {
            preconditionFailure("stage \(next.wiring.name) does not read what \(wiring.name) writes")
        }
        self.next = input
        nextProcessor = next
        out.nextOffset = offset
    }

    package func process(_ batch: RecordBatch) throws(StageFault) {
        try batch.withRecords { (records) throws(StageFault) in
            for record in records {
                try apply(record)
            }
        }
        if let damage {
            throw damage
        }
        nextOffset = batch.nextOffset
    }

    package func process(_ record: RecordView) throws(StageFault) {
        try apply(record)
        nextOffset = record.offset + 1
    }

    func take(_ payload: S.Input, at place: InputPlace, source: SourceCoordinate) {
        nextOffset = place.offset + 1
        guard admit(place.offset, source) else { return }
        apply(payload, at: place, from: nil)
    }

    package func takeTransaction() -> LogTransaction {
        var transaction = LogTransaction(appends: out.take())
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

    package func takeCounts() -> ProcessorCounts {
        defer { counts = ProcessorCounts() }
        return counts
    }

    // MARK: One record

    /// Counts a record and returns whether it is to be processed.
    private func admit(_ offset: Int64, _ source: SourceCoordinate?) -> Bool {
        pendingRecords += 1
        counts.records += 1
        // State and offsets are one transaction; if a broker keeps the state without the offsets (KAFKA-17754), the
        // state shows which input it contains.
        guard offset > lastOffset else {
            counts.skipped += 1
            return false
        }
        lastOffset = offset
        if let source {
            guard source > lastSource else {
                counts.skipped += 1
                return false
            }
            lastSource = source
        }
        out.beginRecord()
        return true
    }

    private func apply(_ record: RecordView) throws(StageFault) {
        guard admit(record.offset, record.header(RecordHeaders.source).flatMap { SourceCoordinate($0) }) else { return }
        let place = InputPlace(
            key: Key(String(decoding: record.key, as: UTF8.self)),
            offset: record.offset,
            timestampMilliseconds: record.timestampMilliseconds
        )
        guard let value = record.value else {
            reject(record, at: place, Rejection(.malformed, "a tombstone in a topic that is not compacted"))
            return
        }
        if Control.isControl(value) {
            return try apply(control: record, value, at: place)
        }
        let payload: S.Input
        do throws(PayloadFault) {
            payload = try parser.decode(S.Input.self, from: value)
        } catch {
            reject(record, at: place, Rejection(.malformed, error.description))
            return
        }
        apply(payload, at: place, from: record)
    }

    /// Applies one payload to the state of its key.
    ///
    /// This is the one function that every record of every stage goes through. It is generic code, which looks up types
    /// at run time: so it has no closures, and code that does not depend on the stage's types is in separate functions.
    private func apply(_ payload: S.Input, at place: InputPlace, from record: RecordView?) {
        let context = advance(place, eventTime: payload.eventTime)
        if isOldestAged {
            expireAged(place)
        }
        let known = index.slot(of: place.key)
        if let known, index.isEncoded(known) {
            loadState(known)
        }
        let slot = known ?? index.nextSlot
        do throws(Rejection) {
            let isThere = try stage.step(payload, in: context, on: &states, at: slot, under: regime) { output in
                write(output, key: stage.key(of: output, from: place.key), of: place)
            }
            note(isThere, of: place.key, at: slot, isNew: known == nil)
        } catch {
            counts.rejected += 1
            guard let record else {
                // A payload that was handed over as a value is encoded as in its topic.
                let value = (payload as? any Payload)?.encoded ?? []
                out.reject(place, key: Array(place.key.text.utf8), value: value, error)
                return
            }
            out.reject(place, key: Array(record.key), value: record.value.map { Array($0) } ?? [], error)
            return
        }
        if index.count > limits.maxKeys {
            evictAboveCount(place)
        }
    }

    private func apply(
        control record: RecordView,
        _ value: UnsafeRawBufferPointer,
        at place: InputPlace
    ) throws(StageFault) {
        try forward(record, value)
        let control: Control
        do throws(PayloadFault) {
            control = try parser.decode(Control.self, from: value)
        } catch {
            reject(record, at: place, Rejection(.malformed, error.description))
            return
        }
        if control.profile == nil {
            try adopt(control, record, at: place)
        } else {
            // A person's clock is not Falco's: a triage of an old capture must not make its keys look silent.
            let context = advance(place, eventTime: streamTime)
            expireAged(place)
            do throws(Rejection) {
                let results = try withState(of: context) { (state) throws(Rejection) in
                    try stage.apply(control, at: context, to: &state, under: regime)
                }
                write(results, of: place)
            } catch {
                reject(record, at: place, error)
            }
            evictAboveCount(place)
        }
    }

    /// Takes a control for the whole partition into the regime.
    private func adopt(_ control: Control, _ record: RecordView, at place: InputPlace) throws(StageFault) {
        var needed: [Content] = []
        for digest in stage.contents(neededBy: control) {
            needed.append(try content(digest))
        }
        var adopted = regime
        do throws(Rejection) {
            for content in needed {
                try stage.attach(content, to: &adopted)
            }
            let results = try stage.adopt(control, into: &adopted)
            regime = adopted
            write(results, of: place)
        } catch {
            reject(record, at: place, error)
        }
    }

    // MARK: Outputs

    private func write(_ results: [S.Output], of place: InputPlace) {
        for result in results {
            write(result, key: stage.key(of: result, from: place.key), of: place)
        }
    }

    /// Appends one output to the output topic, and hands it to the next stage of a chain.
    func write(_ output: S.Output, key: Key, of place: InputPlace) {
        out.writer.reset()
        output.write(into: &out.writer)
        counts.outputs += 1
        let (source, offset) = out.append(key, of: place)
        if let next, let offset {
            next.take(
                output,
                at: InputPlace(key: key, offset: offset, timestampMilliseconds: place.timestampMilliseconds),
                source: source
            )
        }
    }

    private func forward(_ record: RecordView, _ value: UnsafeRawBufferPointer) throws(StageFault) {
        counts.controls += 1
        let offset = out.forward(record, value)
        guard let nextProcessor, let offset else { return }
        let outcome = out.header.withBytes { headers in
            Result { () throws(StageFault) in
                try nextProcessor.process(
                    RecordView(
                        offset: offset,
                        timestampMilliseconds: record.timestampMilliseconds,
                        key: record.key,
                        headers: headers,
                        value: value
                    )
                )
            }
        }
        try outcome.get()
    }

    private func reject(_ record: RecordView, at place: InputPlace, _ rejection: Rejection) {
        counts.rejected += 1
        out.reject(place, key: Array(record.key), value: record.value.map { Array($0) } ?? [], rejection)
    }
}
