import EventModel
import JSONText
import StageRuntime

/// Finds the alerts in the lines of a log and records them; other lines are skipped or become dead letters.
///
/// - A line that is an alert, also behind a time stamp of kubectl or CRI, or inside Docker's wrapper: the alert.
/// - Banner, log text, a blank line: skipped.
/// - A line that should be an alert and is none, but has alerts inside: those, and a dead letter for each rest; one with
///   the whole line when there are more than ``maximumRests``.
/// - Any other line that should be an alert: one dead letter with the whole line.
///
/// Lines that a container runtime split come here joined (``LineReader``), as the text alone.
struct LineRecorder {
    /// Dead letters of one line, so that no line becomes many times its size.
    static let maximumRests = 100

    let recorder: AlertRecorder
    private let wrapperParser = JSONParser()

    init(_ recorder: AlertRecorder) {
        self.recorder = recorder
    }

    /// Records one line and counts what became of it.
    func record(
        _ line: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        switch LineShape(line) {
        case .blank:
            counters[.received] += 1
            counters[.skipped] += 1
        case .text:
            recordTorn(line, isText: true, code: "", message: "", from: origin, into: &counters)
        case .textAlert(let start):
            recordText(UnsafeRawBufferPointer(rebasing: line[start...]), from: origin, into: &counters)
        case .dockerWrapper:
            recordWrapped(line, from: origin, into: &counters)
        case .object(let start):
            let object = UnsafeRawBufferPointer(rebasing: line[start...])
            let outcome = recorder.record(object, from: origin)
            if case .broken(let fault) = outcome {
                recordTorn(
                    object,
                    isText: false,
                    code: fault.code.rawValue,
                    message: fault.message,
                    from: origin,
                    into: &counters
                )
            } else {
                counters[.received] += 1
                counters.count(outcome)
            }
        }
    }

    /// Records a line that is longer than the limit, of which this is the beginning.
    func recordCut(
        _ beginning: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        counters[.deadLettered] += 1
        recorder.recordDeadLetter(
            beginning,
            code: "line-too-long",
            message: "only the first \(beginning.count) bytes of the line are kept",
            from: origin
        )
    }

    /// Records a line that looks like Falco's text form of an alert.
    private func recordText(
        _ line: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        let outcome = recorder.record(line, from: origin)
        counters.count(outcome)
        if case .broken(let fault) = outcome {
            recorder.recordDeadLetter(line, code: "text-alert", message: fault.message, from: origin)
        }
    }

    private func recordWrapped(
        _ line: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        // The wrapped text is copied: recording it may parse with buffers that the view borrows.
        let wrapped = try? wrapperParser.withDocument(line) { view -> [UInt8]? in
            view.member("log")?.stringBytes.map { text in
                Array(text.last == 0x0A ? UnsafeRawBufferPointer(rebasing: text.dropLast()) : text)
            }
        }
        guard let text = wrapped ?? nil else {
            return recordTorn(
                line,
                isText: false,
                code: PayloadFault.Code.notJSON.rawValue,
                message: "a line of Docker's json-file driver that is not whole",
                from: origin,
                into: &counters
            )
        }
        text.withUnsafeBytes { inner in
            if LineShape(inner) == .dockerWrapper {
                recordTorn(inner, isText: true, code: "", message: "", from: origin, into: &counters)
            } else {
                record(inner, from: origin, into: &counters)
            }
        }
    }

    /// Looks for alerts inside a line that is none; without one the line is text, or one dead letter.
    private func recordTorn(
        _ line: UnsafeRawBufferPointer,
        isText: Bool,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        let starts = TornLine.starts(in: line)
        guard !starts.isEmpty else {
            return recordWhole(line, isText: isText, code: code, message: message, from: origin, into: &counters)
        }
        var found = DoorCounters(door: counters.door)
        var hasAlert = false
        var rests: [UnsafeRawBufferPointer] = []
        let borders = [0] + starts + [line.count]
        for (start, end) in zip(borders, borders.dropFirst()) {
            let piece = UnsafeRawBufferPointer(rebasing: line[start..<end])
            let outcome = recorder.record(piece, from: origin)
            if case .broken = outcome {
                if start == 0, isText {
                    found[.skipped] += 1
                } else {
                    rests.append(piece)
                }
            } else {
                hasAlert = true
                found.count(outcome)
            }
        }
        guard hasAlert else {
            // An alert seemed to begin here, so it is no mere text.
            return recordWhole(
                line,
                isText: false,
                code: isText ? PayloadFault.Code.notJSON.rawValue : code,
                message: isText ? "an alert begins inside the line and is not whole" : message,
                from: origin,
                into: &counters
            )
        }
        let letters = rests.count > Self.maximumRests ? [line] : rests
        let reason = letters.count < rests.count ? "a torn line with \(rests.count) rests" : "the rest of a torn line"
        for letter in letters {
            recorder.recordDeadLetter(letter, code: "torn-line", message: reason, from: origin)
        }
        found[.received] += UInt64(borders.count - 1 - rests.count + letters.count)
        found[.deadLettered] += UInt64(letters.count)
        found[.repaired] += 1
        counters = found.moved(since: nil, onto: counters)
    }

    private func recordWhole(
        _ line: UnsafeRawBufferPointer,
        isText: Bool,
        code: String,
        message: String,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        guard !isText else {
            counters[.skipped] += 1
            return
        }
        counters[.deadLettered] += 1
        recorder.recordDeadLetter(line, code: code, message: message, from: origin)
    }
}
