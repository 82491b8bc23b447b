import ForensicVault
import Lifecycle
import LogPort
import Telemetry

/// Feeds the vault on its own thread; ready when the vault is open and belongs to the log.
final class VaultService: Service {
    let name = "vault"
    private let log: any LogReading
    private let file: String
    private let logger: Logger
    private let health: NodeHealth
    private let workers = WorkerSet()

    init(log: any LogReading, file: String, logger: Logger, health: NodeHealth) {
        self.log = log
        self.file = file
        self.logger = logger
        self.health = health
        health.expect(name)
    }

    func start(_ handle: ServiceHandle) throws {
        let heartbeat = health.watch(name)
        let thread = WorkerThread(name: name, reportingTo: handle) { [log, file, logger, health, name] stop in
            defer { heartbeat.rest() }
            heartbeat.tick()
            let projection = try VaultProjection(
                path: file,
                log: heartbeat.watching(log),
                logger: logger
            )
            health.markReady(name)
            try projection.run {
                heartbeat.tick()
                return stop.isSet
            }
        }
        try thread.start()
        workers.add(thread)
    }

    func stop(within budget: Duration) {
        workers.stop(within: budget)
    }
}
