import LogPort
import PipelineTestKit
import Testing

// The machine is inside the bridge; from outside it is seen through a log and sockets alone.
@testable import FalcoBridge

/// A log that fails at random, and a writer that does what the machine says and notes what became of each item.
private struct IntakeModel {
    enum Item: Hashable {
        case exchange(Int)
        case batch(Int)
    }

    private var generator: SeededGenerator
    private var machine = IntakeMachine()
    /// The doors of exchanges and of batches, by number; two doors send exchanges, two batches.
    private(set) var exchangeDoors: [Int] = []
    private(set) var batchDoors: [Int] = []
    /// What is recorded and not committed.
    private var recorded: [Item] = []
    /// What was committed last, and whether the log kept it.
    private var committed: (items: [Item], wasKept: Bool) = ([], false)
    private(set) var log: [Item] = []
    private(set) var counted: [Item] = []
    private(set) var answers: [Int: IntakeMachine.Answer] = [:]
    private(set) var doneBatches: Set<Int> = []
    private(set) var released = (bytes: 0, count: 0)
    private(set) var hasEnded = false
    private(set) var flaws: [String] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Batches that nobody has finished.
    var unsettledCount: Int { machine.unsettledCount }

    static func bytes(_ item: Item) -> Int {
        switch item {
        case .exchange(let number): 1 + number % 7
        case .batch(let number): 10 + number % 11
        }
    }

    mutating func run(rounds: Int) {
        for _ in 0..<rounds {
            perform(machine.begin())
            for _ in 0..<generator.below(8) {
                offer()
            }
            perform(machine.flush())
            if !recorded.isEmpty, !hasEnded {
                flaws.append("a round ended with \(recorded) not committed")
            }
        }
        machine.end()
        offer()
    }

    private mutating func offer() {
        if generator.oneIn(2) {
            let number = exchangeDoors.count
            exchangeDoors.append(generator.below(2))
            let bytes = Self.bytes(.exchange(number))
            perform(machine.offered(.init(number: number, door: exchangeDoors[number], bytes: bytes)))
        } else {
            let number = batchDoors.count
            batchDoors.append(2 + generator.below(2))
            perform(machine.offered(.init(number: number, bytes: Self.bytes(.batch(number)))))
        }
    }

    private mutating func perform(_ actions: [IntakeMachine.Action]) {
        for (index, action) in actions.enumerated() {
            let next = perform(action)
            if !next.isEmpty, index < actions.count - 1 {
                flaws.append("\(action) is not the last of \(actions)")
            }
            perform(next)
        }
    }

    private mutating func perform(_ action: IntakeMachine.Action) -> [IntakeMachine.Action] {
        switch action {
        case .recordExchange(let number):
            recorded.append(.exchange(number))
            return machine.recorded(isFull: generator.oneIn(4))
        case .recordBatch(let number):
            recorded.append(.batch(number))
            return machine.recorded(isFull: generator.oneIn(4))
        case .commit:
            return commit()
        case .renewProducer:
            switch generator.below(40) {
            case 0: return machine.notAsked(.stop)
            case 1..<16: return machine.notAsked(generator.oneIn(2) ? .retry : .rewind)
            default: return machine.asked(wasKept: committed.wasKept)
            }
        case .keep:
            if !committed.wasKept { flaws.append("counts \(committed.items), which the log did not keep") }
            counted += committed.items
            committed.items = []
        case .forget:
            if committed.wasKept, !hidesWhatItKept { flaws.append("forgets \(committed.items), which the log kept") }
            committed.items = []
        case .release(let bytes, let count, let batches):
            released.bytes += bytes
            released.count += count
            for number in batches where !doneBatches.insert(number).inserted || !counted.contains(.batch(number)) {
                flaws.append("batch \(number) is done twice, or before it is kept")
            }
        case .answer(let numbers, let answer):
            for number in numbers {
                if answers.updateValue(answer, forKey: number) != nil { flaws.append("\(number) is answered twice") }
                if answer == .asRecorded, !counted.contains(.exchange(number)) {
                    flaws.append("\(number) is acknowledged before it is kept")
                }
            }
        case .pause:
            break
        case .end:
            hasEnded = true
        }
        return []
    }

    /// A log that could not be asked before it ended may hide what it kept.
    private var hidesWhatItKept: Bool {
        machine.state == .ended
    }

    private mutating func commit() -> [IntakeMachine.Action] {
        let outcome = generator.below(100)
        committed = (recorded, outcome < 60 || (85..<92).contains(outcome))
        recorded = []
        if committed.wasKept {
            log += committed.items
        }
        return switch outcome {
        case 0..<60: machine.kept()
        case 60..<85: machine.refused(.retry)
        case 85..<99: machine.refused(.rewind)
        default: machine.refused(.stop)
        }
    }
}

@Suite("A log that fails at random under the machine of the intake")
struct IntakeModelTests {
    @Test(
        "each item is kept once or not at all and answered or released once, in order, and only what is kept counts",
        arguments: UInt64(1)...200
    )
    func keepsItsWord(seed: UInt64) {
        var model = IntakeModel(seed: seed)
        model.run(rounds: 60)
        #expect(model.flaws == [], "seed \(seed)")

        // Every exchange is answered, 200 if and only if it was counted.
        #expect(model.answers.count == model.exchangeDoors.count, "seed \(seed)")
        let acknowledged = model.exchangeDoors.indices.filter { model.answers[$0] == .asRecorded }
        #expect(Set(acknowledged).isSubset(of: Self.exchanges(model.counted)), "seed \(seed)")

        // Nothing is twice in the log, and of one door everything is in the order in which it came.
        #expect(Set(model.log).count == model.log.count, "seed \(seed)")
        let batches = Self.batches(model.log)
        #expect(batches == batches.sorted(), "seed \(seed)")
        let kept = model.log.compactMap { if case .exchange(let number) = $0 { number } else { nil } }
        #expect(kept == kept.sorted(), "seed \(seed)")

        // What is done was kept; what is neither done nor held does not exist.
        #expect(model.doneBatches.isSubset(of: batches), "seed \(seed)")
        #expect(model.doneBatches == Set(Self.batches(model.counted)), "seed \(seed)")
        #expect(model.doneBatches.count + model.unsettledCount == model.batchDoors.count, "seed \(seed)")
        #expect(model.doneBatches == Set(0..<model.doneBatches.count), "seed \(seed)")

        // Room is given back once for each exchange and each batch that is done.
        let done =
            model.exchangeDoors.indices.map { IntakeModel.Item.exchange($0) }
            + model.doneBatches.map { IntakeModel.Item.batch($0) }
        #expect(model.released.bytes == done.reduce(0) { $0 + IntakeModel.bytes($1) }, "seed \(seed)")
        #expect(model.released.count == done.count, "seed \(seed)")
    }

    @Test("the cases of the random model reach every end that a group can have")
    func reachesEverything() {
        var (hasEnded, hasHeld, hasHidden, hasRefused) = (0, 0, 0, 0)
        for seed in UInt64(1)...200 {
            var model = IntakeModel(seed: seed)
            model.run(rounds: 60)
            hasEnded += model.hasEnded ? 1 : 0
            hasHeld += model.unsettledCount > 0 ? 1 : 0
            hasHidden += Self.exchanges(model.counted).contains { model.answers[$0] == .refused } ? 1 : 0
            hasRefused += model.answers.values.contains(.refused) ? 1 : 0
        }
        #expect(hasEnded > 20 && hasEnded < 180)
        #expect(hasHeld > 20)
        // Refused while the log could not be asked, and kept all the same.
        #expect(hasHidden > 20)
        #expect(hasRefused > 100)
    }

    private static func exchanges(_ items: [IntakeModel.Item]) -> Set<Int> {
        Set(items.compactMap { if case .exchange(let number) = $0 { number } else { nil } })
    }

    private static func batches(_ items: [IntakeModel.Item]) -> [Int] {
        items.compactMap { if case .batch(let number) = $0 { number } else { nil } }
    }
}
