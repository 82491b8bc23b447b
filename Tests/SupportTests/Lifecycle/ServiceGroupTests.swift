import Dispatch
import Glibc
import Lifecycle
import Synchronization
import Telemetry
import Testing

@Suite("A group of services")
struct ServiceGroupTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "opening the door: port is taken"
    }

    private let journal = Journal()
    private let signals = TestSignals()

    private func group(_ services: [FakeService], budget: Duration = .seconds(60)) -> ServiceGroup {
        let journal = journal
        return ServiceGroup(
            services: services,
            stopBudget: budget,
            signals: signals.source,
            logger: .silent,
            endProcess: { journal.write("end \($0)") }
        )
    }

    @Test("Services start in order and stop in reverse order on a signal")
    func order() throws {
        let signals = signals
        let services = [
            FakeService("log", journal),
            FakeService("stages", journal),
            // Another thread sends it, as the system does.
            FakeService("door", journal, onStart: { _ in DispatchQueue.global().async { signals.send(SIGTERM) } }),
        ]
        let ending = try group(services).run()
        #expect(ending == .signaled(SIGTERM))
        #expect(ending.exitCode == 0)
        #expect(journal.all == ["start log", "start stages", "start door", "stop door", "stop stages", "stop log"])
        #expect(!signals.isWatched)
    }

    @Test("A signal during the start skips the services that have not started")
    func signalDuringStart() throws {
        let signals = signals
        let first = FakeService("log", journal, onStart: { _ in signals.send(SIGINT) })
        #expect(try group([first, FakeService("door", journal)]).run() == .signaled(SIGINT))
        #expect(journal.all == ["start log", "stop log"])
    }

    @Test("A service that cannot start stops those before it")
    func failingStart() throws {
        let services = [
            FakeService("log", journal), FakeService("door", journal, onStart: { _ in throw Broken() }),
            FakeService("last", journal),
        ]
        let ending = try group(services).run()
        #expect(ending == .failed(service: "door", message: "opening the door: port is taken"))
        #expect(ending.exitCode == 1)
        #expect(journal.all == ["start log", "start door", "stop log"])
    }

    @Test("The first failure stops all services")
    func failure() throws {
        let services = [
            FakeService("log", journal, onStart: { $0.fail(Broken()) }),
            FakeService("door", journal),
        ]
        #expect(try group(services).run().exitCode == 1)
        #expect(journal.all == ["start log", "stop log"])
    }

    @Test("A failure with an exit code of its own ends the process with it")
    func exitCode() throws {
        struct Fenced: ExitCoded {
            let exitCode: Int32 = 3
        }
        let service = FakeService("stages", journal, onStart: { $0.fail(Fenced()) })
        #expect(try group([service]).run().exitCode == 3)
    }

    @Test("A worker that throws reports its failure")
    func workerFailure() throws {
        let worker = Mutex<WorkerThread?>(nil)
        let service = FakeService("stages", journal) { handle in
            let thread = WorkerThread(name: "stage 1", reportingTo: handle) { _ in throw Broken() }
            worker.withLock { $0 = thread }
            try thread.start()
        }
        let ending = try group([FakeService("log", journal), service]).run()
        #expect(ending == .failed(service: "stages", message: "opening the door: port is taken"))
        #expect(journal.all == ["start log", "start stages", "stop stages", "stop log"])
        #expect(worker.withLock { $0?.join() } == true)
    }

    @Test("A service may say that all work is done; what is said later changes nothing")
    func finished() throws {
        let service = FakeService("file", journal) { handle in
            handle.finish()
            handle.fail(Broken())
        }
        let ending = try group([service]).run()
        #expect(ending == .finished(service: "file"))
        #expect(ending.exitCode == 0)
    }

    @Test("A second signal ends the process at once, also while a service is stopping")
    func secondSignal() throws {
        let signals = signals
        let service = FakeService(
            "door",
            journal,
            onStart: { _ in signals.send(SIGTERM) },
            onStop: { _ in signals.send(SIGINT) }
        )
        #expect(try group([service]).run() == .signaled(SIGTERM))
        #expect(journal.all == ["start door", "stop door", "end 130"])
    }

    @Test("After a failure the first signal does not cut the stopping short")
    func signalAfterFailure() throws {
        let signals = signals
        let service = FakeService(
            "door",
            journal,
            onStart: { $0.fail(Broken()) },
            onStop: { _ in
                signals.send(SIGTERM)
                signals.send(SIGTERM)
            }
        )
        #expect(try group([service]).run().exitCode == 1)
        #expect(journal.all == ["start door", "stop door", "end 143"])
    }

    @Test("A service that does not stop in time is named")
    func budget() throws {
        let release = StopFlag()
        let services = [
            FakeService("log", journal),
            FakeService("door", journal, onStart: { $0.finish() }, onStop: { _ in release.wait() }),
        ]
        let ending = try group(services, budget: .milliseconds(1)).run()
        #expect(ending == .overran(service: "door"))
        #expect(ending.exitCode == 1)
        #expect(!journal.all.contains("stop log"))
        release.set()
    }

    @Test("Each service gets the rest of the budget")
    func remainingBudget() throws {
        let budgets = Mutex<[Duration]>([])
        let keep: @Sendable (Duration) -> Void = { budget in budgets.withLock { $0.append(budget) } }
        let services = [
            FakeService("log", journal, onStop: keep),
            FakeService("door", journal, onStart: { $0.finish() }, onStop: keep),
        ]
        #expect(try group(services).run().exitCode == 0)
        let seen = budgets.withLock { $0 }
        #expect(seen.count == 2)
        #expect(seen[0] <= .seconds(60))
        #expect(seen[1] <= seen[0])
    }
}
