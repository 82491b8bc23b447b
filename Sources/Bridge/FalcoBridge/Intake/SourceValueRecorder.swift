import EventModel
import HTTPService
import StageRuntime

/// Records the values of records of a source topic: one alert, or what a body of an HTTP request may be.
///
/// Of equal values each is kept, for each is a record of its own (``RepeatedLines``); a dead letter names the record: topic, partition,
/// offset and key. A tombstone and a blank value are skipped. One thread uses it.
final class SourceValueRecorder: PieceRecorder {
    private let recorder: AlertRecorder
    private let repeated: RepeatedLines
    /// The record whose value is being recorded.
    private var current: (records: SourceRecords, place: SourceRecords.Place)?

    init(_ recorder: AlertRecorder, repeated: RepeatedLines) {
        self.recorder = recorder
        self.repeated = repeated
    }

    /// Records the value of each record and moves the door's place behind them.
    func record(_ records: SourceRecords, from origin: AlertRecorder.Origin, into counters: inout DoorCounters) {
        let bodies = BodyRecorder(alerts: self)
        records.bytes.withUnsafeBytes { bytes in
            for place in records.places {
                current = (records, place)
                let value = UnsafeRawBufferPointer(rebasing: bytes[place.value])
                if place.isCut {
                    let message = "the record has \(place.length) bytes, of which the first \(value.count) are kept"
                    recordDeadLetter(value, code: "record-too-long", message: message, from: origin, into: &counters)
                } else if value.allSatisfy({ $0 <= 0x20 }) {
                    counters[.received] += 1
                    counters[.skipped] += 1
                } else {
                    var origin = origin
                    origin.dating = Self.dating(place.timestampMilliseconds, origin.receivedMilliseconds)
                    _ = bodies.record(value, from: origin, into: &counters)
                }
            }
        }
        current = nil
        counters.nextOffset = records.nextOffset
        counters.lastRecord = records.last
        counters[.lost] += UInt64(records.lost)
    }

    /// What dates a text alert that has a time of day alone: the record's own time, where that is one.
    ///
    /// Producers write microseconds, seconds, 0 and -1 there, too: what is not between 2001 and a day after the receipt
    /// in milliseconds dates nothing.
    private static func dating(_ milliseconds: Int64, _ received: Int64) -> TextDating {
        let isTime = milliseconds >= 1_000_000_000_000 && milliseconds <= received + 86_400_000
        return isTime ? .near(Timestamp(milliseconds: milliseconds)) : .nothing
    }

    func beginBody(of exchange: HTTPExchange?) {}

    func recordRefusedBody(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        recordDeadLetter(bytes, code: code, message: message, from: origin, into: &counters)
    }

    func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        isRescued: Bool,
        into counters: inout DoorCounters
    ) -> Result<EventID, PayloadFault> {
        let outcome = recorder.record(bytes, from: origin, isRescued: isRescued) {
            repeated.judge($0, $1, origin, counters)
        }
        return counters.receive(outcome)
    }

    func recordDeadLetter(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        counters[.deadLettered] += 1
        let record = current.map { $0.records.record(at: $0.place) }
        recorder.recordDeadLetter(bytes, code: code, message: message, from: origin, record: record)
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
