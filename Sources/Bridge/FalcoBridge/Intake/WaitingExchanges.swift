import HTTPService

/// The exchanges that the writer has taken and not answered, by their numbers.
///
/// They are answered in the order of their numbers, so this is a queue without searches.
struct WaitingExchanges {
    private struct Entry {
        let received: ReceivedExchange
        let door: Int
        /// The answer for when its group is kept.
        var answer: HTTPAnswer?
    }

    private static let refused = HTTPAnswer.text(503, "The alert could not be kept\n")

    private var entries: [Entry] = []
    /// The number of the first entry.
    private var first = 0

    /// Takes an exchange.
    ///
    /// - Returns: Its number in the machine.
    mutating func add(_ received: ReceivedExchange, door: Int) -> IntakeGroup.Exchange {
        entries.append(Entry(received: received, door: door))
        return IntakeGroup.Exchange(
            number: first + entries.count - 1,
            door: door,
            bytes: received.exchange.bodyCount
        )
    }

    /// The exchange of a number.
    subscript(number: Int) -> (received: ReceivedExchange, door: Int) {
        (entries[number - first].received, entries[number - first].door)
    }

    /// Sets the answer for when the exchange's group is kept.
    mutating func setAnswer(_ answer: HTTPAnswer, of number: Int) {
        entries[number - first].answer = answer
    }

    /// Answers the oldest exchanges and forgets them.
    mutating func answer(_ numbers: Range<Int>, _ answer: IntakeMachine.Answer) {
        precondition(numbers.lowerBound == first, "exchanges are answered in the order of their numbers")
        HTTPExchange.answer(
            entries.prefix(numbers.count).lazy.map { entry in
                switch (answer, entry.answer) {
                case (.asRecorded, .some(let recorded)): (entry.received.exchange, recorded)
                case (.asRecorded, nil): preconditionFailure("only what was recorded is answered so")
                case (.refused, _): (entry.received.exchange, Self.refused)
                }
            }
        )
        first = numbers.upperBound
        if numbers.count == entries.count {
            entries.removeAll(keepingCapacity: true)
        } else {
            entries.removeFirst(numbers.count)
        }
    }
}
