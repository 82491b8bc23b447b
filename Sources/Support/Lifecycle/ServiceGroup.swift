import Glibc
import Synchronization
package import Telemetry

/// Services that start in order and stop in reverse order.
///
///     start 1..n -> running -> (signal | failure | finished) -> stop n..1 -> ended
///                                                  second signal: process ends at once
///
/// SIGHUP ends nothing: there is nothing to reload that is not read again by itself when it changes, and the log says so.
/// A service that fails to start, fails later, or overruns the budget makes the exit code 1. SIGPIPE is ignored, so
/// that a closed connection is an error of one call and not the end of the process.
package final class ServiceGroup: Sendable {
    private struct State {
        var ending: ServiceEnding?
        var signalCount = 0
        var started: [any Service] = []
        /// The service that is stopping now.
        var stopping = ""
    }

    private let services: [any Service]
    private let stopBudget: Duration
    private let signals: SignalSource
    private let logger: Logger
    private let endProcess: @Sendable (Int32) -> Void
    private let ended = StopFlag()
    private let stopRequested = StopFlag()
    private let state = Mutex(State())

    /// Prepares a group.
    ///
    /// - Parameters:
    ///   - services: The services in the order of their start.
    ///   - stopBudget: The time that stopping all of them may take together.
    ///   - signals: Where signals come from.
    ///   - logger: For starts, stops and failures.
    ///   - endProcess: Ends the process at once; called with 128 plus the number of a second signal.
    package init(
        services: [any Service],
        stopBudget: Duration,
        signals: SignalSource = .process,
        logger: Logger,
        endProcess: @escaping @Sendable (Int32) -> Void = SignalSource.endProcess
    ) {
        self.services = services
        self.stopBudget = stopBudget
        self.signals = signals
        self.logger = logger
        self.endProcess = endProcess
    }

    /// Starts the services, waits, and stops them; once only, on the main thread before other threads are started.
    ///
    /// After an overrun a thread may still be inside the service's `stop`: the caller ends the process.
    ///
    /// - Returns: Why it ended; its exit code is the process's.
    /// - Throws: ``LifecycleError`` when signals cannot be watched or no thread can be made.
    package func run() throws(LifecycleError) -> ServiceEnding {
        let closeSignals = try signals.watch { [self] in receive($0) }
        defer { closeSignals() }
        // Made before anything is started, so that stopping never fails for want of a thread.
        let stopper = WorkerThread(name: "stop") { [self] _ in stopAll() }
        try stopper.start()
        startAll()
        ended.wait()
        logEnding()
        state.withLock { $0.stopping = $0.started.last?.name ?? "" }
        stopRequested.set()
        guard !stopper.join(within: stopBudget) else {
            return state.withLock { $0.ending } ?? .finished(service: "")
        }
        let late = state.withLock { $0.stopping }
        logger.error("Stop budget is over", ["service.name": .string(late), "stop.budget": .duration(stopBudget)])
        return .overran(service: late)
    }

    private func startAll() {
        for service in services {
            // A signal during the start ends it, too.
            guard !ended.isSet else { return }
            let handle = ServiceHandle(name: service.name) { [self] in end($0) }
            do {
                try service.start(handle)
            } catch {
                handle.fail(error)
                return
            }
            state.withLock { $0.started.append(service) }
            logger.debug("Service started", ["service.name": .string(service.name)])
        }
    }

    private func stopAll() {
        stopRequested.wait()
        let clock = ContinuousClock()
        let deadline = clock.now + stopBudget
        for service in state.withLock({ $0.started.reversed() }) {
            state.withLock { $0.stopping = service.name }
            service.stop(within: max(.zero, clock.now.duration(to: deadline)))
            logger.debug("Service stopped", ["service.name": .string(service.name)])
        }
    }

    private func receive(_ signal: Int32) {
        guard signal != SIGHUP else {
            logger.notice("SIGHUP changes nothing: certificates are read again when they change, settings at a start")
            return
        }
        let count = state.withLock { state in
            state.signalCount += 1
            return state.signalCount
        }
        if count == 1 { end(.signaled(signal)) } else { endProcess(128 + signal) }
    }

    private func end(_ ending: ServiceEnding) {
        state.withLock { $0.ending = $0.ending ?? ending }
        ended.set()
    }

    private func logEnding() {
        switch state.withLock({ $0.ending }) {
        case .signaled(let number): logger.info("Stopping on a signal", ["signal.number": .integer(number)])
        case .finished(let service): logger.info("Stopping, all work is done", ["service.name": .string(service)])
        case .failed(let service, let message, _):
            logger.error("Stopping on a failure", ["service.name": .string(service), "error": .string(message)])
        case .overran, nil: break
        }
    }
}

/// Why a group of services ended.
package enum ServiceEnding: Sendable, Equatable {
    /// A signal requested it; the number.
    case signaled(Int32)
    /// A service reported that all work is done.
    case finished(service: String)
    /// A service could not start or go on.
    case failed(service: String, message: String, exitCode: Int32 = 1)
    /// The stop budget was over while a service was stopping.
    case overran(service: String)

    /// The exit code of the process: 0 when it was asked to end and ended in time, the failure's own, else 1.
    package var exitCode: Int32 {
        switch self {
        case .signaled, .finished: 0
        case .failed(_, _, let exitCode): exitCode
        case .overran: 1
        }
    }
}
