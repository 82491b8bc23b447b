import CommandLineKit
import Configuration
import FalcoBridge
import NodeAssembly
import Telemetry

/// The settings of the HTTP door.
enum HTTPSettings {
    static let enabled = ConfigurationKey<Bool>.bool(
        "bridge.http.enabled",
        default: true,
        "Whether Falco's http_output is taken."
    )
    static let address = ConfigurationKey<String>.text(
        "bridge.http.address",
        default: "",
        "Address of the HTTP door, IPv4 or IPv6; empty listens on all."
    )
    static let port = ConfigurationKey<Int>.integer(
        "bridge.http.port",
        in: 0...65_535,
        default: 2801,
        "Port of the HTTP door; 0 takes a free one and logs it."
    )
    static let certificate = ConfigurationKey<String>.path(
        "bridge.http.tls.certificate",
        default: "",
        "Certificate of the HTTP door in PEM, its chain behind it, read again when it changes; empty speaks plain HTTP."
    )
    static let key = ConfigurationKey<String>.path(
        "bridge.http.tls.key",
        default: "",
        "Private key of that certificate in PEM, without a password, read again when it changes."
    )
    static let clientAuthorities = ConfigurationKey<String>.path(
        "bridge.http.tls.client-ca",
        default: "",
        "Authorities in PEM of which every client must show a certificate, whose subject is then the sender; empty asks none."
    )
    static let secretPath = ConfigurationKey<Secret<String>>.secret(
        "bridge.http.secret-path",
        "The only path that takes a POST, / and at least 8 characters; elsewhere is 404; empty takes every path."
    )
    static let allowedSenders = ConfigurationKey<[String]>.texts(
        "bridge.http.allowed-senders",
        default: [],
        "Addresses, networks (10.0.0.0/8, fd00::/8) and subjects of certificates that are let in, others get 403; none is all."
    )
    static let connections = ConfigurationKey<Int>.integer(
        "bridge.http.connections",
        unit: "connections",
        in: 1...65_535,
        default: 1024,
        "Connections of the HTTP door at once; more wait, and those that keep it waiting make room."
    )
    static let connectionsPerAddress = ConfigurationKey<Int>.integer(
        "bridge.http.connections-per-address",
        unit: "connections",
        in: 0...65_535,
        default: 0,
        "Connections of one address at once, more are closed; 0 has no such limit."
    )
    static let header = ConfigurationKey<Int>.byteSize(
        "bridge.http.header",
        in: 4096...(1 << 20),
        default: 16 << 10,
        "Largest line and headers of a request; larger ones get 431."
    )
    static let body = ConfigurationKey<Int>.byteSize(
        "bridge.http.body",
        in: 1024...(3 << 20),
        default: 1 << 20,
        "Largest body, also once gzip or zstd is undone; a larger one gets 413, its first 64 KiB are a dead letter."
    )
    static let bytesUnderWay = ConfigurationKey<Int>.byteSize(
        "bridge.http.bytes-under-way",
        in: (1 << 20)...(1 << 40),
        default: 32 << 20,
        "Memory of all bodies together that are not whole yet; beyond it the client that has been sending longest is cut."
    )
    static let duplicateWindow = ConfigurationKey<Duration>.duration(
        "bridge.http.duplicate-window",
        in: .zero...(.seconds(3600)),
        default: .seconds(60),
        "Time in which the same bytes of one HTTP sender are acknowledged and kept once; 0ms keeps each."
    )
    static let falcosidekickMetrics = ConfigurationKey<Bool>.bool(
        "bridge.falcosidekick-metrics",
        default: false,
        "Whether /metrics also has falcosidekick's families; at most 2000 series of events, further ones are `other`."
    )
    static let headerTime = ConfigurationKey<Duration>.duration(
        "bridge.http.header-time",
        in: .milliseconds(100)...(.seconds(3600)),
        default: .seconds(10),
        "Time a client has for its handshake and first header, and for each later header; then it is cut."
    )
    static let bodyTime = ConfigurationKey<Duration>.duration(
        "bridge.http.body-time",
        in: .milliseconds(100)...(.seconds(3600)),
        default: .seconds(30),
        "Time a client has to send a body, and again to take its answer; then it is cut."
    )
    static let idleTime = ConfigurationKey<Duration>.duration(
        "bridge.http.idle-time",
        in: .seconds(1)...(.seconds(86_400)),
        default: .seconds(60),
        "Time without a byte after which a connection is closed."
    )

    static let declarations = [
        enabled.declaration, address.declaration, port.declaration, certificate.declaration, key.declaration,
        clientAuthorities.declaration, secretPath.declaration, allowedSenders.declaration, connections.declaration,
        connectionsPerAddress.declaration, header.declaration, body.declaration, bytesUnderWay.declaration,
        duplicateWindow.declaration, falcosidekickMetrics.declaration, headerTime.declaration,
        bodyTime.declaration, idleTime.declaration,
    ]

    /// Gives a node its HTTP door, if there is to be one; reads the door's certificate.
    ///
    /// - Throws: `CommandFailure` in one line, for a certificate, path or sender that cannot be used.
    static func apply(_ configuration: EffectiveConfiguration, to settings: inout NodeSettings) throws(CommandFailure) {
        settings.intake.duplicateWindow = configuration[duplicateWindow]
        settings.intake.hasFalcosidekickMetrics = configuration[falcosidekickMetrics]
        settings.http = nil
        guard configuration[enabled] else { return }
        var door = HTTPDoorSettings()
        door.address = configuration[address]
        door.port = UInt16(configuration[port])
        door.certificate = configuration[certificate]
        door.key = configuration[key]
        door.clientAuthorities = configuration[clientAuthorities]
        door.secretPath = configuration[secretPath]
        door.allowedSenders = configuration[allowedSenders]
        door.connections = UInt32(configuration[connections])
        door.connectionsPerAddress = UInt32(configuration[connectionsPerAddress])
        door.headerBytes = configuration[header]
        door.bodyBytes = configuration[body]
        door.bytesUnderWay = configuration[bytesUnderWay]
        door.headerTime = configuration[headerTime]
        door.bodyTime = configuration[bodyTime]
        door.idleTime = configuration[idleTime]
        do {
            try settings.openHTTP(door)
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
