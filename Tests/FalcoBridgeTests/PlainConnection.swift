import Glibc

/// A TCP connection to loopback that sends exactly the bytes it is told to.
final class PlainConnection {
    private let descriptor: Int32

    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // No test waits longer than this for bytes that do not come.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if code != 0 {
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Reads until a text was there so many times, or the other side closes.
    func receive(_ mark: String, times: Int = 1) -> String {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while String(decoding: all, as: UTF8.self).components(of: mark) < times {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count <= 0 {
                break
            }
            all += piece[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }
}

extension String {
    /// How many times a text is in it.
    func components(of mark: String) -> Int {
        ranges(of: mark).count
    }
}
