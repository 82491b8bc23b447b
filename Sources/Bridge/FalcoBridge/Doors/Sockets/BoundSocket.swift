import Glibc

/// A listening or receiving socket; it does not block.
final class BoundSocket {
    enum Kind {
        case stream
        case datagram

        fileprivate var value: Int32 {
            Int32((self == .stream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
        }
    }

    let descriptor: Int32
    let kind: Kind
    /// The real port; 0 for a unix socket.
    let port: UInt16
    /// The file of a unix socket.
    let path: String?
    private var isClosed = false

    private init(descriptor: Int32, kind: Kind, port: UInt16, path: String?) {
        self.descriptor = descriptor
        self.kind = kind
        self.port = port
        self.path = path
    }

    deinit {
        close()
    }

    /// Closes it and removes the file of a unix socket.
    func close() {
        guard !isClosed else {
            return
        }
        isClosed = true
        Glibc.close(descriptor)
        if let path {
            unlink(path)
        }
    }

    // MARK: Unix

    /// Binds a unix socket.
    ///
    /// An existing socket file is replaced only if no process listens there.
    ///
    /// - Parameters:
    ///   - path: Its file, 1 to 107 bytes.
    ///   - kind: Stream or datagram.
    ///   - mode: Who may send: the file's mode.
    /// - Returns: The socket; of a stream, clients can connect.
    /// - Throws: ``BridgeError`` when it cannot listen there, or another process does.
    static func unix(_ path: String, _ kind: Kind, mode: mode_t) throws(BridgeError) -> BoundSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw failure("listening on \(path)", "the path must have 1 to 107 bytes", "choose a shorter path")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        try removeStale(path, address, kind)
        let descriptor = try open(AF_UNIX, kind, at: path)
        guard bind(descriptor, address) == 0, chmod(path, mode) == 0 else {
            throw closing(descriptor, "binding \(path)")
        }
        // No client can connect before this, so the mode applies to the first client.
        guard kind == .datagram || listen(descriptor, SOMAXCONN) == 0 else {
            throw closing(descriptor, "listening on \(path)")
        }
        return BoundSocket(descriptor: descriptor, kind: kind, port: 0, path: path)
    }

    private static func removeStale(_ path: String, _ address: sockaddr_un, _ kind: Kind) throws(BridgeError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            return
        }
        let remedy = "choose another path, or stop what listens there"
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw failure("listening on \(path)", "another kind of file is there", remedy)
        }
        let probe = try open(AF_UNIX, kind, at: path)
        defer { Glibc.close(probe) }
        let answer = withAddress(address) { connect(probe, $0, $1) }
        // Refused: no process has it open. Another error: a process has.
        guard answer != 0, errno == ECONNREFUSED else {
            throw failure("listening on \(path)", "another process listens there", remedy)
        }
        unlink(path)
    }

    // MARK: Network

    /// Binds a socket of TCP or UDP; for all addresses IPv4 and IPv6 on one.
    ///
    /// - Parameters:
    ///   - address: Where.
    ///   - kind: Stream for TCP, datagram for UDP.
    ///   - receiveBytes: The receive buffer to ask for; the system's limit is `net.core.rmem_max`.
    /// - Returns: The socket; of a stream, clients can connect.
    /// - Throws: ``BridgeError`` when it cannot listen there.
    static func network(
        _ address: SocketAddress,
        _ kind: Kind,
        receiveBytes: Int32
    ) throws(BridgeError) -> BoundSocket {
        let isSix = address.host.isEmpty || address.host.contains(":")
        if isSix {
            do throws(BridgeError) {
                return try six(address, kind, receiveBytes)
            } catch  where address.host.isEmpty && error.code == .unsupported {
                // A system without IPv6: all of IPv4.
            }
        }
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = address.port.bigEndian
        inet_pton(AF_INET, address.host, &four.sin_addr)
        let descriptor = try open(AF_INET, kind, at: address.description)
        return try finish(descriptor, four, kind, receiveBytes, at: address.description)
    }

    private static func six(
        _ address: SocketAddress,
        _ kind: Kind,
        _ receiveBytes: Int32
    ) throws(BridgeError) -> BoundSocket {
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = address.port.bigEndian
        inet_pton(AF_INET6, address.host, &six.sin6_addr)
        let descriptor = try open(AF_INET6, kind, at: address.description)
        set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
        return try finish(descriptor, six, kind, receiveBytes, at: address.description)
    }

    private static func finish<Address>(
        _ descriptor: Int32,
        _ address: Address,
        _ kind: Kind,
        _ receiveBytes: Int32,
        at place: String
    ) throws(BridgeError) -> BoundSocket {
        set(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBytes)
        if kind == .stream {
            set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
            // Accepted sockets inherit it: a peer that vanished does not keep its place forever.
            set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        }
        guard bind(descriptor, address) == 0 else {
            throw closing(descriptor, "binding \(place)")
        }
        guard kind == .datagram || listen(descriptor, SOMAXCONN) == 0 else {
            throw closing(descriptor, "listening on \(place)")
        }
        var bound = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        // Both families have the port at the same place.
        let port = UInt16(bigEndian: bound.sin6_port)
        return BoundSocket(descriptor: descriptor, kind: kind, port: port, path: nil)
    }

    // MARK: Calls

    private static func open(_ family: Int32, _ kind: Kind, at place: String) throws(BridgeError) -> Int32 {
        let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind.value | flags, 0)
        guard descriptor >= 0 else {
            let isUnsupported = errno == EAFNOSUPPORT
            throw BridgeError(
                code: isUnsupported ? .unsupported : .notListening,
                action: "opening a socket for \(place)",
                message: String(cString: strerror(errno)),
                remedy: "check the limits of this process and the address"
            )
        }
        return descriptor
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func bind<Address>(_ descriptor: Int32, _ address: Address) -> Int32 {
        withAddress(address) { Glibc.bind(descriptor, $0, $1) }
    }

    private static func withAddress<Address>(
        _ address: Address,
        _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = address
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func closing(_ descriptor: Int32, _ action: String) -> BridgeError {
        let reason = String(cString: strerror(errno))
        Glibc.close(descriptor)
        return failure(action, reason, "check the address and what this user may do; stop what listens there")
    }

    private static func failure(_ action: String, _ message: String, _ remedy: String) -> BridgeError {
        BridgeError(code: .notListening, action: action, message: message, remedy: remedy)
    }
}
