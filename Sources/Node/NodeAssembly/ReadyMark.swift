import Lifecycle

/// The last service to start: it marks that all others are started.
final class ReadyMark: Service {
    /// The name of the start of all services in health.
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
