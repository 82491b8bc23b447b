/// How a service speaks to its group, from any thread; only the first word of all services counts.
package struct ServiceHandle: Sendable {
    private let say: @Sendable (ServiceEnding) -> Void
    private let name: String

    init(name: String, say: @escaping @Sendable (ServiceEnding) -> Void) {
        self.name = name
        self.say = say
    }

    /// Reports that the service cannot go on: all services are stopped and the process ends with the error's exit code,
    /// 1 unless it has one of its own (``ExitCoded``).
    package func fail(_ error: any Error) {
        say(.failed(service: name, message: "\(error)", exitCode: (error as? any ExitCoded)?.exitCode ?? 1))
    }

    /// Reports that the work of the whole process is done: all services are stopped and it ends with exit code 0.
    package func finish() {
        say(.finished(service: name))
    }
}
