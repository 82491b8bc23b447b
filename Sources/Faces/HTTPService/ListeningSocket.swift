import CHTTPService
import Glibc

/// A listening socket of our own: IPv4 and IPv6 on one descriptor, or a unix socket with mode 0600.
struct ListeningSocket {
    let descriptor: Int32
    /// The real port; 0 for a unix socket.
    let port: UInt16
    let unixPath: String?

    init(_ endpoint: HTTPServerOptions.Endpoint, backlog: Int32) throws(HTTPServiceError) {
        switch endpoint {
        case .tcp(let address, let port):
            descriptor = try Self.bindTCP(address, port)
            unixPath = nil
        case .unix(let path):
            descriptor = try Self.bindUnix(path)
            unixPath = path
        }
        guard listen(descriptor, backlog) == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw Self.failure("listening on the socket", reason)
        }
        port = unixPath == nil ? Self.port(of: descriptor) : 0
    }

    /// Makes new connections fail at once instead of waiting in the backlog; the descriptor stays.
    func refuseNewConnections() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        if let unixPath {
            unlink(unixPath)
        }
    }

    func close() {
        Glibc.close(descriptor)
    }

    static func numericAddress(_ address: UnsafePointer<sockaddr>) -> String? {
        let size: Int
        switch Int32(address.pointee.sa_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { host in
            guard
                getnameinfo(
                    address,
                    socklen_t(size),
                    host.baseAddress,
                    socklen_t(host.count),
                    nil,
                    0,
                    NI_NUMERICHOST
                ) == 0, let text = host.baseAddress
            else {
                return nil
            }
            let name = String(cString: text)
            // An IPv4 peer on a dual-stack socket (RFC 4291 2.5.5.2).
            return name.hasPrefix("::ffff:") ? String(name.dropFirst(7)) : name
        }
    }

    private static func bindTCP(_ address: String?, _ port: UInt16) throws(HTTPServiceError) -> Int32 {
        if let address {
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            if inet_pton(AF_INET, address, &four.sin_addr) == 1 {
                return try bindSocket(AF_INET, &four, MemoryLayout<sockaddr_in>.size)
            }
        }
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        if let address, inet_pton(AF_INET6, address, &six.sin6_addr) != 1 {
            throw HTTPServiceError(
                code: .invalidAddress,
                action: "listening on \(address)",
                message: "it is neither an IPv4 nor an IPv6 address",
                remedy: "give a numeric address, or none for all"
            )
        }
        do throws(HTTPServiceError) {
            return try bindSocket(AF_INET6, &six, MemoryLayout<sockaddr_in6>.size)
        } catch  where address == nil && error.code != .addressInUse {
            // A system without IPv6: all of IPv4.
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            return try bindSocket(AF_INET, &four, MemoryLayout<sockaddr_in>.size)
        }
    }

    private static func bindUnix(_ path: String) throws(HTTPServiceError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw HTTPServiceError(
                code: .invalidAddress,
                action: "listening on the unix socket \(path)",
                message: "the path must have 1 to 107 bytes",
                remedy: "choose a shorter folder"
            )
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        try removeDeadSocket(path, &address)
        let descriptor = try bindSocket(AF_UNIX, &address, MemoryLayout<sockaddr_un>.size)
        // Nobody can connect before listen, so the mode is in force for the first client.
        guard chmod(path, 0o600) == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw failure("restricting the unix socket \(path)", reason)
        }
        return descriptor
    }

    /// Removes a socket file that a process left behind when it was killed; one that answers is left alone.
    private static func removeDeadSocket(_ path: String, _ address: inout sockaddr_un) throws(HTTPServiceError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            return
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else {
            throw failure("probing the unix socket \(path)", errno)
        }
        defer { Glibc.close(probe) }
        let answer = withSocketAddress(&address) { connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        if answer != 0, errno == ECONNREFUSED {
            unlink(path)
        }
    }

    private static func bindSocket<Address>(
        _ family: Int32,
        _ address: inout Address,
        _ size: Int
    ) throws(HTTPServiceError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else {
            throw failure("opening a socket", errno)
        }
        var yes: Int32 = 1
        var no: Int32 = 0
        let width = socklen_t(MemoryLayout<Int32>.size)
        if family != AF_UNIX {
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, width)
            // Inherited by every accepted connection: an answer of a few bytes must not wait for an acknowledgment.
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, width)
        }
        if family == AF_INET6 {
            setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &no, width)
        }
        guard withSocketAddress(&address, { bind(descriptor, $0, socklen_t(size)) }) == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw failure("binding the socket", reason)
        }
        return descriptor
    }

    private static func withSocketAddress<Address>(
        _ address: inout Address,
        _ call: (UnsafePointer<sockaddr>) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, call)
        }
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        // The port is at the same place for both families.
        return UInt16(bigEndian: address.sin6_port)
    }

    private static func failure(_ action: String, _ reason: Int32) -> HTTPServiceError {
        HTTPServiceError(
            code: reason == EADDRINUSE ? .addressInUse : .refusedBySystem,
            action: action,
            message: String(cString: strerror(reason)),
            remedy: reason == EADDRINUSE ? "stop what listens there or choose another" : "check address and permissions"
        )
    }
}
