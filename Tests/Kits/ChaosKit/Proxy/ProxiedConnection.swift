import Glibc

/// A client's connection and the one to its broker, joined by two lanes; used by the proxy's thread alone.
struct ProxiedConnection {
    let client: Int32
    let broker: Int32
    var toBroker = Lane()
    var toClient = Lane()
    var requests = RequestTap()
    var answers: AnswerTap
    /// Set when a fault left the connection half open or delayed, which healing ends.
    var isHalfOpen = false

    init(client: Int32, broker: Int32, ports: BrokerPorts) {
        self.client = client
        self.broker = broker
        answers = AnswerTap(ports)
    }

    /// Moves bytes as far as they go.
    ///
    /// - Returns: False when the connection is over.
    mutating func move(
        clientEvents: Int16,
        brokerEvents: Int16,
        now: ContinuousClock.Instant,
        buffer: UnsafeMutableRawBufferPointer
    ) throws(WireFault) -> Bool {
        if clientEvents & Int16(POLLIN | POLLHUP | POLLERR) != 0, toBroker.hasRoom {
            switch Socket.receive(client, buffer) {
            case .bytes(let bytes):
                try requests.follow(bytes[...])
                toBroker.add(bytes, now: now)
            case .nothing: break
            case .ended: toBroker.isEnded = true
            }
        }
        if brokerEvents & Int16(POLLIN | POLLHUP | POLLERR) != 0, toClient.hasRoom {
            switch Socket.receive(broker, buffer) {
            case .bytes(let bytes):
                var output: [UInt8] = []
                output.reserveCapacity(bytes.count)
                try answers.pass(bytes[...], &requests, to: &output)
                toClient.add(output, now: now)
            case .nothing: break
            case .ended: toClient.isEnded = true
            }
        }
        guard Self.send(&toBroker, to: broker, now) else { return false }
        if !Self.send(&toClient, to: client, now) {
            // The client has gone; what it sent still goes on to the broker, as it does on a real way.
            toClient = Lane()
            toClient.isSwallowing = true
            toBroker.isEnded = true
        }
        return !toBroker.isDone && !toClient.isDone
    }

    /// - Returns: False when the receiver has gone.
    private static func send(_ lane: inout Lane, to receiver: Int32, _ now: ContinuousClock.Instant) -> Bool {
        while true {
            let bytes = lane.ready(now: now)
            guard !bytes.isEmpty else { return true }
            guard let sent = Socket.send(receiver, bytes) else { return false }
            guard sent > 0 else { return true }
            lane.didSend(sent)
        }
    }

    func close() {
        Glibc.close(client)
        Glibc.close(broker)
    }
}
