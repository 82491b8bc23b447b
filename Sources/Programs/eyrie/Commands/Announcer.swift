import FalcoBridge
import Lifecycle
import NodeAssembly
import Telemetry

/// The last service of a process: says that everything is started, and where its doors and probes are.
struct Announcer: Service {
    let name = "announcer"
    let command: String
    let node: PipelineNode
    let log: LogMetadata
    let logger: Logger

    func start(_ handle: ServiceHandle) {
        var metadata = log
        metadata["bridge.http.port"] = (node.service(HTTPDoor.self)?.port).map { .integer($0) }
        metadata["command"] = .string(command)
        metadata["probes.port"] = .integer(node.service(RoutedEndpoint.self, named: "probes")?.port ?? 0)
        logger.notice("eyrie is up", metadata)
    }

    func stop(within budget: Duration) {}
}
