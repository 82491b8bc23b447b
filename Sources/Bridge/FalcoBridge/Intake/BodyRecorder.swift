import EventModel
import HTTPService

/// Turns a decoded body into records: one alert, or the alerts among its pieces (``BodyPieces``).
///
/// Limits: ``maximumPieces``, ``maximumLetters`` and ``maximumIDs``. One thread uses it.
struct BodyRecorder {
    /// Pieces of one body; the rest after them becomes one dead letter.
    static let maximumPieces = 10_000
    /// Dead letters of one body; beyond it the whole body becomes one, so that no body grows to many times its size.
    static let maximumLetters = 100
    /// Event ids in an answer.
    static let maximumIDs = 16

    /// The answer to a body without an alert, with the reason behind falcosidekick's text (handlers.go).
    static func invalid(_ code: String, _ message: String) -> HTTPAnswer {
        .text(400, "Please send a valid request body\n\(code): \(message)\n")
    }

    /// The outcome of the pieces so far.
    private struct Tally {
        var ids: [EventID] = []
        var good = 0
        /// The first of the broken ones.
        var broken: [(piece: UnsafeRawBufferPointer, fault: PayloadFault)] = []
        var brokenCount = 0

        var count: Int {
            good + brokenCount
        }

        mutating func add(_ id: EventID) {
            good += 1
            if ids.count < BodyRecorder.maximumIDs {
                ids.append(id)
            }
        }

        mutating func add(_ piece: UnsafeRawBufferPointer, _ fault: PayloadFault) {
            brokenCount += 1
            if broken.count < BodyRecorder.maximumLetters {
                broken.append((piece, fault))
            }
        }

        var answer: HTTPAnswer {
            var headers: [HTTPHeader] = []
            if good <= ids.count {
                headers.append(HTTPHeader("X-Eyrie-Event-Id", ids.map(\.description).joined(separator: ", ")))
            }
            headers.append(HTTPHeader("X-Eyrie-Event-Count", "\(good)"))
            if brokenCount > 0 {
                headers.append(HTTPHeader("X-Eyrie-Broken-Count", "\(brokenCount)"))
            }
            return HTTPAnswer(status: 200, headers: headers)
        }
    }

    let alerts: any PieceRecorder

    /// Records what is in a body and counts it.
    ///
    /// - Parameters:
    ///   - body: The decoded body.
    ///   - exchange: The request that it came in; nil for a body that no request carried.
    ///   - origin: Where from.
    ///   - counters: The door's.
    /// - Returns: The answer, to be given when the group is kept.
    func record(
        _ body: UnsafeRawBufferPointer,
        of exchange: HTTPExchange? = nil,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) -> HTTPAnswer {
        alerts.beginBody(of: exchange)
        switch alerts.recordAlert(body, from: origin, isRescued: false, into: &counters) {
        case .success(let id):
            return HTTPAnswer(status: 200, headers: [HTTPHeader("X-Eyrie-Event-Id", id.description)])
        case .failure(let fault) where fault.code == .tooLarge:
            return refuseTooLarge(body, fault, origin, &counters)
        case .failure(let fault):
            if let copy = JSONRepair.utf8(ofUTF16: body) {
                return copy.withUnsafeBytes { recordPieces(of: $0, fault, origin, &counters) }
            }
            return recordPieces(of: body, fault, origin, &counters)
        }
    }

    /// Records what is in a body that is not one alert.
    private func recordPieces(
        of body: UnsafeRawBufferPointer,
        _ fault: PayloadFault,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> HTTPAnswer {
        var tally = Tally()
        // A list inside another product's object, such as the hits of a search.
        var pieces = BodyPieces(fault.code == .notJSON ? body : JSONSlice.list(in: body) ?? body)
        while tally.count < Self.maximumPieces, let piece = pieces.next() {
            switch alerts.recordAlert(piece, from: origin, isRescued: false, into: &counters) {
            case .success(let id):
                tally.add(id)
            case .failure(let fault):
                recordLines(of: piece, fault, origin, &counters, &tally)
            }
        }
        guard tally.good > 0 else {
            if let (_, fault) = tally.broken.first(where: { $0.fault.code == .tooLarge }) {
                return refuseTooLarge(body, fault, origin, &counters)
            }
            // Of an array the first element says what they are.
            let fault = tally.broken.first.map { $0.piece.count < body.count ? $0.fault : fault } ?? fault
            alerts.recordRefusedBody(
                body,
                code: fault.code.rawValue,
                message: fault.message,
                from: origin,
                into: &counters
            )
            return Self.invalid(fault.code.rawValue, fault.message)
        }
        if tally.brokenCount > tally.broken.count {
            let message = "\(tally.brokenCount) parts of the body are no alerts; this is the whole body"
            refuse(body, "broken-parts", message, origin, &counters)
        } else {
            for (piece, fault) in tally.broken {
                refuse(piece, fault.code.rawValue, fault.message, origin, &counters)
            }
        }
        let rest = pieces.rest
        if rest.contains(where: { $0 > 0x20 && $0 != 0x5D }) {
            tally.brokenCount += 1
            let message = "what is behind \(Self.maximumPieces) parts of one body"
            refuse(rest, "too-many-parts", message, origin, &counters)
        }
        return tally.answer
    }

    /// Records the alerts among the lines of a broken piece: two torn lines may look like one value that contains the
    /// lines between.
    private func recordLines(
        of piece: UnsafeRawBufferPointer,
        _ fault: PayloadFault,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters,
        _ tally: inout Tally
    ) {
        guard piece.contains(0x0A) else {
            tally.add(piece, fault)
            return
        }
        let before = tally
        var lines = BodyPieces(linesOf: piece)
        while let line = lines.next() {
            switch alerts.recordAlert(line, from: origin, isRescued: true, into: &counters) {
            case .success(let id): tally.add(id)
            case .failure(let fault): tally.add(line, fault)
            }
        }
        if tally.good == before.good {
            tally = before
            tally.add(piece, fault)
        }
    }

    /// Refuses a body whose alert the log does not take for its size.
    private func refuseTooLarge(
        _ body: UnsafeRawBufferPointer,
        _ fault: PayloadFault,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> HTTPAnswer {
        alerts.recordRefusedBody(
            body,
            code: fault.code.rawValue,
            message: fault.message,
            from: origin,
            into: &counters
        )
        return .text(413, "The alert is too large for the log: \(fault.message)\n")
    }

    private func refuse(
        _ bytes: UnsafeRawBufferPointer,
        _ code: String,
        _ message: String,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        alerts.recordDeadLetter(bytes, code: code, message: message, from: origin, into: &counters)
    }
}
