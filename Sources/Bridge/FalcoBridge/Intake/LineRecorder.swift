import EventModel
import JSONText
import StageRuntime

/// Finds the alerts in the lines of a log and records them; other lines are skipped or become dead letters.
///
/// - A line with an alert, also behind a log collector's prefix or inside its object, an array of them, or an object over
///   several lines: the alerts.
/// - Banner, log text, a blank line: skipped. Text that may hold an alert (``LineHint``): one dead letter.
/// - A line that should be an alert and is none, but has alerts inside: those, marked as rescued, and a dead letter for
///   each rest; one with the whole line when there are more than ``maximumRests``.
/// - Any other line that should be an alert: one dead letter with the whole line.
/// - An alert in the log of a container that is not Falco's (``ContainerLogPath``): one dead letter, since it is nobody's.
///
/// Lines that a container runtime split come here joined (``LineReader``), as the text alone. Limit: wrappers in wrappers
/// are followed ``maximumDepth`` deep.
struct LineRecorder {
    /// Dead letters of one line, so that no line becomes many times its size.
    static let maximumRests = 100
    /// Wrappers in wrappers.
    static let maximumDepth = 4

    let recorder: AlertRecorder
    private let wrapperParser = JSONParser()
    private let repeated: RepeatedLines

    init(_ recorder: AlertRecorder, repeated: RepeatedLines) {
        self.recorder = recorder
        self.repeated = repeated
    }

    /// Records one line and counts the outcome.
    func record(
        _ line: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        guard !ContainerLogPath.isForeign(origin.sender) else {
            return recordForeign(line, from: origin, into: &counters)
        }
        record(line, date: nil, depth: 0, from: origin, into: &counters)
    }

    private func record(
        _ line: UnsafeRawBufferPointer,
        date: Timestamp?,
        depth: Int,
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
            recordText(line, from: start, date, origin, &counters)
        case .dockerWrapper:
            recordWrapped(line, depth, fault: nil, from: origin, into: &counters)
        case .list(let start):
            recordList(UnsafeRawBufferPointer(rebasing: line[start...]), depth, origin, &counters)
        case .object(let start):
            recordObject(UnsafeRawBufferPointer(rebasing: line[start...]), date, depth, origin, &counters)
        }
    }

    /// Records the beginning of a line that is longer than the limit.
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

    /// Records a line of a container that is not Falco's: what looks like an alert there is kept aside.
    private func recordForeign(
        _ line: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        counters[.received] += 1
        guard LineHint.reason(of: line) != nil else {
            counters[.skipped] += 1
            return
        }
        counters[.deadLettered] += 1
        recorder.recordDeadLetter(
            line,
            code: "not-falcos-log",
            message: "the line looks like an alert, and its file is the log of another container",
            from: origin
        )
    }

    /// Records a line that looks like Falco's text form of an alert, from where that begins.
    private func recordText(
        _ line: UnsafeRawBufferPointer,
        from start: Int,
        _ date: Timestamp?,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        counters[.received] += 1
        let received = Timestamp(milliseconds: origin.receivedMilliseconds)
        let prefix = AlertPrefix(line)
        let outcome = recorder.record(
            UnsafeRawBufferPointer(rebasing: line[start...]),
            from: origin,
            date: prefix?.date(received: received) ?? date,
            isRescued: prefix?.isForeign ?? false,
            newness: { repeated.judge($0, $1, origin, counters) }
        )
        counters.count(outcome)
        if case .broken(let fault) = outcome {
            recorder.recordDeadLetter(line, code: "text-alert", message: fault.message, from: origin)
        }
    }

    /// Records an object that should be an alert.
    private func recordObject(
        _ object: UnsafeRawBufferPointer,
        _ date: Timestamp?,
        _ depth: Int,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        let outcome = recorder.record(
            object,
            from: origin,
            date: date,
            newness: { repeated.judge($0, $1, origin, counters) }
        )
        guard case .broken(let fault) = outcome else {
            counters[.received] += 1
            counters.count(outcome)
            return
        }
        if fault.code == .tooLarge {
            counters[.received] += 1
            counters[.deadLettered] += 1
            return recorder.recordDeadLetter(object, code: fault.code.rawValue, message: fault.message, from: origin)
        }
        if fault.code != .notJSON, let list = JSONSlice.list(in: object) {
            return recordList(list, depth, origin, &counters)
        }
        if object.contains(0x0A), fault.code == .notJSON, depth < Self.maximumDepth {
            return recordLines(of: object, depth, origin, &counters)
        }
        recordWrapped(object, depth, fault: fault, from: origin, into: &counters)
    }

    /// Records what were taken for the lines of one object, each by itself.
    private func recordLines(
        of object: UnsafeRawBufferPointer,
        _ depth: Int,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        for line in object.split(separator: 0x0A, omittingEmptySubsequences: true) {
            record(UnsafeRawBufferPointer(rebasing: line), date: nil, depth: depth + 1, from: origin, into: &counters)
        }
    }

    /// Records the elements of an array.
    private func recordList(
        _ list: UnsafeRawBufferPointer,
        _ depth: Int,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        var pieces = BodyPieces(list)
        var count = 0
        while depth < Self.maximumDepth, count < BodyRecorder.maximumPieces, let piece = pieces.next() {
            count += 1
            recordObject(piece, nil, depth + 1, origin, &counters)
        }
        if count == 0 {
            counters[.received] += 1
            counters[.skipped] += 1
        }
        guard pieces.rest.contains(where: { $0 > 0x20 && $0 != 0x5D }) else { return }
        counters[.received] += 1
        counters[.deadLettered] += 1
        recorder.recordDeadLetter(
            pieces.rest,
            code: "too-many-parts",
            message: "what is behind \(count) elements of one array",
            from: origin
        )
    }

    /// Records the line that a log collector put into an object; without one the object is torn or no alert.
    private func recordWrapped(
        _ line: UnsafeRawBufferPointer,
        _ depth: Int,
        fault: PayloadFault?,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        // The wrapped text is copied: recording it may parse with buffers that the view borrows.
        let wrapped = try? wrapperParser.withDocument(line) { WrappedText.find(in: $0) }
        if let (text, date) = wrapped ?? nil, depth < Self.maximumDepth {
            return text.withUnsafeBytes {
                record($0, date: date, depth: depth + 1, from: origin, into: &counters)
            }
        }
        guard fault != nil || LineShape.starts(line, with: "{\"log\":\"", at: 0) else {
            return recordObject(line, nil, Self.maximumDepth, origin, &counters)
        }
        recordTorn(
            line,
            isText: false,
            code: fault?.code.rawValue ?? PayloadFault.Code.notJSON.rawValue,
            message: fault?.message ?? "a line of Docker's json-file driver that is not whole",
            from: origin,
            into: &counters
        )
    }

    /// Looks for alerts inside a line that is not an alert; without one the line is text, or one dead letter.
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
            let outcome = recorder.record(piece, from: origin, isRescued: true)
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
            // An alert seemed to begin here, so it is not mere text.
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
        let hint = isText ? LineHint.reason(of: line) : nil
        guard !isText || hint != nil else {
            counters[.skipped] += 1
            return
        }
        counters[.deadLettered] += 1
        recorder.recordDeadLetter(
            line,
            code: hint == nil ? code : "unread-line",
            message: hint ?? message,
            from: origin
        )
    }
}
