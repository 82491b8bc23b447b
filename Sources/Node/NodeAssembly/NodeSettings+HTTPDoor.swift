import FalcoBridge
import HTTPService

extension NodeSettings {
    /// Puts the HTTP door on a port; reads its certificate.
    ///
    /// - Throws: `HTTPServiceError`, `BridgeError` or ``OperationFault``, in one line that says what is wrong and what to do.
    package mutating func openHTTP(_ door: HTTPDoorSettings) throws {
        var options = HTTPServerOptions(
            endpoint: .tcp(address: door.address.isEmpty ? nil : door.address, port: door.port)
        )
        options.maximumConnections = door.connections
        options.maximumConnectionsPerAddress = door.connectionsPerAddress
        options.headerMemoryBytes = door.headerBytes
        options.maximumBodyBytes = door.bodyBytes
        options.maximumBytesUnderWay = door.bytesUnderWay
        options.headerDeadline = door.headerTime
        options.bodyDeadline = door.bodyTime
        let (seconds, attoseconds) = door.idleTime.components
        options.idleTimeoutSeconds = UInt32(clamping: seconds + (attoseconds > 0 ? 1 : 0))
        options.tls = try Self.identity(of: door)
        httpAccess = try HTTPAccess(
            secretPath: door.secretPath,
            allowedSenders: door.allowedSenders,
            hasIdentities: options.tls?.requiresClient == true
        )
        intake.maximumBodyBytes = door.bodyBytes
        http = options
    }

    private static func identity(of door: HTTPDoorSettings) throws -> TLSIdentity? {
        guard !door.certificate.isEmpty || !door.key.isEmpty || !door.clientAuthorities.isEmpty else {
            return nil
        }
        guard !door.certificate.isEmpty, !door.key.isEmpty else {
            let message = door.certificate.isEmpty ? "there is no certificate" : "there is no key"
            throw OperationFault.invalid(
                "reading bridge.http.tls: \(message); set both bridge.http.tls.certificate and bridge.http.tls.key"
            )
        }
        return try TLSIdentity(
            TLSFiles(
                certificate: door.certificate,
                key: door.key,
                clientAuthorities: door.clientAuthorities.isEmpty ? nil : door.clientAuthorities
            )
        )
    }
}
