import Synchronization

/// The health of a process, for its probes.
///
/// It is ready when every part has been ready once: a worker after its first assignment is restored (an empty one
/// leaves it an idle standby), the vault when it is open. It is alive while no loop has been silent for too long; a
/// cluster that does not answer stalls no loop, because every call to it ends by a time-out.
package final class NodeHealth: Sendable {
    private struct State {
        var awaited: [String] = []
        var loops: [(name: String, heartbeat: Heartbeat)] = []
        /// What keeps a part from its work, by the part's name.
        var troubles: [(name: String, trouble: String)] = []
    }

    private let stalledAfter: Duration
    private let state = Mutex(State())

    /// Begins with nothing to wait for.
    ///
    /// - Parameter stalledAfter: How long a loop may be silent.
    package init(stalledAfter: Duration = .seconds(300)) {
        self.stalledAfter = stalledAfter
    }

    /// The parts that are not ready yet.
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

    /// What keeps parts from their work now, each with the part's name.
    package var troubles: [String] {
        state.withLock { $0.troubles }.map { "\($0.name): \($0.trouble)" }
    }

    /// Notes what keeps a part from its work; nil when nothing does any more.
    func note(_ trouble: String?, of name: String) {
        state.withLock { state in
            state.troubles.removeAll { $0.name == name }
            if let trouble {
                state.troubles.append((name, trouble))
            }
        }
    }

    /// Waits for a part before the process is ready.
    func expect(_ name: String) {
        state.withLock { state in
            if !state.awaited.contains(name) {
                state.awaited.append(name)
            }
        }
    }

    /// Notes that a part is ready.
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
