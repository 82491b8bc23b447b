package import Configuration
package import HTTPService
package import Telemetry

/// Settings of the HTTP door: address, certificate, access and limits.
package struct HTTPDoorSettings: SettingsGroup {
    @Setting(.bool("bridge.http.enabled", default: true, "Whether the HTTP door for Falco's http_output is open."))
    package var isEnabled: Bool

    @Setting(
        .text(
            "bridge.http.address",
            default: "",
            "Address of the HTTP door, IPv4 or IPv6; empty listens on all."
        )
    )
    package var address: String

    @Setting(
        .integer(
            "bridge.http.port",
            in: 0...65_535,
            default: 2801,
            "Port of the HTTP door; 0 takes a free one and logs it."
        )
    )
    package var port: Int

    @Setting(
        .path(
            "bridge.http.tls.certificate",
            default: "",
            "Certificate of the HTTP door in PEM, followed by its chain, read again when it changes; empty: plain HTTP."
        )
    )
    package var certificate: String

    @Setting(
        .path(
            "bridge.http.tls.key",
            default: "",
            "Private key of that certificate in PEM, without a password, read again when it changes."
        )
    )
    package var key: String

    @Setting(
        .path(
            "bridge.http.tls.client-ca",
            default: "",
            "Authorities in PEM for required client certificates, whose subject becomes the sender; empty: none."
        )
    )
    package var clientAuthorities: String

    @Setting(
        .secret(
            "bridge.http.secret-path",
            "The only path that takes a POST, / and at least 8 characters; other paths get 404; empty: every path."
        )
    )
    package var secretPath: Secret<String>

    @Setting(
        .texts(
            "bridge.http.allowed-senders",
            default: [],
            "Allowed addresses, networks (10.0.0.0/8, fd00::/8) and certificate subjects; others get 403; none: all."
        )
    )
    package var allowedSenders: [String]

    @Setting(
        .integer(
            "bridge.http.connections",
            unit: "connections",
            in: 1...65_535,
            default: 1024,
            "Connections of the HTTP door at once; further ones wait, and the slowest clients are cut."
        )
    )
    package var connections: Int

    @Setting(
        .integer(
            "bridge.http.connections-per-address",
            unit: "connections",
            in: 0...65_535,
            default: 0,
            "Connections of one address at once, further ones are closed; 0: no limit."
        )
    )
    package var connectionsPerAddress: Int

    @Setting(
        .byteSize(
            "bridge.http.header",
            in: 4096...(1 << 20),
            default: 16 << 10,
            "Largest line and headers of a request; larger ones get 431."
        )
    )
    package var headerBytes: Int

    @Setting(
        .byteSize(
            "bridge.http.body",
            in: 1024...(3 << 20),
            default: 1 << 20,
            "Largest body, also decoded; a larger one gets 413, and its first 64 KiB become a dead letter."
        )
    )
    package var bodyBytes: Int

    @Setting(
        .byteSize(
            "bridge.http.bytes-under-way",
            in: (1 << 20)...(1 << 40),
            default: 32 << 20,
            "Memory of all incomplete bodies together; beyond it the client that has been sending longest is cut."
        )
    )
    package var bytesUnderWay: Int

    @Setting(
        .duration(
            "bridge.http.duplicate-window",
            in: .zero...(.seconds(3600)),
            default: .seconds(60),
            "Time in which the same bytes of one HTTP sender are stored only once; 0ms stores each."
        )
    )
    package var duplicateWindow: Duration

    @Setting(
        .bool(
            "bridge.falcosidekick-metrics",
            default: false,
            "Whether /metrics also has falcosidekick's families; at most 2000 series of events, further ones are `other`."
        )
    )
    package var hasFalcosidekickMetrics: Bool

    @Setting(
        .duration(
            "bridge.http.header-time",
            in: .milliseconds(100)...(.seconds(3600)),
            default: .seconds(10),
            "Time a client has for its handshake and first header, and for each later header; then it is cut."
        )
    )
    package var headerTime: Duration

    @Setting(
        .duration(
            "bridge.http.body-time",
            in: .milliseconds(100)...(.seconds(3600)),
            default: .seconds(30),
            "Time a client has to send a body, and again to take its answer; then it is cut."
        )
    )
    package var bodyTime: Duration

    @Setting(
        .duration(
            "bridge.http.idle-time",
            in: .seconds(1)...(.seconds(86_400)),
            default: .seconds(60),
            "Time without a byte after which a connection is closed."
        )
    )
    package var idleTime: Duration

    package static var settings: [SettingPlace<HTTPDoorSettings>] {
        [
            .init(\.$isEnabled), .init(\.$address), .init(\.$port), .init(\.$certificate), .init(\.$key),
            .init(\.$clientAuthorities), .init(\.$secretPath), .init(\.$allowedSenders), .init(\.$connections),
            .init(\.$connectionsPerAddress), .init(\.$headerBytes), .init(\.$bodyBytes), .init(\.$bytesUnderWay),
            .init(\.$duplicateWindow), .init(\.$hasFalcosidekickMetrics), .init(\.$headerTime), .init(\.$bodyTime),
            .init(\.$idleTime),
        ]
    }

    package init() {}

    /// Reads certificate, secret path and senders, and returns the server's options.
    ///
    /// - Returns: The server's options, and who may post.
    /// - Throws: `HTTPServiceError`, ``BridgeError`` or `SettingFault`, in one line that says what is wrong and what to do.
    package func listening() throws -> (options: HTTPServerOptions, access: HTTPAccess) {
        var options = HTTPServerOptions(
            endpoint: .tcp(address: address.isEmpty ? nil : address, port: UInt16(clamping: port))
        )
        options.settingName = $port.path
        options.maximumConnections = UInt32(clamping: connections)
        options.maximumConnectionsPerAddress = UInt32(clamping: connectionsPerAddress)
        options.headerMemoryBytes = headerBytes
        options.maximumBodyBytes = bodyBytes
        options.maximumBytesUnderWay = bytesUnderWay
        options.headerDeadline = headerTime
        options.bodyDeadline = bodyTime
        let (seconds, attoseconds) = idleTime.components
        options.idleTimeoutSeconds = UInt32(clamping: seconds + (attoseconds > 0 ? 1 : 0))
        options.tls = try identity()
        let access = try HTTPAccess(
            secretPath: secretPath,
            allowedSenders: allowedSenders,
            hasIdentities: options.tls?.requiresClient == true
        )
        return (options, access)
    }

    private func identity() throws -> TLSIdentity? {
        guard !certificate.isEmpty || !key.isEmpty || !clientAuthorities.isEmpty else {
            return nil
        }
        guard !certificate.isEmpty, !key.isEmpty else {
            let message = certificate.isEmpty ? "there is no certificate" : "there is no key"
            throw SettingFault(
                "reading bridge.http.tls: \(message); set both bridge.http.tls.certificate and bridge.http.tls.key"
            )
        }
        return try TLSIdentity(
            TLSFiles(
                certificate: certificate,
                key: key,
                clientAuthorities: clientAuthorities.isEmpty ? nil : clientAuthorities
            )
        )
    }
}
