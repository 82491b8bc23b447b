import Glibc
package import Lifecycle
import PipelineTestKit
import Synchronization

/// A TCP proxy on loopback in front of each broker of a cluster, which can delay, cut and silence connections.
///
/// Clients learn brokers' addresses from the cluster, so a proxy in front of the bootstrap servers alone would be
/// bypassed: ``BrokerPorts`` changes the ports in those answers, and every connection comes through here. One thread
/// moves all bytes. What a client sent before it went away still arrives, after its delay, as on a real way.
///
/// Limit: plain text on 127.0.0.1, and at most ``Lane/roomBytes`` under way in each direction of a connection.
package final class FaultProxy: Sendable {
    private enum Order {
        case strike(ConnectionFault, oneIn: Int, seed: UInt64)
        case heal
    }

    private struct Shared {
        var orders: [Order] = []
        var counts = ProxyCounts()
    }

    private let listeners: [(socket: Int32, broker: UInt16)]
    private let ports: BrokerPorts
    /// Where clients begin, comma separated.
    package let bootstrapServers: String
    private let shared = Mutex(Shared())
    private let clock = ContinuousClock()
    private let thread = ServiceThread(name: "chaos-proxy")

    /// Listens in front of each broker.
    ///
    /// - Parameter brokers: The brokers' ports on 127.0.0.1.
    /// - Throws: ``ChaosFault`` when a socket cannot be had.
    package init(brokers: [UInt16]) throws(ChaosFault) {
        var listeners: [(socket: Int32, broker: UInt16)] = []
        var proxied: [Int32: Int32] = [:]
        var servers: [String] = []
        for broker in brokers {
            let (socket, port) = try Socket.listen(port: 0)
            listeners.append((socket, broker))
            proxied[Int32(broker)] = Int32(port)
            servers.append("127.0.0.1:\(port)")
        }
        self.listeners = listeners
        ports = BrokerPorts(proxied)
        bootstrapServers = servers.joined(separator: ",")
    }

    /// Begins to take connections.
    package func start() throws(LifecycleError) {
        try thread.start { [self] stop in run(until: stop) }
    }

    /// Breaks every connection and ends.
    package func stop() {
        thread.stop()
    }

    /// What was done so far.
    package var counts: ProxyCounts {
        shared.withLock { $0.counts }
    }

    /// Strikes some of the connections that are open now.
    ///
    /// - Parameters:
    ///   - fault: What happens to them.
    ///   - share: One in how many is struck; 1 strikes all.
    ///   - seed: Decides which.
    package func strike(_ fault: ConnectionFault, oneIn share: Int, seed: UInt64) {
        shared.withLock { $0.orders.append(.strike(fault, oneIn: share, seed: seed)) }
    }

    /// Ends delays, and breaks the connections that are half open.
    package func heal() {
        shared.withLock { $0.orders.append(.heal) }
    }

    // MARK: The thread

    private func run(until stop: StopFlag) {
        var connections: [ProxiedConnection] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer {
            buffer.deallocate()
            for connection in connections {
                connection.close()
            }
            for listener in listeners {
                close(listener.socket)
            }
        }
        while !stop.isSet {
            obey(&connections)
            var polled = listeners.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
            let first = polled.count
            for connection in connections {
                polled += interests(of: connection)
            }
            poll(&polled, nfds_t(polled.count), wait(connections))
            let now = clock.now
            var kept: [ProxiedConnection] = []
            kept.reserveCapacity(connections.count)
            for (index, var connection) in connections.enumerated() {
                if move(&connection, polled[first + 2 * index], polled[first + 2 * index + 1], now, buffer) {
                    kept.append(connection)
                } else {
                    connection.close()
                }
            }
            connections = kept
            for (index, listener) in listeners.enumerated() where polled[index].revents != 0 {
                take(listener, &connections)
            }
        }
    }

    private func interests(of connection: ProxiedConnection) -> [pollfd] {
        let now = clock.now
        func events(reads: Lane, writes: Lane) -> Int16 {
            var events: Int16 = 0
            if reads.hasRoom {
                events |= Int16(POLLIN)
            }
            if !writes.ready(now: now).isEmpty {
                events |= Int16(POLLOUT)
            }
            return events
        }
        // An end that has nothing to say and nothing to take is omitted: its hang-up would be reported forever.
        func entry(_ descriptor: Int32, _ events: Int16) -> pollfd {
            pollfd(fd: events == 0 ? -1 : descriptor, events: events, revents: 0)
        }
        return [
            entry(connection.client, events(reads: connection.toBroker, writes: connection.toClient)),
            entry(connection.broker, events(reads: connection.toClient, writes: connection.toBroker)),
        ]
    }

    /// Milliseconds until something is due, at most 20: orders come without a signal.
    private func wait(_ connections: [ProxiedConnection]) -> Int32 {
        let now = clock.now
        var wait = Duration.milliseconds(20)
        for connection in connections {
            for due in [connection.toBroker.due, connection.toClient.due].compactMap({ $0 }) where due > now {
                wait = min(wait, now.duration(to: due))
            }
        }
        return Int32(wait / .milliseconds(1)) + 1
    }

    private func move(
        _ connection: inout ProxiedConnection,
        _ client: pollfd,
        _ broker: pollfd,
        _ now: ContinuousClock.Instant,
        _ buffer: UnsafeMutableRawBufferPointer
    ) -> Bool {
        do throws(WireFault) {
            return try connection.move(
                clientEvents: client.revents,
                brokerEvents: broker.revents,
                now: now,
                buffer: buffer
            )
        } catch {
            shared.withLock { $0.counts.misread += 1 }
            return false
        }
    }

    private func take(_ listener: (socket: Int32, broker: UInt16), _ connections: inout [ProxiedConnection]) {
        while let client = Socket.accept(listener.socket) {
            guard let broker = Socket.connect(port: listener.broker) else {
                close(client)
                continue
            }
            connections.append(ProxiedConnection(client: client, broker: broker, ports: ports))
            shared.withLock { $0.counts.accepted += 1 }
        }
    }

    private func obey(_ connections: inout [ProxiedConnection]) {
        let orders = shared.withLock { shared -> [Order] in
            defer { shared.orders = [] }
            return shared.orders
        }
        for order in orders {
            switch order {
            case .heal: heal(&connections)
            case .strike(let fault, let share, let seed): strike(fault, share, seed, &connections)
            }
        }
    }

    private func heal(_ connections: inout [ProxiedConnection]) {
        connections.removeAll { connection in
            if connection.isHalfOpen {
                connection.close()
            }
            return connection.isHalfOpen
        }
        for index in connections.indices {
            connections[index].toBroker.delay = .zero
            connections[index].toClient.delay = .zero
        }
    }

    private func strike(
        _ fault: ConnectionFault,
        _ share: Int,
        _ seed: UInt64,
        _ connections: inout [ProxiedConnection]
    ) {
        var generator = SeededGenerator(seed: seed)
        var struck: [Int] = connections.indices.filter { _ in generator.oneIn(share) }
        if struck.isEmpty, !connections.isEmpty {
            struck = [generator.below(connections.count)]
        }
        for index in struck {
            switch fault {
            case .cut: break
            case .delay(let milliseconds):
                connections[index].toBroker.delay = .milliseconds(milliseconds)
                connections[index].toClient.delay = .milliseconds(milliseconds)
            case .lateRequests(let milliseconds):
                connections[index].toBroker.delay = .milliseconds(milliseconds)
            case .halfOpen:
                connections[index].isHalfOpen = true
                connections[index].toBroker.isSwallowing = true
                connections[index].toClient.isSwallowing = true
            }
        }
        if fault == .cut {
            for index in struck.reversed() {
                connections[index].close()
                connections.remove(at: index)
            }
        }
        let count = struck.count
        shared.withLock { shared in
            switch fault {
            case .cut: shared.counts.cut += count
            case .delay, .lateRequests: shared.counts.delayed += count
            case .halfOpen: shared.counts.halfOpened += count
            }
        }
    }
}
