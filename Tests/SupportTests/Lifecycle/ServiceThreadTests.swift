import Lifecycle
import Synchronization
import Telemetry
import Testing

@Suite("Thread of a service")
struct ServiceThreadTests {
    private struct Broken: Error {}

    @Test("It runs from the start to the stop, and a stop without a start has nothing to wait for")
    func startsAndStops() throws {
        let thread = ServiceThread(name: "test")
        #expect(!thread.isStarted)
        #expect(thread.stop(within: .zero))
        let rounds = Atomic<Int>(0)
        try thread.start { stop in
            rounds.add(1, ordering: .relaxed)
            stop.wait()
            rounds.add(1, ordering: .relaxed)
        }
        #expect(thread.isStarted)
        #expect(thread.stop())
        #expect(rounds.load(ordering: .relaxed) == 2)
        // Again there is nothing to wait for.
        #expect(thread.stop(within: .zero))
    }

    @Test("A stop that times out returns false, and leaves the thread to its work")
    func overruns() throws {
        let thread = ServiceThread(name: "test")
        let mayEnd = StopFlag()
        try thread.start { _ in mayEnd.wait() }
        #expect(!thread.stop(within: .milliseconds(1)))
        mayEnd.set()
        #expect(thread.stop())
    }

    @Test("An error of its body ends the group of services")
    func fails() throws {
        let group = ServiceGroup(
            services: [FailingService()],
            stopBudget: .seconds(60),
            signals: TestSignals().source,
            logger: .silent
        )
        #expect(try group.run() == .failed(service: "failing", message: "Broken()"))
    }

    private final class FailingService: Service {
        let name = "failing"
        private let thread = ServiceThread(name: "failing")

        func start(_ handle: ServiceHandle) throws {
            try thread.start(reportingTo: handle) { _ in throw Broken() }
        }

        func stop(within budget: Duration) {
            thread.stop(within: budget)
        }
    }
}
