import Glibc

/// The few calls on TCP sockets of loopback that the proxy needs; nothing blocks.
enum Socket {
    enum Received {
        case bytes([UInt8])
        case nothing
        case ended
    }

    /// Listens on 127.0.0.1.
    ///
    /// - Parameter port: 0 takes a free one.
    /// - Returns: The socket and its port.
    /// - Throws: ``ChaosFault`` when the port cannot be had.
    static func listen(port: UInt16) throws(ChaosFault) -> (socket: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | nonBlocking, 0)
        guard descriptor >= 0 else { throw ChaosFault("opening a socket: \(reason)") }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        let bound = withAddress(port) { bind(descriptor, $0, $1) }
        guard bound == 0, Glibc.listen(descriptor, 256) == 0 else {
            defer { close(descriptor) }
            throw ChaosFault("listening on port \(port) of loopback: \(reason)")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Finds a port that is free now.
    static func free() throws(ChaosFault) -> UInt16 {
        let (socket, port) = try listen(port: 0)
        close(socket)
        return port
    }

    /// Takes the next connection; nil when none waits.
    static func accept(_ listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        quicken(descriptor)
        return descriptor
    }

    /// Begins a connection; it is made, or has failed, when it can be written to.
    static func connect(port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | nonBlocking, 0)
        guard descriptor >= 0 else { return nil }
        quicken(descriptor)
        let result = withAddress(port) { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    static func receive(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Received {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 {
            return .bytes(Array(UnsafeRawBufferPointer(rebasing: buffer[..<count])))
        }
        if count < 0, errno == EAGAIN || errno == EINTR || errno == ENOTCONN {
            return .nothing
        }
        return .ended
    }

    /// - Returns: How many bytes went; nil when the receiver has gone.
    static func send(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int? {
        let quiet = Int32(truncatingIfNeeded: MSG_NOSIGNAL)
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, quiet) }
        if count >= 0 {
            return count
        }
        return errno == EAGAIN || errno == EINTR || errno == ENOTCONN ? 0 : nil
    }

    private static let nonBlocking = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    private static var reason: String {
        String(cString: strerror(errno))
    }

    private static func quicken(_ descriptor: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
