import EventModel
import Synchronization

/// When each node reported last, by the bridge's receipt time.
///
/// It holds nodes that report: one that falls silent is reported once and forgotten, and is new when it reports again.
final class SensorWatch: Sendable {
    /// The activity of a node since the last look.
    struct Activity: Equatable {
        let node: String
        /// Receipt time of the last report, in milliseconds since 1970.
        let seenMilliseconds: Int64
        /// Alerts since the last look, internal ones too; one that the log refused counts again when it is tried again.
        let alerts: UInt64
        /// The least of the times from an alert to its receipt, in milliseconds (``ClockLag``); nil without an alert.
        var leastLagMilliseconds: Int64?
    }

    /// The result of a look; each list in the order of names.
    struct Look: Equatable {
        var active: [Activity] = []
        /// Nodes that fell silent.
        var silent: [Activity] = []
        /// Alerts of nodes for which there was no room.
        var unwatchedAlerts: UInt64 = 0
    }

    private struct Node {
        let name: String
        var seenMilliseconds: Int64
        var alerts: UInt64 = 0
        var leastLagMilliseconds: Int64?
    }

    private struct State {
        /// By the hash of the name, so that an alert costs no allocation.
        var nodes: [UInt64: Node] = [:]
        var unwatchedAlerts: UInt64 = 0
    }

    private let maximumNodes: Int
    private let state = Mutex(State())

    init(maximumNodes: Int = SensorSettings.maximumNodes) {
        self.maximumNodes = maximumNodes
    }

    /// Notes that an alert came; one without a hostname counts for no node.
    func note(_ alert: Alert, at milliseconds: Int64) {
        guard let hash = alert.hash(.hostname) else { return }
        let lag = ClockLag.milliseconds(of: alert, receivedAt: milliseconds)
        state.withLock { state in
            if let index = state.nodes.index(forKey: hash) {
                state.nodes.values[index].seenMilliseconds = max(
                    state.nodes.values[index].seenMilliseconds,
                    milliseconds
                )
                state.nodes.values[index].alerts += 1
                let least = state.nodes.values[index].leastLagMilliseconds
                state.nodes.values[index].leastLagMilliseconds = min(least ?? lag, lag)
            } else if let name = alert.string(.hostname) {
                let node = Node(
                    name: name,
                    seenMilliseconds: milliseconds,
                    alerts: 1,
                    leastLagMilliseconds: lag
                )
                add(node, hash, &state)
            }
        }
    }

    /// Notes a report that is not an alert, or one that an earlier process received.
    func note(node name: String, at milliseconds: Int64) {
        var text = name
        let hash = text.withUTF8 { StableHash.of(UnsafeRawBufferPointer($0)) }
        state.withLock { state in
            if let index = state.nodes.index(forKey: hash) {
                let seen = state.nodes.values[index].seenMilliseconds
                state.nodes.values[index].seenMilliseconds = max(seen, milliseconds)
            } else {
                add(Node(name: name, seenMilliseconds: milliseconds), hash, &state)
            }
        }
    }

    /// Takes what happened since the last look, and the nodes that have not reported for so long.
    func look(at milliseconds: Int64, silentAfterMilliseconds: Int64) -> Look {
        var look = Look()
        state.withLock { state in
            for (hash, node) in state.nodes {
                let activity = Activity(
                    node: node.name,
                    seenMilliseconds: node.seenMilliseconds,
                    alerts: node.alerts,
                    leastLagMilliseconds: node.leastLagMilliseconds
                )
                if milliseconds - node.seenMilliseconds >= silentAfterMilliseconds {
                    look.silent.append(activity)
                    state.nodes[hash] = nil
                } else if node.alerts > 0 {
                    look.active.append(activity)
                    state.nodes[hash]?.alerts = 0
                    state.nodes[hash]?.leastLagMilliseconds = nil
                }
            }
            look.unwatchedAlerts = state.unwatchedAlerts
            state.unwatchedAlerts = 0
        }
        look.active.sort { $0.node < $1.node }
        look.silent.sort { $0.node < $1.node }
        return look
    }

    private func add(_ node: Node, _ hash: UInt64, _ state: inout State) {
        guard state.nodes.count < maximumNodes else {
            state.unwatchedAlerts += node.alerts
            return
        }
        state.nodes[hash] = node
    }
}
