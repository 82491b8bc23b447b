import EventModel
import StageRuntime

/// Turns batches into records and counts the outcome of each piece; one thread uses it.
struct BatchRecorder {
    private let recorder: AlertRecorder
    private let lines: LineRecorder
    private let values: SourceValueRecorder

    private let repeated: RepeatedLines

    /// Prepares it.
    ///
    /// - Parameters:
    ///   - recorder: What it records with.
    ///   - windowMilliseconds: How long an alert is remembered, to tell another with its bytes; 0 takes all for new.
    init(_ recorder: AlertRecorder, windowMilliseconds: Int64) {
        self.recorder = recorder
        repeated = RepeatedLines(milliseconds: windowMilliseconds)
        lines = LineRecorder(recorder, repeated: repeated)
        values = SourceValueRecorder(recorder, repeated: repeated)
    }

    /// Records everything in a batch, and moves the door's place after it.
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
            var origin = origin
            origin.dating = received.dating
            received.visit { line, isCut in
                if isCut {
                    lines.recordCut(line, from: origin, into: &counters)
                } else {
                    lines.record(line, from: origin, into: &counters)
                }
            }
            counters.position = position ?? counters.position
        case .records(let records):
            values.record(records, from: origin, into: &counters)
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
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        let outcome = recorder.record(bytes, from: origin, newness: { repeated.judge($0, $1, origin, counters) })
        counters.count(outcome)
        if case .broken(let fault) = outcome {
            recorder.recordDeadLetter(bytes, code: fault.code.rawValue, message: fault.message, from: origin)
        }
    }
}

extension ReceivedPieces {
    /// Hands out each piece, borrowed, and whether it is only the beginning of a piece that is too long.
    fileprivate func visit(_ body: (UnsafeRawBufferPointer, Bool) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for piece in pieces {
                body(UnsafeRawBufferPointer(rebasing: bytes[piece.range]), piece.isCut)
            }
        }
    }
}
