import Glibc
import Testing

/// A socket of a test that sends bytes to a door.
final class DoorClient {
    private let descriptor: Int32

    private init<Address>(_ family: Int32, _ kind: __socket_type, _ address: Address) throws {
        descriptor = socket(family, Int32(kind.rawValue), 0)
        var address = address
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw Refused(reason: reason)
        }
    }

    struct Refused: Error {
        let reason: String
    }

    deinit {
        close(descriptor)
    }

    static func unix(_ path: String, _ kind: __socket_type = SOCK_STREAM) throws -> DoorClient {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return try DoorClient(AF_UNIX, kind, address)
    }

    static func loopback(_ port: UInt16, _ kind: __socket_type) throws -> DoorClient {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        return try DoorClient(AF_INET, kind, address)
    }

    /// Sends all bytes; false when the other side has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(
                    descriptor,
                    bytes.baseAddress.map { $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else {
                return false
            }
            sent += count
        }
        return true
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Waits until the door closes.
    func waitForEnd() {
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) > 0 {}
    }
}
