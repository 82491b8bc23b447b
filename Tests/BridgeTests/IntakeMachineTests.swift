import LogPort
import Testing

// The machine is inside the bridge; from outside it is seen through a log and sockets alone.
@testable import FalcoBridge

@Suite("The machine of the intake")
struct IntakeMachineTests {
    private typealias Machine = IntakeMachine

    private static func exchange(_ number: Int, door: Int = 0, bytes: Int = 10) -> IntakeGroup.Exchange {
        IntakeGroup.Exchange(number: number, door: door, bytes: bytes)
    }

    private static func batch(_ number: Int, bytes: Int = 100) -> IntakeGroup.Batch {
        IntakeGroup.Batch(number: number, bytes: bytes)
    }

    /// A machine whose group of exchange 0 and batch 0 is being committed.
    private static func committing() -> Machine {
        var machine = Machine()
        _ = machine.begin()
        _ = machine.offered(exchange(0))
        _ = machine.recorded(isFull: false)
        _ = machine.offered(batch(0))
        _ = machine.recorded(isFull: false)
        _ = machine.flush()
        return machine
    }

    @Test("Offered items are recorded and committed at the end of the round; kept ones are released and answered")
    func keeps() {
        var machine = Machine()
        #expect(machine.begin() == [])
        #expect(machine.offered(Self.exchange(0)) == [.recordExchange(0)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.offered(Self.batch(0)) == [.recordBatch(0)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.offered(Self.exchange(1)) == [.recordExchange(1)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.flush() == [.commit])
        #expect(
            machine.kept() == [
                .keep, .release(bytes: 120, count: 3, batches: [0]), .answer(0..<2, .asRecorded),
            ]
        )
        #expect(machine == Self.idle)
    }

    /// A machine that has nothing to do in a round.
    private static let idle: Machine = {
        var machine = Machine()
        _ = machine.begin()
        return machine
    }()

    @Test("A full group is committed at once, and later items are the next group")
    func commitsWhenFull() {
        var machine = Machine()
        #expect(machine.begin() == [])
        #expect(machine.offered(Self.exchange(0)) == [.recordExchange(0)])
        #expect(machine.recorded(isFull: true) == [.commit])
        #expect(machine.kept() == [.keep, .release(bytes: 10, count: 1, batches: []), .answer(0..<1, .asRecorded)])
        #expect(machine.offered(Self.exchange(1)) == [.recordExchange(1)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.flush() == [.commit])
    }

    @Test("Without anything recorded nothing is committed")
    func idles() {
        var machine = Machine()
        #expect(machine.begin() == [])
        #expect(machine.flush() == [])
        #expect(!machine.isWaiting)
    }

    @Test("Refused exchanges are counted by door, answered and forgotten; batches are recorded in the next round")
    func retries() {
        var machine = Self.committing()
        #expect(
            machine.refused(.retry) == [
                .release(bytes: 10, count: 1, batches: []),
                .answer(0..<1, .refused), .forget, .pause,
            ]
        )
        #expect(machine.isWaiting && machine.held == [Self.batch(0)])
        // Later batches wait behind it, exchanges do not.
        #expect(machine.offered(Self.batch(1)) == [])
        #expect(machine.offered(Self.exchange(1, door: 1)) == [.recordExchange(1)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.flush() == [.commit])
        #expect(machine.kept() == [.keep, .release(bytes: 10, count: 1, batches: []), .answer(1..<2, .asRecorded)])
        #expect(machine.begin() == [.recordBatch(0)])
        #expect(machine.recorded(isFull: true) == [.commit])
        #expect(machine.kept() == [.keep, .release(bytes: 100, count: 1, batches: [0]), .recordBatch(1)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.offered(Self.batch(2)) == [.recordBatch(2)])
        #expect(machine.recorded(isFull: false) == [])
        #expect(machine.flush() == [.commit])
        #expect(machine.kept() == [.keep, .release(bytes: 200, count: 2, batches: [1, 2])])
        #expect(!machine.isWaiting)
    }

    @Test("Held batches that are refused again wait for the round after, in their order")
    func holdsAgain() {
        var machine = Self.committing()
        _ = machine.refused(.retry)
        #expect(machine.offered(Self.batch(1)) == [])
        #expect(machine.flush() == [])
        #expect(machine.begin() == [.recordBatch(0)])
        #expect(machine.recorded(isFull: true) == [.commit])
        #expect(machine.refused(.retry) == [.forget, .pause])
        #expect(machine.held == [Self.batch(0), Self.batch(1)])
        #expect(machine.flush() == [])
    }

    @Test("A commit in doubt renews the producer; if the log has the group, it counts as kept")
    func asksAndWasKept() {
        var machine = Self.committing()
        #expect(machine.refused(.rewind) == [.renewProducer])
        #expect(
            machine.asked(wasKept: true) == [
                .keep, .release(bytes: 110, count: 2, batches: [0]), .answer(0..<1, .asRecorded),
            ]
        )
        #expect(!machine.isWaiting)
    }

    @Test("A commit in doubt that was not kept is refused, without a pause")
    func asksAndWasNotKept() {
        var machine = Self.committing()
        #expect(machine.refused(.rewind) == [.renewProducer])
        #expect(
            machine.asked(wasKept: false) == [
                .release(bytes: 10, count: 1, batches: []),
                .answer(0..<1, .refused), .forget,
            ]
        )
        #expect(machine.held == [Self.batch(0)])
    }

    @Test(
        "While the log cannot be asked exchanges are refused and batches held; the group is neither kept nor forgotten"
    )
    func isDoubtful() {
        var machine = Self.committing()
        _ = machine.refused(.rewind)
        #expect(
            machine.notAsked(.retry) == [
                .release(bytes: 10, count: 1, batches: []),
                .answer(0..<1, .refused), .pause,
            ]
        )
        #expect(machine.isWaiting && machine.unsettledCount == 1)
        #expect(
            machine.offered(Self.exchange(1, door: 2)) == [
                .release(bytes: 10, count: 1, batches: []), .answer(1..<2, .refused),
            ]
        )
        #expect(machine.offered(Self.batch(1)) == [])
        #expect(machine.flush() == [])
        #expect(machine.begin() == [.renewProducer])
        #expect(machine.notAsked(.rewind) == [.pause])
        #expect(machine.begin() == [.renewProducer])
    }

    @Test("A doubt that ends well keeps the group's batches and continues with those behind them")
    func settlesDoubt() {
        var machine = Self.committing()
        _ = machine.refused(.rewind)
        _ = machine.notAsked(.retry)
        _ = machine.offered(Self.batch(1))
        #expect(machine.begin() == [.renewProducer])
        #expect(machine.asked(wasKept: true) == [.keep, .release(bytes: 100, count: 1, batches: [0]), .recordBatch(1)])
    }

    @Test("A doubt that ends badly records the group's batches again, before those behind them")
    func settlesDoubtAgain() {
        var machine = Self.committing()
        _ = machine.refused(.rewind)
        _ = machine.notAsked(.retry)
        _ = machine.offered(Self.batch(1))
        #expect(machine.begin() == [.renewProducer])
        #expect(machine.asked(wasKept: false) == [.forget, .recordBatch(0)])
        #expect(machine.recorded(isFull: false) == [.recordBatch(1)])
    }

    @Test("A log that accepts nothing any more ends the machine: later exchanges are refused")
    func ends() {
        var machine = Self.committing()
        #expect(
            machine.refused(.stop) == [
                .release(bytes: 10, count: 1, batches: []),
                .answer(0..<1, .refused), .forget, .end,
            ]
        )
        #expect(machine.state == .ended && machine.unsettledCount == 1)
        #expect(
            machine.offered(Self.exchange(1)) == [
                .release(bytes: 10, count: 1, batches: []), .answer(1..<2, .refused),
            ]
        )
        #expect(machine.offered(Self.batch(1)) == [])
        #expect(machine.flush() == [] && machine.begin() == [])
    }

    @Test("A log that cannot be asked any more ends the machine, too")
    func endsInDoubt() {
        var machine = Self.committing()
        _ = machine.refused(.rewind)
        #expect(
            machine.notAsked(.stop) == [
                .release(bytes: 10, count: 1, batches: []),
                .answer(0..<1, .refused), .forget, .end,
            ]
        )
        #expect(machine.state == .ended)
    }

    @Test("At the end batches in doubt and held ones are not kept")
    func endsWithBatches() {
        var machine = Self.committing()
        _ = machine.refused(.rewind)
        _ = machine.notAsked(.retry)
        _ = machine.offered(Self.batch(1))
        machine.end()
        #expect(machine.held == [Self.batch(0), Self.batch(1)] && machine.state == .ended)
    }

    @Test("Refusals are counted door by door")
    func countsByDoor() {
        var machine = Machine()
        _ = machine.begin()
        for (number, door) in [2, 0, 2].enumerated() {
            _ = machine.offered(Self.exchange(number, door: door))
            _ = machine.recorded(isFull: false)
        }
        #expect(machine.flush() == [.commit])
        #expect(
            machine.refused(.retry) == [
                .release(bytes: 30, count: 3, batches: []), .answer(0..<3, .refused), .forget, .pause,
            ]
        )
    }
}
