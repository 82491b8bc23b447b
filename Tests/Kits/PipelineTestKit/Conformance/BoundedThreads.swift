import Foundation
import Synchronization

/// Runs bodies on threads of their own and waits for all of them, for a bounded time.
enum BoundedThreads {
    /// A thread did not end in time; it is left behind.
    struct TimedOut: Error, CustomStringConvertible {
        let seconds: Double

        var description: String {
            "a thread did not end within \(seconds) s"
        }
    }

    /// Runs the bodies side by side.
    ///
    /// - Throws: The first error of a body, or ``TimedOut``.
    static func run(patience seconds: Double, _ bodies: [@Sendable () throws -> Void]) throws {
        let failures = Failures()
        let group = DispatchGroup()
        for body in bodies {
            group.enter()
            let thread = Thread {
                do {
                    try body()
                } catch {
                    failures.add(error)
                }
                group.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        guard group.wait(timeout: .now() + seconds) == .success else { throw TimedOut(seconds: seconds) }
        if let first = failures.first {
            throw first
        }
    }

    private final class Failures: Sendable {
        private let errors = Mutex<[any Error]>([])

        func add(_ error: any Error) {
            errors.withLock { $0.append(error) }
        }

        var first: (any Error)? {
            errors.withLock { $0.first }
        }
    }
}
