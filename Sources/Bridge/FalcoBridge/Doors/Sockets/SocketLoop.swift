import Glibc
import Lifecycle
import Telemetry

/// Serves the sockets of one door with one thread: accepts clients, reads what comes, hands pieces in.
///
/// Clients get no answer. While the intake has no room nothing is read: clients of stream sockets wait, and datagrams
/// stay in the system's buffer, which drops what does not fit.
final class SocketLoop {
    /// A socket, and how what comes there is cut into pieces.
    struct Place {
        let socket: BoundSocket
        /// Makes the assembler of a client, or of the datagrams.
        let makeAssembler: () -> any StreamAssembler
    }

    /// Bytes read of one client before it is the next one's turn.
    private static let turnBytes = 256 * 1024

    private let places: [Place]
    private let limits: SocketLimits
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let metrics: SocketMetrics
    private let logger: Logger
    private var clients: [StreamClient] = []
    private var chunk: [UInt8]
    private var hasSaidFull = false

    init(
        places: [Place],
        limits: SocketLimits,
        intake: AlertIntake,
        door: IntakeDoor,
        clock: ReceiptClock,
        metrics: SocketMetrics,
        logger: Logger
    ) {
        self.places = places
        self.limits = limits
        self.intake = intake
        self.door = door
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        // A datagram is read whole or not at all.
        chunk = [UInt8](repeating: 0, count: max(Self.turnBytes, limits.pieceBytes + 1))
    }

    /// Serves until the stop request; then it reads and hands in what has already arrived.
    ///
    /// - Throws: ``BridgeError`` when the intake ended.
    func run(_ stopFlag: StopFlag) throws(BridgeError) {
        while !stopFlag.isSet {
            // Check the stop flag five times a second: nothing else wakes a silent socket.
            try serve(waitMilliseconds: 200, stopFlag)
        }
        try drain(stopFlag)
    }

    /// Reads what came before the stop: at most eight turns of each client, so that a busy one does not delay it.
    private func drain(_ stopFlag: StopFlag) throws(BridgeError) {
        var turns = 0
        while turns < 8, try serve(waitMilliseconds: 0, stopFlag) {
            turns += 1
        }
        for client in clients {
            try finish(client, stopFlag)
        }
        clients = []
        metrics.clients.set(0)
    }

    /// Waits for input and takes it; returns whether something came.
    @discardableResult
    private func serve(waitMilliseconds: Int32, _ stopFlag: StopFlag) throws(BridgeError) -> Bool {
        let descriptors = places.map(\.socket.descriptor) + clients.map(\.descriptor)
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), waitMilliseconds) > 0 else {
            return false
        }
        var ended: [ObjectIdentifier] = []
        for (client, entry) in zip(clients, polled.dropFirst(places.count)) where entry.revents != 0 {
            if try !read(client, stopFlag) {
                ended.append(ObjectIdentifier(client))
            }
        }
        clients.removeAll { ended.contains(ObjectIdentifier($0)) }
        for (place, entry) in zip(places, polled) where entry.revents != 0 {
            switch place.socket.kind {
            case .stream: accept(at: place)
            case .datagram: try receive(at: place, stopFlag)
            }
        }
        try cutLargest(stopFlag)
        metrics.clients.set(Double(clients.count))
        return true
    }

    // MARK: Streams

    private func accept(at place: Place) {
        while true {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    Glibc.accept(place.socket.descriptor, address, &size)
                }
            }
            guard descriptor >= 0 else {
                if errno == EMFILE || errno == ENFILE {
                    // It stays readable: without a pause this would be tried all the time.
                    poll(nil, 0, 100)
                }
                return
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            guard clients.count < limits.clients else {
                close(descriptor)
                metrics.refused.increment()
                if !hasSaidFull {
                    logger.warning(
                        "The limit of clients is reached; further ones are closed",
                        ["clients.limit": .integer(limits.clients), "door": .string(door.name)]
                    )
                }
                hasSaidFull = true
                continue
            }
            hasSaidFull = false
            let sender = SocketAddress.numeric(address) ?? place.socket.path ?? ""
            clients.append(
                StreamClient(descriptor: descriptor, sender: sender, assembler: place.makeAssembler())
            )
        }
    }

    /// Reads what a client has sent; false at its end.
    private func read(_ client: StreamClient, _ stopFlag: StopFlag) throws(BridgeError) -> Bool {
        let count = chunk.withUnsafeMutableBytes { Glibc.read(client.descriptor, $0.baseAddress, Self.turnBytes) }
        guard count != 0 else {
            try finish(client, stopFlag)
            return false
        }
        guard count > 0 else {
            guard errno == EAGAIN || errno == EINTR else {
                try finish(client, stopFlag)
                return false
            }
            return true
        }
        let block = chunk.withUnsafeBytes { client.assembler.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        if let block {
            try submit(block, from: client.sender, stopFlag)
        }
        return true
    }

    private func finish(_ client: StreamClient, _ stopFlag: StopFlag) throws(BridgeError) {
        if let block = client.assembler.finish() {
            try submit(block, from: client.sender, stopFlag)
        }
    }

    /// Enforces the bound on incomplete pieces.
    private func cutLargest(_ stopFlag: StopFlag) throws(BridgeError) {
        while clients.reduce(0, { $0 + $1.assembler.heldBytes }) > limits.heldBytes {
            guard let largest = clients.max(by: { $0.assembler.heldBytes < $1.assembler.heldBytes }) else {
                return
            }
            logger.warning(
                "A client is closed: too many bytes wait for the end of their line",
                ["client": .string(largest.sender), "client.bytes": .integer(largest.assembler.heldBytes)]
            )
            metrics.cut.increment()
            try finish(largest, stopFlag)
            clients.removeAll { $0 === largest }
        }
    }

    // MARK: Datagrams

    /// Takes the datagrams that have come, up to a turn; those of one sender in a row go in together.
    private func receive(at place: Place, _ stopFlag: StopFlag) throws(BridgeError) {
        var assembler = place.makeAssembler()
        var bytes: [UInt8] = []
        var pieces: [LineBlock.Line] = []
        var sender = ""
        var taken = 0
        while taken < Self.turnBytes {
            var address = sockaddr_storage()
            let count = receiveOne(place.socket.descriptor, &address)
            guard count >= 0 else {
                break
            }
            taken += max(1, count)
            let from = SocketAddress.numeric(address) ?? place.socket.path ?? ""
            if from != sender, !pieces.isEmpty {
                try submit(LineBlock(bytes: bytes, lines: pieces, consumedBytes: 0), from: sender, stopFlag)
                bytes = []
                pieces = []
            }
            sender = from
            let whole = chunk.withUnsafeBytes { chunk in
                assembler.feed(UnsafeRawBufferPointer(rebasing: chunk[..<min(count, chunk.count)]))
            }
            for block in [whole, assembler.finish()] {
                guard let block else {
                    continue
                }
                let shift = bytes.count
                bytes += block.bytes
                pieces += block.lines.map { line in
                    LineBlock.Line(line.range.lowerBound + shift..<line.range.upperBound + shift, isCut: line.isCut)
                }
            }
        }
        if !pieces.isEmpty {
            try submit(LineBlock(bytes: bytes, lines: pieces, consumedBytes: 0), from: sender, stopFlag)
        }
    }

    /// Receives a datagram into `chunk`; returns its real length, negative when there is none.
    private func receiveOne(_ descriptor: Int32, _ address: inout sockaddr_storage) -> Int {
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                chunk.withUnsafeMutableBytes { chunk in
                    recvfrom(descriptor, chunk.baseAddress, chunk.count, Int32(MSG_TRUNC), address, &size)
                }
            }
        }
    }

    private func submit(_ block: LineBlock, from sender: String, _ stopFlag: StopFlag) throws(BridgeError) {
        let batch = ReceivedBatch.lines(
            ReceivedPieces(
                bytes: block.bytes,
                pieces: block.lines,
                sender: sender,
                receivedMilliseconds: clock.milliseconds
            )
        )
        guard intake.submit(batch, from: door, unless: { stopFlag.isSet }) else {
            logger.error("Lines are lost at the end: there is no room", ["door": .string(door.name)])
            throw BridgeError(
                code: .closed,
                action: "keeping lines that came to the door \(door.name)",
                message: stopFlag.isSet ? "there is no room, and the door is stopping" : "the intake has ended",
                remedy: "find out why the log accepts nothing; lines that were not kept have to be sent again"
            )
        }
    }
}
