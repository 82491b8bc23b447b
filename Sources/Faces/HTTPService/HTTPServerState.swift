import CHTTPService
import Glibc
import Synchronization

/// The shared state of the callbacks of one server.
final class HTTPServerState: @unchecked Sendable {
    // @unchecked: immutable but for atomics, mutexes, `bytesUnderWay`, which belongs to the event thread, and
    // `emptyResponse`, which libmicrohttpd counts under its own lock.
    let admission: HTTPAdmission?
    let handler: HTTPHandler
    let tls: TLSIdentity?
    let maximumBodyBytes: Int
    let keptOverflowBytes: Int
    let maximumDrainedBytes: Int
    let maximumBytesUnderWay: Int
    let maximumConnections: Int
    let headerNanoseconds: UInt64
    let bodyNanoseconds: UInt64
    let idleNanoseconds: UInt64
    private let onRefusal: (@Sendable (HTTPRefusal) -> Void)?
    /// Called when a turn of the event thread is over.
    let onTurnEnd: (@Sendable () -> Void)?

    /// Requests whose headers are complete and whose answer is not yet sent.
    let inFlight = Atomic<Int>(0)

    /// Connections that wait for an exchange's answer.
    let suspended = Atomic<Int>(0)

    /// What wakes the event thread, an eventfd.
    let wakeDescriptor: Int32

    /// Connections whose answer is there; the event thread resumes them.
    private let answered = Mutex<[HTTPConnection]>([])

    /// Stopping: answers carry `Connection: close`.
    let isDraining = Atomic<Bool>(false)

    /// Stopping, last phase: no request reaches the handler any more.
    let isClosed = Atomic<Bool>(false)

    /// Bytes of bodies that are not whole, without the block that each connection may keep.
    var bytesUnderWay = 0

    let counters = HTTPServerCounters()
    let connections = Mutex<[ObjectIdentifier: HTTPConnection]>([:])
    let shares: AddressShares
    private let emptyResponse: OpaquePointer?

    init(
        options: HTTPServerOptions,
        admission: HTTPAdmission?,
        handler: @escaping HTTPHandler
    ) throws(HTTPServiceError) {
        wakeDescriptor = ehs_wake_descriptor()
        guard wakeDescriptor >= 0 else {
            throw HTTPServiceError(
                code: .refusedBySystem,
                action: "making an eventfd",
                message: String(cString: strerror(errno)),
                remedy: "raise the limit of open files"
            )
        }
        self.admission = admission
        self.handler = handler
        onRefusal = options.onRefusal
        onTurnEnd = options.onTurnEnd
        tls = options.tls
        maximumBodyBytes = options.maximumBodyBytes
        keptOverflowBytes = min(options.keptOverflowBytes, options.maximumBodyBytes)
        maximumDrainedBytes = options.maximumDrainedBytes
        // A block grows to twice its size at most.
        maximumBytesUnderWay = max(options.maximumBytesUnderWay, 2 * options.maximumBodyBytes)
        maximumConnections = Int(max(1, options.maximumConnections))
        headerNanoseconds = options.headerDeadline.nanoseconds
        bodyNanoseconds = options.bodyDeadline.nanoseconds
        // Zero means that idle connections are never closed.
        idleNanoseconds =
            options.idleTimeoutSeconds == 0 ? UInt64.max / 4 : UInt64(options.idleTimeoutSeconds) * 1_000_000_000
        shares = AddressShares(limit: Int(options.maximumConnectionsPerAddress))
        emptyResponse = ehs_response(nil, 0)
    }

    deinit {
        MHD_destroy_response(emptyResponse)
        close(wakeDescriptor)
    }

    // MARK: On any thread

    /// Has the event thread resume connections; only the first of several wakes it.
    func resumeSoon(_ connections: some Collection<HTTPConnection>) {
        let isFirst = answered.withLock { answered in
            defer { answered.append(contentsOf: connections) }
            return answered.isEmpty
        }
        if isFirst {
            wake()
        }
    }

    /// Makes the event thread look around.
    func wake() {
        var one: UInt64 = 1
        write(wakeDescriptor, &one, 8)
    }

    // MARK: On the event thread

    func count(_ refusal: HTTPRefusal) {
        counters.count(refusal)
        onRefusal?(refusal)
    }

    /// Resumes every connection whose answer is there.
    ///
    /// - Parameter room: Empty before and after; its storage is used in turn with the list's.
    func resumeAnswered(using room: inout [HTTPConnection]) {
        answered.withLock { swap(&$0, &room) }
        for connection in room {
            MHD_resume_connection(connection.handle)
            if connection.isGivenUp {
                shutdown(connection.descriptor, Int32(SHUT_RDWR))
            }
        }
        room.removeAll(keepingCapacity: true)
    }

    func receive(
        _ connection: HTTPConnection,
        url: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>,
        upload: UnsafePointer<CChar>?,
        uploadCount: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        switch connection.phase {
        case .headers, .idle:
            return begin(connection, url: url, method: method, version: version)
        case .receiving where connection.isCut:
            return ehs_drop
        case .receiving where uploadCount.pointee > 0:
            guard connection.overflow == nil, connection.body.count + uploadCount.pointee <= maximumBodyBytes else {
                return overflow(connection, url: url, method: method, upload: upload, uploadCount: uploadCount)
            }
            if let upload {
                connection.body.append(upload, count: uploadCount.pointee)
                takeBody(of: connection)
            }
            uploadCount.pointee = 0
            return ehs_go_on
        case .receiving:
            return handle(connection, url: url, method: method)
        case .suspended:
            guard let answer = connection.takePending() else {
                return ehs_go_on
            }
            return queue(answer, on: connection)
        case .handling, .answered:
            uploadCount.pointee = 0
            return ehs_go_on
        }
    }

    private func begin(
        _ connection: HTTPConnection,
        url: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>
    ) -> MHD_Result {
        connection.countAsInFlight()
        guard connection.learnPeer() else {
            return ehs_drop
        }
        var length: UInt64 = 0
        let framing = ehs_framing(connection.handle, version, &length)
        guard framing == Int32(EHS_FRAMING_SOUND.rawValue) else {
            count(.ambiguousLength)
            return framing == Int32(EHS_FRAMING_UNKNOWN_ENCODING.rawValue)
                ? refuse(501, "Only the transfer encoding chunked is understood", on: connection)
                : refuse(400, "The length of the body is not clear", on: connection)
        }
        if let answer = admission?(HTTPRequest(connection: connection, url: url, method: HTTPMethod(method))) {
            count(.notAdmitted)
            return refuse(answer, on: connection)
        }
        if length != UInt64.max {
            guard length <= UInt64(maximumBodyBytes) else {
                count(.bodyTooLarge)
                guard keptOverflowBytes > 0 else {
                    return refuse(413, "The body is larger than \(maximumBodyBytes) bytes", on: connection)
                }
                return beginOverflow(connection, length: length, url: url, method: method)
            }
            // No more than is usual before the first byte came: a header alone must not cost a large block.
            connection.body.reserve(min(Int(length), BodyBuffer.keptBytes))
        }
        connection.beginBody()
        return ehs_go_on
    }

    func handle(
        _ connection: HTTPConnection,
        url: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>
    ) -> MHD_Result {
        connection.phase = .handling
        endBody(of: connection)
        counters.requests.add(1, ordering: .relaxed)
        guard !isClosed.load(ordering: .sequentiallyConsistent) else {
            return queue(.empty(503), on: connection)
        }
        switch handler(HTTPRequest(connection: connection, url: url, method: HTTPMethod(method))) {
        case .answer(let answer):
            precondition(connection.phase == .handling, "a handler that took the exchange answers through it")
            return queue(answer, on: connection)
        case .later:
            precondition(connection.phase == .suspended, "a handler that answers later takes the exchange first")
            return ehs_go_on
        }
    }

    private func refuse(_ status: UInt16, _ text: String, on connection: HTTPConnection) -> MHD_Result {
        refuse(.text(status, text + "\n"), on: connection)
    }

    /// Answers and closes the connection, since what it sends next may be the rest of a body.
    private func refuse(_ answer: HTTPAnswer, on connection: HTTPConnection) -> MHD_Result {
        let closing = HTTPAnswer(
            status: answer.status,
            headers: answer.headers + [HTTPHeader("Connection", "close")],
            body: answer.body
        )
        return queue(closing, on: connection)
    }

    private func queue(_ answer: HTTPAnswer, on connection: HTTPConnection) -> MHD_Result {
        connection.phase = .answered
        connection.arm(bodyNanoseconds)
        let isDraining = isDraining.load(ordering: .relaxed)
        if answer.isBare, !isDraining {
            return MHD_queue_response(connection.handle, UInt32(answer.status), emptyResponse)
        }
        guard let response = answer.body.withUnsafeBytes({ ehs_response($0.baseAddress, $0.count) }) else {
            return ehs_drop
        }
        defer { MHD_destroy_response(response) }
        for header in answer.headers where MHD_add_response_header(response, header.name, header.value) != ehs_go_on {
            return MHD_queue_response(connection.handle, 500, emptyResponse)
        }
        if isDraining {
            MHD_add_response_header(response, "Connection", "close")
        }
        return MHD_queue_response(connection.handle, UInt32(answer.status), response)
    }
}
