import HTTPService

/// Allowed senders: by network, or by the name in their certificate.
struct SenderList: Sendable {
    private let networks: [IPNetwork]
    private let identities: Set<String>

    /// Reads entries: an address, a network in CIDR notation, or the name of a client's certificate as envelopes show it.
    ///
    /// A name contains a `=` (`CN=node-7,O=Acme`), or begins with `spiffe://` or `sha256:`.
    ///
    /// - Throws: ``BridgeError`` with the entry that is neither, or that could never match.
    init(_ entries: [String], hasIdentities: Bool) throws(BridgeError) {
        var networks: [IPNetwork] = []
        var identities: Set<String> = []
        for entry in entries {
            if let network = IPNetwork(entry) {
                networks.append(network)
                continue
            }
            let isName = entry.contains("=") || entry.hasPrefix("spiffe://") || entry.hasPrefix("sha256:")
            guard isName else {
                throw Self.failure(
                    "\"\(entry)\" is not an address, a network or the name of a certificate",
                    "write 10.1.2.3, 10.0.0.0/8, fd00::/8 or CN=node-7,O=Acme"
                )
            }
            guard hasIdentities else {
                throw Self.failure(
                    "\"\(entry)\" is the name of a certificate, and clients need none",
                    "set bridge.http.tls.client-ca as well"
                )
            }
            identities.insert(entry)
        }
        self.networks = networks
        self.identities = identities
    }

    /// Returns whether an address or an identity is on the list; a unix socket has no address.
    func allows(_ address: IPAddress?, identity: String?) -> Bool {
        if let identity, identities.contains(identity) {
            return true
        }
        guard let address else {
            return false
        }
        return networks.contains { $0.contains(address) }
    }

    private static func failure(_ message: String, _ remedy: String) -> BridgeError {
        BridgeError(
            code: .notListening,
            action: "reading bridge.http.allowed-senders",
            message: message,
            remedy: remedy
        )
    }
}
