/// A range of addresses in CIDR notation (RFC 4632, RFC 4291 2.3), such as `10.0.0.0/8` or `fd00::/8`.
package struct IPNetwork: Sendable, Equatable {
    private let base: IPAddress
    private let maskHigh: UInt64
    private let maskLow: UInt64

    /// Reads a network, or a single address; nil when it is none.
    ///
    /// Bits behind the prefix do not matter: `10.1.2.3/8` is `10.0.0.0/8`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)) else {
            return nil
        }
        let width = base.isIPv4 && !first.contains(":") ? 32 : 128
        var prefix = width
        if parts.count == 2 {
            let digits = parts[1]
            guard !digits.isEmpty, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(digits),
                length <= width
            else {
                return nil
            }
            prefix = length
        }
        prefix += 128 - width
        maskHigh = prefix >= 64 ? .max : ~(UInt64.max >> UInt64(prefix))
        maskLow = prefix <= 64 ? 0 : ~(prefix == 128 ? 0 : UInt64.max >> UInt64(prefix - 64))
        self.base = base
    }

    /// Returns whether an address lies in it.
    package func contains(_ address: IPAddress) -> Bool {
        (address.high ^ base.high) & maskHigh == 0 && (address.low ^ base.low) & maskLow == 0
    }
}
