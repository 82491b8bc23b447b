import PipelineTestKit

/// What is done to the processes and the cluster in one round, in order; a function of seed and number alone.
///
/// Each round scales from 1 to 4 and to 2 workers, and has one fault of each kind in between. Five rounds in a row have
/// each failpoint, and at least each kind of fault of broker, worker and connection.
package struct Schedule: Sendable, Equatable {
    /// Places where workers kill themselves; they are KafkaLog's.
    package static let failpoints = [
        "kafka-after-poll", "kafka-mid-transaction", "kafka-after-send-offsets", "kafka-before-commit",
        "kafka-after-commit",
    ]

    package let seed: UInt64
    /// The round's number in its run, from 0.
    package let round: Int
    package let steps: [Step]

    package init(seed: UInt64, round: Int) {
        self.seed = seed
        self.round = round
        var generator = SeededGenerator(seed: seed).split(UInt64(round))
        var faults: [Step] = [
            .failpoint(
                worker: generator.within(1...2),
                name: Self.failpoints[round % Self.failpoints.count],
                count: generator.within(2...12)
            )
        ]
        let node = generator.within(1...3)
        faults.append(
            round.isMultiple(of: 2)
                ? .killBroker(node, downSeconds: generator.within(1...6))
                : .pauseBroker(node, seconds: generator.within(3...12))
        )
        if round % 3 != 1 {
            let seconds = EyrieProgram.transactionSeconds + generator.within(2...4)
            faults.append(.sleep(worker: generator.within(1...2), seconds: seconds, hasTwin: round % 3 == 2))
        }
        faults.append(Self.connections(round, &generator))
        faults.append(Self.connections(round + 1, &generator))
        faults.shuffle(using: &generator)
        // The first faults meet one worker, most meet four or two.
        let grown = generator.within(0...1)
        let shrunk = generator.within(2...3)
        var steps = Array(faults[..<grown]) + [.scale(to: 4)] + faults[grown..<shrunk] + [.scale(to: 2)]
        steps += faults[shrunk...]
        self.steps = steps.map { Self.fitted($0, toFirst: $0 == steps.first) }
    }

    /// Before the first scaling there is only worker 1.
    private static func fitted(_ step: Step, toFirst isFirst: Bool) -> Step {
        guard isFirst else { return step }
        switch step {
        case .failpoint(_, let name, let count): return .failpoint(worker: 1, name: name, count: count)
        case .sleep(_, let seconds, let hasTwin): return .sleep(worker: 1, seconds: seconds, hasTwin: hasTwin)
        case .scale, .killBroker, .pauseBroker, .connections: return step
        }
    }

    private static func connections(_ number: Int, _ generator: inout SeededGenerator) -> Step {
        let seed = generator.next()
        let share = generator.within(2...4)
        switch number % 4 {
        case 0: return .connections(.cut, oneIn: share, seconds: 1, seed: seed)
        case 1:
            let late = generator.within(1_000...6_000)
            return .connections(.lateRequests(milliseconds: late), oneIn: 2, seconds: 6, seed: seed)
        case 2: return .connections(.halfOpen, oneIn: share, seconds: generator.within(3...6), seed: seed)
        default:
            let delay = generator.within(50...800)
            return .connections(.delay(milliseconds: delay), oneIn: share, seconds: 4, seed: seed)
        }
    }
}
