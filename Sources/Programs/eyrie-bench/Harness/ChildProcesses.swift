import Foundation
import Synchronization

/// The processes that this one has started, so that none of them is left behind when a person stops it.
enum ChildProcesses {
    // Read by a signal's handler, which may take no lock. Three at once is one more than there ever are.
    private static let first = Atomic<Int32>(0)
    private static let second = Atomic<Int32>(0)
    private static let third = Atomic<Int32>(0)

    /// Ends the children with this process on SIGINT, SIGTERM and SIGHUP from here on.
    ///
    /// SIGPIPE is ignored: a closed output is an error of a write, and the children are stopped in order.
    static func watchSignals() {
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { ChildProcesses.stopAll(because: $0) }
        }
    }

    /// Remembers a process that has been started.
    static func add(_ identifier: Int32) {
        replace(0, by: identifier)
    }

    /// Forgets a process that has been waited for.
    static func remove(_ identifier: Int32) {
        replace(identifier, by: 0)
    }

    private static func replace(_ old: Int32, by new: Int32) {
        if first.compareExchange(expected: old, desired: new, ordering: .relaxed).exchanged { return }
        if second.compareExchange(expected: old, desired: new, ordering: .relaxed).exchanged { return }
        _ = third.compareExchange(expected: old, desired: new, ordering: .relaxed)
    }

    private static func stopAll(because number: Int32) {
        stop(first.load(ordering: .relaxed))
        stop(second.load(ordering: .relaxed))
        stop(third.load(ordering: .relaxed))
        _exit(128 + number)
    }

    private static func stop(_ identifier: Int32) {
        if identifier > 0 {
            kill(identifier, SIGTERM)
        }
    }
}
