import CommandLineKit
import Lifecycle

/// The last service of a hidden command to start: it says that everything before it is ready.
final class Announcement: Service {
    let name = "announcement"
    private let output: CommandOutput
    private let text: @Sendable () -> String

    /// Says a line, made when everything is ready.
    init(_ output: CommandOutput, _ text: @escaping @Sendable () -> String) {
        self.output = output
        self.text = text
    }

    func start(_ handle: ServiceHandle) {
        output.print(text())
    }

    func stop(within budget: Duration) {}
}
