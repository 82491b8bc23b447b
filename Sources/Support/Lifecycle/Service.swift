/// A long-lived part of the process that works on threads of its own.
package protocol Service: Sendable {
    /// A short constant name for log lines.
    var name: String { get }

    /// Starts the work and returns as soon as it is ready; the work itself runs on the service's threads.
    ///
    /// - Parameter handle: How the service tells its group that it failed or that its work is done; it may be kept.
    /// - Throws: Why it cannot start; the services started before are stopped again.
    func start(_ handle: ServiceHandle) throws

    /// Stops the work, finishes what was acknowledged, and returns when all threads of the service have ended.
    ///
    /// - Parameter budget: The time left for this service and all that stop after it.
    func stop(within budget: Duration)
}

/// How a service reports to its group, from any thread; only the first report of all services counts.
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

/// An error that ends the process with an exit code of its own.
package protocol ExitCoded: Error {
    /// The exit code of the process, 1 to 125.
    var exitCode: Int32 { get }
}
