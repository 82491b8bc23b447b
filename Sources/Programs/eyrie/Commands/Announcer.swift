import Lifecycle
import Pipeline
import Telemetry

/// The last service of `eyrie up`: says where the doors are, once everything runs.
struct Announcer: Service {
    let name = "announcer"
    let node: PipelineNode
    let folder: String
    let logger: Logger

    func start(_ handle: ServiceHandle) {
        logger.notice(
            "eyrie is up",
            [
                "log.folder": .string(folder),
                "bridge.http.port": .integer(node.httpPort ?? 0),
                "probes.port": .integer(node.probesPort ?? 0),
            ]
        )
    }

    func stop(within budget: Duration) {}
}
