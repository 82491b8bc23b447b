import Lifecycle

/// The last service to start: says that everything before it is started.
final class ReadyMark: Service {
    /// What health calls the start of all services.
    static let part = "start"

    let name = "ready"
    private let health: NodeHealth

    init(health: NodeHealth) {
        self.health = health
    }

    func start(_ handle: ServiceHandle) {
        health.markReady(Self.part)
    }

    func stop(within budget: Duration) {}
}
