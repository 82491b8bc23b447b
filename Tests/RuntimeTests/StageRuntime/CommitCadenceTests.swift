import Testing

@testable import StageRuntime

@Suite("When a worker commits")
struct CommitCadenceTests {
    private let start = ContinuousClock.now

    @Test("records that arrive during a commit go with the next one, an interval after the start of the first")
    func busy() {
        var cadence = CommitCadence(interval: .milliseconds(150))
        cadence.noteRecords(at: start)
        cadence.forget()
        cadence.noteCommit(at: start)
        // The commit took 60 ms; what came meanwhile is processed now.
        cadence.noteRecords(at: start + .milliseconds(60))
        #expect(cadence.patience(at: start + .milliseconds(60)) == .milliseconds(90))
        #expect(!cadence.isOverdue(at: start + .milliseconds(149)))
        #expect(cadence.isOverdue(at: start + .milliseconds(150)))
        // Records that come later do not put it off.
        cadence.noteRecords(at: start + .milliseconds(140))
        #expect(cadence.patience(at: start + .milliseconds(141)) == .milliseconds(9))
        #expect(cadence.patience(at: start + .milliseconds(200)) == .zero)
    }

    @Test("after a pause it commits when there is nothing more to read, and at the latest an interval later")
    func pause() {
        var cadence = CommitCadence(interval: .milliseconds(150))
        #expect(cadence.patience(at: start) == .milliseconds(100))
        cadence.noteRecords(at: start)
        #expect(cadence.patience(at: start) == .zero)
        #expect(!cadence.isOverdue(at: start + .milliseconds(149)))
        #expect(cadence.isOverdue(at: start + .milliseconds(150)))
        cadence.noteCommit(at: start)
        cadence.forget()
        let later = start + .seconds(3)
        #expect(!cadence.isOverdue(at: later))
        cadence.noteRecords(at: later)
        #expect(cadence.patience(at: later) == .zero)
        #expect(!cadence.isOverdue(at: later + .milliseconds(149)))
        #expect(cadence.isOverdue(at: later + .milliseconds(150)))
    }

    @Test("without an interval it commits whenever there is nothing to read")
    func noInterval() {
        var cadence = CommitCadence(interval: .zero)
        cadence.noteRecords(at: start)
        #expect(cadence.patience(at: start) == .zero)
        #expect(!cadence.isOverdue(at: start + .seconds(10)))
    }
}
