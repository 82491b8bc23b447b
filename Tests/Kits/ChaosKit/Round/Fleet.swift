import Glibc
import HTTPRequests
import PipelineTestKit
import Synchronization

/// The workers of a round, by number from 1, and all processes that ever ran in it.
final class Fleet: Sendable {
    private struct State {
        var running: [Int: RunningService] = [:]
        var past: [RunningService] = []
        var starts = 0
        /// Workers whose names two processes had at a time.
        var shared: Set<Int> = []
    }

    private let program: EyrieProgram
    private let state = Mutex(State())

    init(program: EyrieProgram) {
        self.program = program
    }

    /// Numbers of the workers, in order.
    var numbers: [Int] {
        state.withLock { $0.running.keys.sorted() }
    }

    /// All processes, past ones first.
    var all: [RunningService] {
        state.withLock { state in
            state.past + state.running.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    subscript(number: Int) -> RunningService? {
        state.withLock { $0.running[number] }
    }

    /// Starts a worker; one of that number that is still listed goes to the past ones.
    @discardableResult
    func start(_ number: Int, failpoint: String? = nil) throws(ChaosFault) -> RunningService {
        let run = state.withLock { state -> Int in
            state.starts += 1
            return state.starts
        }
        let service = try program.worker("w\(number)", run: run, failpoint: failpoint)
        state.withLock { state in
            if let old = state.running.updateValue(service, forKey: number) {
                state.past.append(old)
            }
        }
        return service
    }

    /// Starts a second process of a worker's name while the first is stopped.
    func startTwin(_ number: Int) throws(ChaosFault) -> RunningService {
        state.withLock { _ = $0.shared.insert(number) }
        return try start(number)
    }

    /// Whether a process ended since another one had its name, in a round that gave the name to two.
    ///
    /// Mostly the sleeper ends. One that slept in the middle of taking its name back, after a broker was lost, finishes that
    /// when it wakes, and then the twin ends: librdkafka has no call between the question and the taking.
    private func isFenced(_ service: RunningService, _ ending: ChildProcess.Ending) -> Bool {
        ending == .code(3)
            && state.withLock { state in state.shared.contains { service.process.name.hasPrefix("w\($0)-") } }
    }

    /// Takes a worker off the list without ending it.
    func forget(_ number: Int) {
        state.withLock { state in
            if let old = state.running.removeValue(forKey: number) {
                state.past.append(old)
            }
        }
    }

    /// Asks a worker to end and waits for it.
    ///
    /// - Parameters:
    ///   - number: The worker's.
    ///   - isDisturbed: Whether faults may still last: a commit that cannot end in time is given up then, and the exit
    ///     code says so; nothing is lost by that.
    /// - Returns: What was wrong with its end; nil when it was in order.
    func stop(_ number: Int, isDisturbed: Bool) -> Violation? {
        guard let service = self[number] else { return nil }
        defer { forget(number) }
        let clock = ContinuousClock()
        let asked = clock.now
        service.readMetrics(RunningService.impatientClient())
        service.process.send(SIGTERM)
        guard let ending = service.process.waitForEnd(within: .seconds(30)) else {
            service.process.send(SIGKILL)
            return Violation(
                .stopsInTime,
                "\(service.process.name) did not end within 30 s: \(service.process.lastLines(3))"
            )
        }
        let took = asked.duration(to: clock.now)
        let isGivenUp = isDisturbed && ending == .code(1) && service.process.output.contains("Stop budget is over")
        guard ending == .code(0) || isGivenUp || isFenced(service, ending) else {
            return Violation(.workersStay, "\(service.process.name): \(ending), \(service.process.lastLines(3))")
        }
        // A second more than the promise, for a machine that is busy with others.
        guard took <= .seconds(6) else {
            return Violation(.stopsInTime, "\(service.process.name) took \(took)")
        }
        return nil
    }

    /// Restarts processes that exited without a request.
    ///
    /// - Returns: Those that did.
    func replaceEnded() throws(ChaosFault) -> [Violation] {
        var violations: [Violation] = []
        for number in numbers {
            guard let service = self[number], let ending = service.process.ending else { continue }
            if !isFenced(service, ending) {
                violations.append(
                    Violation(.workersStay, "\(service.process.name): \(ending), \(service.process.lastLines(3))")
                )
            }
            try start(number)
        }
        return violations
    }

    /// Ends everything at once.
    func killAll() {
        for service in all {
            service.process.send(SIGKILL)
            _ = service.process.waitForEnd(within: .seconds(5))
        }
    }

    /// A metric's last values, summed over all processes.
    func sum(_ metric: String) -> Int {
        Int(all.reduce(0.0) { $0 + ($1.metrics[metric] ?? 0) })
    }
}
