import CHTTPService
import Glibc

/// An IPv4 or IPv6 address as 128 bits; an IPv4 address is held as IPv6 holds it, `::ffff:0:0/96` (RFC 4291 2.5.5.2).
package struct IPAddress: Sendable, Hashable {
    /// The first 64 bits, in the order of the network.
    let high: UInt64
    /// The last 64 bits.
    let low: UInt64

    /// Whether it is an IPv4 address.
    var isIPv4: Bool {
        high == 0 && low >> 32 == 0xFFFF
    }

    /// Reads a numeric address such as `10.1.2.3` or `fd00::7`; nil when it is none.
    package init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four)
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else {
            return nil
        }
        self.init(six)
    }

    /// Takes a peer's address; nil for a unix socket.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            self.init(UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr)
        case AF_INET6:
            self.init(UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default:
            return nil
        }
    }

    private init(_ four: in_addr) {
        high = 0
        low = 0xFFFF << 32 | UInt64(UInt32(bigEndian: four.s_addr))
    }

    private init(_ six: in6_addr) {
        (high, low) = withUnsafeBytes(of: six) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
