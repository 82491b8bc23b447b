import Glibc

/// Where a service group gets signals from: the process, or a test.
package struct SignalSource: Sendable {
    /// Begins to call the handler for each signal and returns what ends it.
    package typealias Watch =
        @Sendable (_ handler: @escaping @Sendable (Int32) -> Void) throws(LifecycleError) -> @Sendable () -> Void

    let watch: Watch

    /// Makes a source of a function.
    package init(watch: @escaping Watch) {
        self.watch = watch
    }

    /// SIGTERM, SIGINT and SIGHUP of the process; SIGPIPE is ignored from then on.
    package static var process: SignalSource {
        SignalSource { handler throws(LifecycleError) in
            signal(SIGPIPE, SIG_IGN)
            let watcher = try SignalWatcher([SIGTERM, SIGINT, SIGHUP], handler: handler)
            return { watcher.close() }
        }
    }

    /// Blocks the process's signals in the calling thread and in all threads that it starts from now on.
    ///
    /// A program that starts threads before its group runs calls this first, on the main thread: a signal that finds
    /// one thread without the block ends the process by its default action.
    package static func block() {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGHUP)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Lets SIGHUP end nothing from now on: the process outlives its terminal, and whoever asks it to reload.
    ///
    /// A group of services says that the signal came.
    package static func ignoreHangUp() {
        signal(SIGHUP, SIG_IGN)
    }

    /// Ends the process at once, without running anything more of it.
    package static let endProcess: @Sendable (Int32) -> Void = { _exit($0) }
}
