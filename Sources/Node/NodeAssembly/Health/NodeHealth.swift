import Synchronization

/// Whether a process works: what its probes answer.
///
/// It is ready when every part has come to its work once: a worker after its first assignment is restored (an empty one
/// leaves it an idle standby), the vault when it is open. It is alive while no loop has been silent for too long; a
/// cluster that does not answer stalls no loop, because every call to it ends by a time-out.
package final class NodeHealth: Sendable {
    private struct State {
        var awaited: [String] = []
        var loops: [(name: String, heartbeat: Heartbeat)] = []
    }

    private let stalledAfter: Duration
    private let state = Mutex(State())

    /// Begins with nothing to wait for.
    ///
    /// - Parameter stalledAfter: How long a loop may be silent.
    package init(stalledAfter: Duration = .seconds(300)) {
        self.stalledAfter = stalledAfter
    }

    /// The parts that have not come to their work yet.
    package var awaited: [String] {
        state.withLock { $0.awaited }
    }

    /// The loops that have been silent for too long.
    package var stalled: [String] {
        let now = ContinuousClock.now
        return state.withLock { $0.loops }.filter { loop in
            loop.heartbeat.age(at: now).map { $0 > stalledAfter } ?? false
        }.map(\.name)
    }

    /// Waits for a part before the process is ready.
    func expect(_ name: String) {
        state.withLock { $0.awaited.append(name) }
    }

    /// Says that a part has come to its work.
    func markReady(_ name: String) {
        state.withLock { state in state.awaited.removeAll { $0 == name } }
    }

    /// Watches a loop.
    func watch(_ name: String) -> Heartbeat {
        let heartbeat = Heartbeat()
        state.withLock { $0.loops.append((name, heartbeat)) }
        return heartbeat
    }
}
