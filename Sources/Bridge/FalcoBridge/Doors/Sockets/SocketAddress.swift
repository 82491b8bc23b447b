import Glibc

/// Where a door listens on the network: `HOST:PORT`, `[IPv6]:PORT` or `:PORT` for all addresses.
package struct SocketAddress: Sendable, Equatable, CustomStringConvertible {
    /// A numeric IPv4 or IPv6 address; empty for all.
    package let host: String
    /// The port; 0 takes a free one.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads an address; nil when the text is not an address.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else {
                return nil
            }
        } else if host.contains(":") {
            return nil
        }
        var four = in_addr()
        var six = in6_addr()
        guard host.isEmpty || inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1 else {
            return nil
        }
        self.init(host: host, port: port)
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// The sender's numeric address, without its port; nil for other families than IPv4 and IPv6.
    static func numeric(_ storage: sockaddr_storage) -> String? {
        var storage = storage
        let size: Int
        switch Int32(storage.ss_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { host in
                    let length = socklen_t(host.count)
                    guard
                        getnameinfo(address, socklen_t(size), host.baseAddress, length, nil, 0, NI_NUMERICHOST) == 0,
                        let text = host.baseAddress
                    else {
                        return nil
                    }
                    let name = String(cString: text)
                    // An IPv4 peer on a dual-stack socket (RFC 4291 2.5.5.2).
                    return name.hasPrefix("::ffff:") ? String(name.dropFirst(7)) : name
                }
            }
        }
    }
}
