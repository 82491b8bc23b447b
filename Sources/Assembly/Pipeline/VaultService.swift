import ForensicVault
import Lifecycle
import StageRuntime
import Telemetry

/// Feeds the vault on a thread of its own.
final class VaultService: Service {
    let name = "vault"
    private let log: any EventLog
    private let file: String
    private let logger: Logger
    private let workers = WorkerSet()

    init(log: any EventLog, file: String, logger: Logger) {
        self.log = log
        self.file = file
        self.logger = logger
    }

    func start(_ handle: ServiceHandle) throws {
        let thread = WorkerThread(name: name, reportingTo: handle) { [log, file, logger] stop in
            try VaultProjection(path: file, log: log, logger: logger).run { stop.isSet }
        }
        try thread.start()
        workers.add(thread)
    }

    func stop(within budget: Duration) {
        workers.stop(within: budget)
    }
}
