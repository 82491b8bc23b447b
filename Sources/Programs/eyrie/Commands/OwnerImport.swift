import CommandLineKit
import EventModel
import FalcoBridge
import Foundation
import JSONText
import Lifecycle
import NodeAssembly
import StageRuntime
import Synchronization

/// An import that the process that owns the log does for this one: it reads the files, with its own rights.
final class OwnerImport: ImportSource {
    /// How often it is asked how it stands.
    private static let pause = Duration.milliseconds(100)

    private let socket: String
    private let number: Int64
    private let last: Mutex<ImportAnswer>
    private let interrupted = StopFlag()

    var progress: FileImport.Progress { last.withLock { $0 }.progress }
    var counts: DoorCounters { last.withLock { $0 }.counts }
    var isFinished: Bool { last.withLock { $0 }.isFinished }

    /// Asks the owner to begin.
    ///
    /// - Returns: nil when nobody owns the log.
    /// - Throws: `OwnerFault` when the owner refuses.
    init?(socket: String, paths: [String], isFromBeginning: Bool, isDatedByFile: Bool) throws {
        let order = ImportOrder(paths: paths, isFromBeginning: isFromBeginning, isDatedByFile: isDatedByFile)
        do {
            let answer = try Self.ask(order, at: socket)
            self.socket = socket
            number = answer.number
            last = Mutex(answer)
        } catch OwnerFault.unreachable {
            return nil
        }
    }

    /// Waits for the end, or ends it on SIGINT or SIGTERM.
    ///
    /// - Parameters:
    ///   - every: How often `show` is called.
    ///   - show: Shows how it stands.
    /// - Throws: `CommandFailure` when the owner could not read on, or is gone.
    func wait(every: Duration, show: () -> Void) throws {
        let watcher = try SignalWatcher([SIGTERM, SIGINT]) { [interrupted] _ in interrupted.set() }
        defer { watcher.close() }
        let clock = ContinuousClock()
        var shown = clock.now
        while !last.withLock({ $0 }).isOver {
            let isEnding = interrupted.wait(for: Self.pause)
            let answer = try Self.ask(ImportOrder(number: number, isCancel: isEnding), at: socket)
            last.withLock { $0 = answer }
            if clock.now - shown >= every {
                shown = clock.now
                show()
            }
        }
        let failure = last.withLock { $0 }.failure
        guard failure.isEmpty else { throw CommandFailure("the log's owner: \(failure)") }
    }

    private static func ask(_ order: ImportOrder, at socket: String) throws -> ImportAnswer {
        let body = try OwnerClient(socketPath: socket).post(ImportRoutes.path, body: order.encoded)
        return try JSONParser().decode(ImportAnswer.self, from: body)
    }
}
