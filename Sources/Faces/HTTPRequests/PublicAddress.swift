import CHTTPRequests
import Glibc

/// Distinguishes public internet addresses from those of a machine and its networks.
///
/// Source: IANA's IPv4 and IPv6 special-purpose address registries (RFC 6890); an IPv4 address inside an IPv6 one
/// (mapped, NAT64, 6to4) is looked at itself.
package enum PublicAddress {
    /// IPv4 ranges that are not public, as first address and prefix length.
    private static let ranges: [(UInt32, UInt32)] = [
        (0x0000_0000, 8),  // This network.
        (0x0A00_0000, 8),  // Private.
        (0x6440_0000, 10),  // Shared by carriers.
        (0x7F00_0000, 8),  // Loopback.
        (0xA9FE_0000, 16),  // Link-local, with the clouds' metadata services.
        (0xAC10_0000, 12),  // Private.
        (0xC000_0000, 24),  // Protocol assignments.
        (0xC000_0200, 24),  // Documentation.
        (0xC0A8_0000, 16),  // Private.
        (0xC612_0000, 15),  // Benchmarks.
        (0xC633_6400, 24),  // Documentation.
        (0xCB00_7100, 24),  // Documentation.
        (0xE000_0000, 4),  // Multicast.
        (0xF000_0000, 4),  // Reserved, and broadcast.
    ]

    /// Whether an address is public; a unix socket and an unknown family are not.
    static func isPublic(_ address: UnsafePointer<sockaddr>) -> Bool {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr
            return isPublic(UInt32(bigEndian: four.s_addr))
        case AF_INET6:
            let six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return isPublic(six)
        default:
            return false
        }
    }

    /// Whether a numeric address such as `10.1.2.3` or `fd00::7` is public; nil for another text.
    package static func isPublic(_ text: String) -> Bool? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            return isPublic(UInt32(bigEndian: four.s_addr))
        }
        var six = in6_addr()
        return inet_pton(AF_INET6, text, &six) == 1 ? isPublic(six) : nil
    }

    private static func isPublic(_ address: UInt32) -> Bool {
        !ranges.contains { address >> (32 - $1) == $0 >> (32 - $1) }
    }

    private static func isPublic(_ address: in6_addr) -> Bool {
        let (high, low) = withUnsafeBytes(of: address) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        if high == 0, low >> 32 == 0xFFFF || low >> 32 == 0 {
            // Mapped; or compatible, with the unspecified address and loopback among them.
            return low >> 32 == 0xFFFF && isPublic(UInt32(truncatingIfNeeded: low))
        }
        if high == 0x0064_FF9B_0000_0000, low >> 32 == 0 {
            return isPublic(UInt32(truncatingIfNeeded: low))
        }
        if high >> 48 == 0x2002 {
            return isPublic(UInt32(truncatingIfNeeded: high >> 16))
        }
        // Global unicast is 2000::/3, but for Teredo and other assignments in 2001::/23, and for documentation.
        return high >> 61 == 1 && high >> 41 != 0x2001_0000_0000_0000 >> 41 && high >> 32 != 0x2001_0DB8
            && high >> 44 != 0x3FFF0
    }
}
