import FalcoBridge
import Lifecycle
import NodeAssembly
import Telemetry

/// The last service of a process: it logs that everything is started, with the ports of doors and probes.
struct Announcer: Service {
    let name = "announcer"
    let command: String
    let node: PipelineNode
    let log: LoggerMetadata
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
