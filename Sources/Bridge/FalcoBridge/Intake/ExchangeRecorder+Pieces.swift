import EventModel
import HTTPService

/// Bodies that are not one alert.
extension ExchangeRecorder {
    /// What became of the pieces so far.
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
            if ids.count < ExchangeRecorder.maximumIDs {
                ids.append(id)
            }
        }

        mutating func add(_ piece: UnsafeRawBufferPointer, _ fault: PayloadFault) {
            brokenCount += 1
            if broken.count < ExchangeRecorder.maximumLetters {
                broken.append((piece, fault))
            }
        }
    }

    /// Records what is in a body that is not one alert.
    ///
    /// - Parameters:
    ///   - body: The body, decoded.
    ///   - fault: Why it is not one alert.
    ///   - origin: Where from.
    ///   - counters: Where to count.
    /// - Returns: The answer.
    func recordPieces(
        of body: UnsafeRawBufferPointer,
        _ fault: PayloadFault,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> HTTPAnswer {
        var tally = Tally()
        var pieces = BodyPieces(body)
        while tally.count < Self.maximumPieces, let piece = pieces.next() {
            switch recordAlert(piece, origin, &counters) {
            case .success(let id):
                tally.add(id)
            case .failure(let fault):
                recordLines(of: piece, fault, origin, &counters, &tally)
            }
        }
        guard tally.good > 0 else {
            refuse(body, fault.code.rawValue, fault.message, origin, &counters)
            return Self.invalid
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
        return answer(tally)
    }

    /// Records the alerts among the lines of a broken piece: two torn lines may look like one value with those between.
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
            switch recordAlert(line, origin, &counters) {
            case .success(let id): tally.add(id)
            case .failure(let fault): tally.add(line, fault)
            }
        }
        if tally.good == before.good {
            tally = before
            tally.add(piece, fault)
        }
    }

    private func answer(_ tally: Tally) -> HTTPAnswer {
        var headers: [HTTPHeader] = []
        if tally.good <= tally.ids.count {
            headers.append(HTTPHeader("X-Eyrie-Event-Id", tally.ids.map(\.description).joined(separator: ", ")))
        }
        headers.append(HTTPHeader("X-Eyrie-Event-Count", "\(tally.good)"))
        if tally.brokenCount > 0 {
            headers.append(HTTPHeader("X-Eyrie-Broken-Count", "\(tally.brokenCount)"))
        }
        return HTTPAnswer(status: 200, headers: headers)
    }
}
