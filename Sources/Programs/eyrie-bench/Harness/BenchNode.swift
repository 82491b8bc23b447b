import Configuration
import EventModel
import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import NodeAssembly
import SQLiteLog
import Synchronization
import Telemetry

/// The whole pipeline in this process, as `eyrie up` runs it, around a body that measures.
enum BenchNode {
    /// Runs parts of the pipeline without an HTTP door or probes on a folder until the body is through, and closes the log.
    ///
    /// - Parameters:
    ///   - folder: The log's folder; made when it is not there.
    ///   - isWanted: What runs of the parts; all but doors and probes unless it is said.
    ///   - body: Called on its own thread once everything runs.
    /// - Throws: What the body threw, or why the pipeline could not go on.
    static func run(
        folder: String,
        running isWanted: @escaping (Part) -> Bool = { $0.kind != .door && $0.kind != .probe },
        body: @escaping @Sendable (PipelineNode) throws -> Void
    ) throws {
        var settings = SettingsValues()
        settings[LogSettings.self].folder = folder
        settings[WorkerSettings.self].commitInterval = .zero
        let logger = Logger.standardError(label: "bench", level: .warning, format: .logfmt)
        let node = try PipelineNode(
            running: isWanted,
            settings: settings,
            logger: logger,
            metrics: MetricRegistry(),
            now: now
        )
        let driver = Driver(node: node, body: body)
        let group = ServiceGroup(services: node.services + [driver], stopBudget: .seconds(60), logger: logger)
        let ending = try group.run()
        node.log.close()
        if let failure = driver.failure {
            throw failure
        }
        guard ending.exitCode == 0 else {
            throw BenchFailure("the pipeline ended by itself: \(ending)")
        }
    }

    /// The time for audit entries.
    static func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    /// The last service to start and the first to stop: the bench itself, on its own thread.
    private final class Driver: Service {
        let name = "bench"
        private let node: PipelineNode
        private let body: @Sendable (PipelineNode) throws -> Void
        private let failed = Mutex<(any Error)?>(nil)
        private let thread = Mutex<WorkerThread?>(nil)

        init(node: PipelineNode, body: @escaping @Sendable (PipelineNode) throws -> Void) {
            self.node = node
            self.body = body
        }

        var failure: (any Error)? {
            failed.withLock { $0 }
        }

        func start(_ handle: ServiceHandle) throws {
            let worker = WorkerThread(name: name) { [self] _ in
                do {
                    try body(node)
                } catch {
                    failed.withLock { $0 = error }
                }
                handle.finish()
            }
            try worker.start()
            thread.withLock { $0 = worker }
        }

        func stop(within budget: Duration) {
            thread.withLock { $0 }?.join(within: budget)
        }
    }
}

extension PipelineNode {
    /// Where the feeder hands in alerts.
    var intake: AlertIntake {
        guard let intake = service(AlertIntake.self) else { preconditionFailure("the bench runs the intake") }
        return intake
    }
}
