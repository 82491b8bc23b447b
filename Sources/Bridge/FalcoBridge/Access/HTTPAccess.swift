import HTTPService
package import Telemetry

/// Who may post at the HTTP door: everyone on any path, unless a secret path or a list of senders narrows it.
///
/// Falco can send no password (falco.md 1.3: its `http_output` has TLS with its own certificate, and a URL), so only
/// these and the network can restrict access. GET of `/ping` and `/healthz` is open to all, for load balancers.
package struct HTTPAccess: Sendable {
    /// Why a request is refused; the raw value is for metrics.
    enum Refusal: String {
        /// A POST anywhere but on the secret path, answered 404.
        case path = "secret_path"
        /// A sender that is not on the list, answered 403.
        case sender = "sender"
    }

    private let secretPath: SecretPath?
    private let senders: SenderList?

    /// Admits everyone.
    package init() {
        secretPath = nil
        senders = nil
    }

    /// Reads settings.
    ///
    /// - Parameters:
    ///   - secretPath: The only path that takes a POST, `/` and at least 8 characters; empty takes all.
    ///   - allowedSenders: Addresses, networks, or names of client certificates; empty allows all.
    ///   - hasIdentities: Whether clients must present certificates, so that names of certificates can be checked.
    /// - Throws: ``BridgeError`` with the invalid entry.
    package init(secretPath: Secret<String>, allowedSenders: [String], hasIdentities: Bool) throws(BridgeError) {
        self.secretPath = secretPath.exposed.isEmpty ? nil : try SecretPath(secretPath)
        senders = allowedSenders.isEmpty ? nil : try SenderList(allowedSenders, hasIdentities: hasIdentities)
    }

    /// Returns why a request is refused; nil admits it.
    func refusal(of request: borrowing HTTPRequest) -> Refusal? {
        let isPost = request.method == .post
        if secretPath == nil, senders == nil {
            return nil
        }
        if !isPost, request.hasPath("/ping") || request.hasPath("/healthz") {
            return nil
        }
        if let senders, !senders.allows(request.networkAddress, identity: request.peerIdentity) {
            return .sender
        }
        guard isPost, let secretPath else {
            return nil
        }
        return request.withPath { secretPath.matches($0) } ? nil : .path
    }
}
