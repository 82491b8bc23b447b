package import Lifecycle
import Synchronization

/// Reads files for other processes, in the process that owns the log: `eyrie import` beside a running `eyrie up`.
///
/// One import at a time; positions, counts and durability are those of an import that owns the log. An import whose client
/// is gone goes on to its end.
package final class ImportDesk: Service {
    /// The name in log lines.
    package let name = "bridge.import-desk"

    private struct Running {
        let number: Int64
        let reading: FileImport
        let thread: ServiceThread
        var failure: String?
        var isOver = false
    }

    private struct State {
        var last: Running?
        var count: Int64 = 0
        var isStopping = false
    }

    private let intake: AlertIntake
    /// Paths that a door of this process follows; reading them twice at once would mix their positions.
    private let isFollowed: @Sendable (String) -> Bool
    private let state = Mutex(State())

    package init(intake: AlertIntake, isFollowed: @escaping @Sendable (String) -> Bool) {
        self.intake = intake
        self.isFollowed = isFollowed
    }

    package func start(_ handle: ServiceHandle) {}

    /// Ends a reading; what was handed in is kept by the intake, and the next import goes on behind it.
    package func stop(within budget: Duration) {
        let thread = state.withLock { state in
            state.isStopping = true
            return state.last?.thread
        }
        thread?.stop(within: budget)
    }

    /// Begins to read files.
    ///
    /// - Returns: How it stands.
    /// - Throws: ``BridgeError`` when a file cannot be read, is followed here, or another import is under way.
    package func begin(_ order: ImportOrder) throws -> ImportAnswer {
        if let path = order.paths.first(where: isFollowed) {
            let message = "the running process follows this file already (bridge.files)"
            throw refusal("importing \(path)", message, "leave it out")
        }
        let reading = FileImport(
            paths: order.paths,
            isFromBeginning: order.isFromBeginning,
            isDatedByFile: order.isDatedByFile,
            intake: intake
        )
        let thread = ServiceThread(name: "bridge-import")
        let number = try state.withLock { state throws(BridgeError) in
            guard !state.isStopping else {
                throw refusal("importing", "the process that owns the log is stopping", "import again when it is up")
            }
            guard state.last?.isOver ?? true else {
                let message = "another import is under way in the process that owns the log"
                throw refusal("importing", message, "wait for it")
            }
            try reading.prepare()
            state.count += 1
            state.last = Running(number: state.count, reading: reading, thread: thread)
            return state.count
        }
        try thread.start { [self] stopFlag in
            var failure: String?
            do throws(BridgeError) {
                try reading.run(stopFlag)
            } catch {
                failure = "\(error)"
            }
            state.withLock { state in
                guard state.last?.number == number else { return }
                state.last?.failure = failure
                state.last?.isOver = true
            }
        }
        return try answer(number)
    }

    /// Says how an import stands.
    ///
    /// - Throws: ``BridgeError`` when it is not known here any more.
    package func answer(_ number: Int64) throws(BridgeError) -> ImportAnswer {
        guard let running = state.withLock({ $0.last }), running.number == number else {
            let message = "the process that owns the log does not know it"
            throw refusal("asking for import \(number)", message, "import again")
        }
        return ImportAnswer(
            number: number,
            progress: running.reading.progress,
            counts: running.reading.counts,
            isFinished: running.reading.isFinished,
            isOver: running.isOver,
            failure: running.failure ?? ""
        )
    }

    /// Asks an import to end before its end.
    package func cancel(_ number: Int64) throws(BridgeError) -> ImportAnswer {
        let thread = state.withLock { $0.last?.number == number ? $0.last?.thread : nil }
        thread?.stop(within: .seconds(2))
        return try answer(number)
    }

    private func refusal(_ action: String, _ message: String, _ remedy: String) -> BridgeError {
        BridgeError(code: .closed, action: action, message: message, remedy: remedy)
    }
}
