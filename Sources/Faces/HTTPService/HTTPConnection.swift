import CHTTPService
import Glibc
import Synchronization

/// One connection: its body buffer, where its current request stands, and the answer that waits for it.
///
/// ```
///  idle --line--> headers --first call--> receiving --whole--> handling --queued--> answered --completed--> idle
///                                                                 | answerLater            ^
///                                                                 v                        |
///                                                             suspended --resumed----------+
/// ```
final class HTTPConnection: @unchecked Sendable {
    // @unchecked: everything belongs to the event thread, except that `pending` belongs to whoever wins `word` while the
    // connection is suspended; the mutex of the list to resume from orders the two.
    enum Phase {
        case idle
        case headers
        case receiving
        case handling
        case suspended
        case answered
    }

    /// Who holds the answer of the current request, in the two low bits of ``word``.
    private enum Holder {
        static let nobody: UInt64 = 0
        static let exchange: UInt64 = 1
        static let answered: UInt64 = 2
        static let abandoned: UInt64 = 3
    }

    let server: HTTPServerState
    let handle: OpaquePointer
    let descriptor: Int32

    /// Numeric, without port; "unix" for a unix socket.
    ///
    /// Looked up once, since requests ask for it again and again.
    let peerAddress: String
    /// The same as bits; nil for a unix socket.
    let networkAddress: IPAddress?
    /// The credentials of its TLS session, kept as long as the session lives; nil without TLS.
    private let credentials: TLSCredentials?
    /// Who the client is by its certificate; set before its first request reaches anyone, and not changed any more.
    private(set) var peerIdentity: String?
    /// Whether a request was answered on it.
    private(set) var hasServed = false
    /// Since when the server waits for the client, in monotonic nanoseconds; meaningful while ``isAwaitingClient``.
    private(set) var waitingSince: UInt64
    /// Whether it was cut: nothing of it is taken any more.
    var isCut = false
    /// Its part of ``HTTPServerState/bytesUnderWay``.
    var bytesUnderWay = 0
    var body = BodyBuffer()
    var phase = Phase.idle
    var query: String?
    var pending: HTTPAnswer?

    /// The overflow of the current request's body, if it is over the limit.
    var overflow: HTTPOverflow?

    /// Whether the rest of a body will not be read: then the connection ends in place of an answer.
    var isGivenUp = false

    /// Monotonic nanoseconds after which the sweeper cuts the connection; 0 for never.
    let deadline = Atomic<UInt64>(0)

    /// The request's number on this connection, above two bits of ``Holder``.
    private let word = Atomic<UInt64>(0)
    private var isCounted = false

    init(server: HTTPServerState, handle: OpaquePointer) {
        self.server = server
        self.handle = handle
        descriptor = ehs_connection_fd(handle)
        let address = ehs_connection_address(handle)
        peerAddress = address.flatMap { ListeningSocket.numericAddress($0) } ?? "unix"
        networkAddress = address.flatMap { IPAddress($0) }
        credentials = server.tls?.current
        waitingSince = MonotonicTime.now()
        arm(server.headerNanoseconds)
        // A connection that could not be given credentials fails its handshake.
        if let credentials {
            ehs_tls_adopt(handle, credentials.handle)
        }
    }

    deinit {
        body.free()
    }

    // MARK: On the event thread

    /// Whether the client has to do something next: shake hands, send, or begin another request.
    var isAwaitingClient: Bool {
        switch phase {
        case .idle, .headers, .receiving: true
        case .handling, .suspended, .answered: false
        }
    }

    /// Whether it was to speak TLS and no request ever began on it.
    var isHandshakeOnly: Bool {
        credentials != nil && word.load(ordering: .relaxed) == 0
    }

    func arm(_ allowed: UInt64) {
        deadline.store(MonotonicTime.now() &+ allowed, ordering: .relaxed)
    }

    /// Reads the client's identity at the first call.
    ///
    /// - Returns: False when a required certificate is missing.
    func learnPeer() -> Bool {
        guard let credentials, credentials.requiresClient, peerIdentity == nil else {
            return true
        }
        peerIdentity = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { room in
            let count = ehs_tls_peer(handle, room.baseAddress, room.count)
            return count == 0 ? nil : String(decoding: UnsafeRawBufferPointer(room)[..<count], as: UTF8.self)
        }
        return peerIdentity != nil
    }

    func beginRequest(target: UnsafePointer<CChar>) {
        phase = .headers
        query = strchr(target, 0x3F).map { String(cString: $0 + 1) }
        word.store(((word.load(ordering: .relaxed) >> 2) + 1) << 2 | Holder.nobody, ordering: .relaxed)
        // The first request's time runs from the connection's start.
        if hasServed {
            waitingSince = MonotonicTime.now()
            arm(server.headerNanoseconds)
        }
    }

    func beginBody() {
        phase = .receiving
        waitingSince = MonotonicTime.now()
        arm(server.bodyNanoseconds)
    }

    func countAsInFlight() {
        isCounted = true
        server.inFlight.add(1, ordering: .sequentiallyConsistent)
    }

    func endRequest() {
        server.endBody(of: self)
        if phase == .suspended {
            server.suspended.subtract(1, ordering: .sequentiallyConsistent)
        }
        if isCounted {
            isCounted = false
            server.inFlight.subtract(1, ordering: .sequentiallyConsistent)
        }
        phase = .idle
        pending = nil
        query = nil
        overflow = nil
        // The holder of an abandoned exchange may be reading the body; the connection closes after it anyway.
        if word.load(ordering: .relaxed) & 3 != Holder.abandoned {
            body.clear()
        }
        hasServed = true
        waitingSince = MonotonicTime.now()
        arm(server.idleNanoseconds &+ server.headerNanoseconds)
    }

    /// Suspends; on the event thread, where connections are resumed too, so the one never overtakes the other.
    func suspend() -> HTTPExchange {
        precondition(phase == .handling, "a request can be answered later once, and only while its handler runs")
        phase = .suspended
        deadline.store(0, ordering: .relaxed)
        server.suspended.add(1, ordering: .sequentiallyConsistent)
        let generation = word.load(ordering: .relaxed) >> 2
        MHD_suspend_connection(handle)
        word.store(generation << 2 | Holder.exchange, ordering: .releasing)
        return HTTPExchange(connection: self, generation: generation)
    }

    /// Takes the answer that ended the suspension; nil when the connection was woken for nothing.
    func takePending() -> HTTPAnswer? {
        let holder = word.load(ordering: .acquiring) & 3
        guard holder == Holder.answered || holder == Holder.abandoned, let answer = pending else {
            return nil
        }
        pending = nil
        phase = .handling
        server.suspended.subtract(1, ordering: .sequentiallyConsistent)
        return answer
    }

    // MARK: On any thread

    func mayRead(_ generation: UInt64) -> Bool {
        // An abandoned connection keeps its buffer: nothing is received on it any more.
        let word = word.load(ordering: .acquiring)
        return word >> 2 == generation && (word & 3 == Holder.exchange || word & 3 == Holder.abandoned)
    }

    /// Takes the answer of a request; the server is to be told of it with ``HTTPServerState/resumeSoon(_:)``.
    ///
    /// - Returns: False when the server, stopping, had already answered.
    func take(_ answer: HTTPAnswer, generation: UInt64) -> Bool {
        let (won, seen) = word.compareExchange(
            expected: generation << 2 | Holder.exchange,
            desired: generation << 2 | Holder.answered,
            ordering: .acquiringAndReleasing
        )
        guard won else {
            precondition(seen == generation << 2 | Holder.abandoned, "an exchange is answered once")
            return false
        }
        pending = answer
        return true
    }

    /// Answers 503 in place of the exchange, if it has not answered; for a server that stops.
    func abandon() {
        let generation = word.load(ordering: .relaxed) >> 2
        let (won, _) = word.compareExchange(
            expected: generation << 2 | Holder.exchange,
            desired: generation << 2 | Holder.abandoned,
            ordering: .acquiringAndReleasing
        )
        if won {
            pending = .empty(503)
            server.resumeSoon(CollectionOfOne(self))
        }
    }
}
