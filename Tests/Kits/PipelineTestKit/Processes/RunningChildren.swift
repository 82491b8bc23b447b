import Foundation
import Synchronization

/// The processes that rounds have started, so that none is left behind when a person stops the program.
package enum RunningChildren {
    private static let numbers = Mutex<Set<Int32>>([])

    /// Ends the children with this process on SIGINT, SIGTERM and SIGHUP from here on.
    ///
    /// The signals are taken by a queue of Dispatch and not by a handler, so that a lock may be taken.
    package static func watchSignals() {
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                endAll()
                for work in works.withLock({ $0 }) {
                    work()
                }
                exit(128 + number)
            }
            source.resume()
            sources.withLock { $0.append(Source(source: source)) }
        }
    }

    /// Does something more when a signal ends this process, after its children were killed.
    package static func atEnd(_ work: @escaping @Sendable () -> Void) {
        works.withLock { $0.append(work) }
    }

    private static let works = Mutex<[@Sendable () -> Void]>([])

    /// Kills what is left.
    package static func endAll() {
        for number in numbers.withLock({ $0 }) {
            kill(number, SIGKILL)
        }
    }

    static func add(_ number: Int32) {
        numbers.withLock { _ = $0.insert(number) }
    }

    static func remove(_ number: Int32) {
        numbers.withLock { _ = $0.remove(number) }
    }

    private struct Source: @unchecked Sendable {
        // @unchecked: kept alive only, never used again.
        let source: any DispatchSourceSignal
    }

    private static let sources = Mutex<[Source]>([])
}
