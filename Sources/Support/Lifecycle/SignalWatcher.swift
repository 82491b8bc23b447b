import Glibc

/// A thread that waits for signals, which all other threads started after it leave blocked.
package final class SignalWatcher: Sendable {
    private let thread: WorkerThread
    private let first: Int32
    private let previousMask: sigset_t

    /// Blocks the signals in the calling thread and starts waiting for them.
    ///
    /// - Parameters:
    ///   - signals: The numbers; at least one.
    ///   - handler: Called with each signal on the watcher's own thread, where everything may be done.
    /// - Throws: ``LifecycleError`` when the signals cannot be blocked or no thread can be made.
    package init(_ signals: [Int32], handler: @escaping @Sendable (Int32) -> Void) throws(LifecycleError) {
        precondition(!signals.isEmpty, "no signal to watch")
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        let watched = set
        var previous = sigset_t()
        let result = pthread_sigmask(SIG_BLOCK, &set, &previous)
        guard result == 0 else {
            throw LifecycleError(
                code: .signalsRefused,
                action: "blocking signals",
                message: String(cString: strerror(result)),
                remedy: "watch only signals that a process may block"
            )
        }
        first = signals[0]
        previousMask = previous
        thread = WorkerThread(name: "signals") { stop in
            var set = watched
            while true {
                var signal: Int32 = 0
                let isSignal = sigwait(&set, &signal) == 0
                // `close` wakes the thread with its own signal.
                if stop.isSet { return }
                if isSignal { handler(signal) }
            }
        }
        try thread.start()
    }

    /// Sends a signal to the watching thread, as the system does for the whole process.
    package func deliver(_ signal: Int32) {
        thread.deliver(signal)
    }

    /// Ends the watching and gives the calling thread its signals back; on the thread that began it.
    package func close() {
        thread.requestStop()
        thread.deliver(first)
        thread.join()
        var mask = previousMask
        pthread_sigmask(SIG_SETMASK, &mask, nil)
    }
}
