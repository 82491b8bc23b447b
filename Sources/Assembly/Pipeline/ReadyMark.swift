import Lifecycle

/// The last service to start: says that everything before it is up.
final class ReadyMark: Service {
    let name = "ready"
    private let flag: StopFlag

    init(flag: StopFlag) {
        self.flag = flag
    }

    func start(_ handle: ServiceHandle) {
        flag.set()
    }

    func stop(within budget: Duration) {}
}
