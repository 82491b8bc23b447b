import EventModel
import StageRuntime

/// Turns batches into records and counts what became of each piece; one thread uses it.
struct BatchRecorder {
    private let recorder: AlertRecorder
    private let lines: LineRecorder

    init(_ recorder: AlertRecorder) {
        self.recorder = recorder
        lines = LineRecorder(recorder)
    }

    /// Records everything in a batch, and moves the door's place behind it.
    ///
    /// - Parameters:
    ///   - batch: What to record.
    ///   - origin: Where it came from.
    ///   - counters: The door's.
    func record(_ batch: ReceivedBatch, from origin: AlertRecorder.Origin, into counters: inout DoorCounters) {
        switch batch {
        case .alerts(let received):
            received.visit { piece, isCut in
                if isCut {
                    lines.recordCut(piece, from: origin, into: &counters)
                } else {
                    recordAlert(piece, from: origin, into: &counters)
                }
            }
        case .lines(let received, let position):
            received.visit { line, isCut in
                if isCut {
                    lines.recordCut(line, from: origin, into: &counters)
                } else {
                    lines.record(line, from: origin, into: &counters)
                }
            }
            counters.position = position ?? counters.position
        case .records(let records):
            recordValues(of: records, from: origin, into: &counters)
        case .sensors(let sensors, let milliseconds):
            for sensor in sensors {
                recorder.recordOwn(sensor, at: milliseconds)
                counters[.received] += 1
                counters[.sensors] += 1
            }
        }
    }

    /// Records bytes that are meant to be one alert.
    private func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        record: @autoclosure () -> SourceRecord? = nil,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        let outcome = recorder.record(bytes, from: origin)
        counters.count(outcome)
        if case .broken(let fault) = outcome {
            recorder.recordDeadLetter(
                bytes,
                code: fault.code.rawValue,
                message: fault.message,
                from: origin,
                record: record()
            )
        }
    }

    /// Records each value as one alert.
    ///
    /// A value that is not an alert becomes a dead letter that names the record: topic, partition, offset and key.
    private func recordValues(
        of records: SourceRecords,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        records.bytes.withUnsafeBytes { bytes in
            for place in records.places {
                let value = UnsafeRawBufferPointer(rebasing: bytes[place.value])
                guard place.isCut else {
                    recordAlert(value, from: origin, record: records.record(at: place), into: &counters)
                    continue
                }
                counters[.received] += 1
                counters[.deadLettered] += 1
                recorder.recordDeadLetter(
                    value,
                    code: "record-too-long",
                    message: "the record has \(place.length) bytes, of which the first \(value.count) are kept",
                    from: origin,
                    record: records.record(at: place)
                )
            }
        }
        counters.nextOffset = records.nextOffset
        counters[.lost] += UInt64(records.lost)
    }
}

extension ReceivedPieces {
    /// Hands out each piece, borrowed, and whether it is only the beginning of one that is too long.
    fileprivate func visit(_ body: (UnsafeRawBufferPointer, Bool) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for piece in pieces {
                body(UnsafeRawBufferPointer(rebasing: bytes[piece.range]), piece.isCut)
            }
        }
    }
}

extension SourceRecords {
    /// A record as a dead letter names it.
    fileprivate func record(at place: Place) -> SourceRecord {
        SourceRecord(
            topic: topic,
            partition: partition,
            offset: place.offset,
            key: place.key.map { Array(bytes[$0]) }
        )
    }
}
