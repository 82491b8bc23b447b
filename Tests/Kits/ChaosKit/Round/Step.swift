/// One fault of a round's schedule, or a change of the number of workers.
package enum Step: Sendable, Equatable, CustomStringConvertible {
    /// Starts or ends workers, in order, until there are so many; each change is a rebalance.
    case scale(to: Int)
    /// A worker is killed and started again with a failpoint, which kills it; then it is started whole.
    case failpoint(worker: Int, name: String, count: Int)
    /// SIGSTOP for longer than session and transaction may be silent, then SIGCONT; a twin may take the name meanwhile.
    case sleep(worker: Int, seconds: Int, hasTwin: Bool)
    /// kill -9 of a broker, and its start some seconds later.
    case killBroker(Int, downSeconds: Int)
    /// SIGSTOP and SIGCONT of a broker.
    case pauseBroker(Int, seconds: Int)
    /// Some connections are disturbed, and healed some seconds later.
    case connections(ConnectionFault, oneIn: Int, seconds: Int, seed: UInt64)

    package var description: String {
        switch self {
        case .scale(let count): "scale to \(count)"
        case .failpoint(let worker, let name, let count): "kill w\(worker) at \(name):\(count)"
        case .sleep(let worker, let seconds, let hasTwin):
            "stop w\(worker) for \(seconds) s\(hasTwin ? " while a twin takes its name" : "")"
        case .killBroker(let node, let seconds): "kill broker \(node) for \(seconds) s"
        case .pauseBroker(let node, let seconds): "pause broker \(node) for \(seconds) s"
        case .connections(let fault, let share, let seconds, _):
            switch fault {
            case .cut: "cut 1 connection in \(share)"
            case .delay(let milliseconds): "delay 1 connection in \(share) by \(milliseconds) ms for \(seconds) s"
            case .lateRequests(let milliseconds): "requests of 1 connection in \(share) \(milliseconds) ms late"
            case .halfOpen: "1 connection in \(share) half open for \(seconds) s"
            }
        }
    }
}
