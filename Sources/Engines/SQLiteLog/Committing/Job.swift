import Lifecycle
import LogPort

/// Work for the writing connection other than commits: new topics, a slice of retention or compaction.
final class Job: Sendable {
    private let body: @Sendable (LogWriter) throws(LogError) -> Void
    private let outcome = Monitor<Result<Void, LogError>?>(nil)

    init(_ body: @escaping @Sendable (LogWriter) throws(LogError) -> Void) {
        self.body = body
    }

    /// Runs on the writer's thread.
    func run(on writer: LogWriter) {
        do throws(LogError) {
            try body(writer)
            finish(.success(()))
        } catch {
            finish(.failure(error))
        }
    }

    func finish(_ result: Result<Void, LogError>) {
        outcome.change { $0 = result }
    }

    /// Waits until it has run.
    ///
    /// - Throws: ``LogError`` of the body.
    func wait() throws(LogError) {
        guard let result = outcome.wait(until: nil, for: { $0 }) else { preconditionFailure("it waits for ever") }
        try result.get()
    }
}
