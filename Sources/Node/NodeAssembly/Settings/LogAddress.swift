package import Configuration

/// The address of a log, from `log.address` or `--log`.
package enum LogAddress: Sendable, Equatable {
    /// In the folder `log.folder`.
    case embedded
    /// On a cluster; `host:port`, comma separated.
    case kafka(servers: String)

    private static let scheme = "kafka://"

    /// Reads an address.
    ///
    /// - Parameters:
    ///   - text: The address.
    ///   - key: The setting with the address.
    /// - Throws: `SettingFault` that describes a valid address in one line.
    package init(_ text: String, key: String = "log.address") throws(SettingFault) {
        guard !text.isEmpty else {
            self = .embedded
            return
        }
        guard text.hasPrefix(Self.scheme) else {
            throw Self.failure(key, text, "it does not begin with \(Self.scheme)")
        }
        var servers: [Substring] = []
        for server in text.dropFirst(Self.scheme.count).split(separator: ",", omittingEmptySubsequences: false) {
            guard Self.isServer(server) else { throw Self.failure(key, text, "'\(server)' is not HOST:PORT") }
            servers.append(server)
        }
        self = .kafka(servers: servers.joined(separator: ","))
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets; then a port from 1 to 65535.
    private static func isServer(_ text: Substring) -> Bool {
        guard let colon = text.lastIndex(of: ":") else { return false }
        let port = text[text.index(after: colon)...]
        guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = UInt16(port), number > 0 else {
            return false
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return !host.isEmpty
            && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_") }
    }

    private static func failure(_ key: String, _ text: String, _ reason: String) -> SettingFault {
        let nothing = key == "log.address" ? "the embedded log in log.folder" : "the cluster of log.address"
        return SettingFault(
            "reading \(key) '\(text)': \(reason); write kafka://HOST:PORT[,HOST:PORT...], or nothing for \(nothing)"
        )
    }
}
