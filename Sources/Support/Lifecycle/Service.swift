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
