import Foundation
import Lifecycle
import Synchronization
import Telemetry
import Testing

/// A service in its own group, as a process runs it, ended by a signal of the test.
final class RunningService: Sendable {
    private typealias Handler = @Sendable (Int32) -> Void

    /// Says that everything before it is started.
    private struct Mark: Service {
        let name = "mark"
        let started: DispatchSemaphore

        func start(_ handle: ServiceHandle) {
            started.signal()
        }

        func stop(within budget: Duration) {}
    }

    private let handler = Mutex<Handler?>(nil)
    private let ending = Mutex<ServiceEnding?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    struct NotStarted: Error {
        let ending: ServiceEnding?
    }

    /// Starts the service and returns when it is started, or, for one that finishes by itself, when it has ended.
    init(_ service: any Service, untilItEnds: Bool = false) throws {
        let ready = DispatchSemaphore(value: 0)
        let source = SignalSource { [self] take throws(LifecycleError) in
            handler.withLock { $0 = take }
            return {}
        }
        let group = ServiceGroup(
            services: [service, Mark(started: ready)],
            stopBudget: .seconds(10),
            signals: source,
            logger: .silent
        )
        Thread.detachNewThread { [self] in
            let result = try? group.run()
            ending.withLock { $0 = result }
            ready.signal()
            ended.signal()
        }
        ready.wait()
        if untilItEnds {
            ended.wait()
            ended.signal()
        } else if let result = ending.withLock({ $0 }) {
            throw NotStarted(ending: result)
        }
    }

    /// Ends it and returns why it ended; nil when it did not within its time.
    func stop() -> ServiceEnding? {
        handler.withLock { $0 }?(SIGTERM)
        ended.wait()
        return ending.withLock { $0 }
    }
}
