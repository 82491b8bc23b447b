import CommandLineKit
import Configuration
import FalcoBridge
import NodeAssembly

/// The settings of the doors beside HTTP: files, a unix socket, syslog.
enum DoorSettings {
    static let openFiles = ConfigurationKey<Int>.integer(
        "bridge.open-files",
        unit: "files",
        in: 1...65_535,
        default: 128,
        "Followed files that are open at once; of more the quiet ones are closed until they change."
    )
    static let socketPath = ConfigurationKey<String>.path(
        "bridge.socket.path",
        default: "",
        "Unix socket that takes lines, as socat writes them for Falco's program_output; empty has none."
    )
    static let socketClients = ConfigurationKey<Int>.integer(
        "bridge.socket.clients",
        unit: "clients",
        in: 1...4096,
        default: 256,
        "Clients of the unix socket at once; more are closed as they come."
    )
    static let socketLine = ConfigurationKey<Int>.byteSize(
        "bridge.socket.line",
        in: 1024...(3 << 20),
        default: 1 << 20,
        "Longest line of the unix socket; the beginning of a longer one becomes a dead letter."
    )
    static let syslogUDP = ConfigurationKey<String>.text(
        "bridge.syslog.udp",
        default: "",
        "Where syslog over UDP is taken, such as :514 or 127.0.0.1:514; empty has none. UDP loses what it loses."
    )
    static let syslogTCP = ConfigurationKey<String>.text(
        "bridge.syslog.tcp",
        default: "",
        "Where syslog over TCP is taken, such as :514 or [::1]:514; empty has none."
    )
    static let syslogSocket = ConfigurationKey<String>.path(
        "bridge.syslog.socket",
        default: "",
        "Unix datagram socket that takes syslog, as /dev/log does; empty has none."
    )
    static let syslogConnections = ConfigurationKey<Int>.integer(
        "bridge.syslog.connections",
        unit: "connections",
        in: 1...4096,
        default: 256,
        "Connections of syslog over TCP at once; more are closed as they come."
    )
    static let syslogMessage = ConfigurationKey<Int>.byteSize(
        "bridge.syslog.message",
        in: 1024...(3 << 20),
        default: 1 << 20,
        "Longest message of syslog; the beginning of a longer one becomes a dead letter."
    )

    static let declarations = [
        openFiles.declaration, socketPath.declaration, socketClients.declaration, socketLine.declaration,
        syslogUDP.declaration, syslogTCP.declaration, syslogSocket.declaration, syslogConnections.declaration,
        syslogMessage.declaration,
    ]

    /// Puts them into what a node has to know.
    ///
    /// - Throws: `CommandFailure` for an address that is none.
    static func apply(_ configuration: EffectiveConfiguration, to settings: inout NodeSettings) throws(CommandFailure) {
        settings.fileLimits.openFiles = configuration[openFiles]
        let path = configuration[socketPath]
        settings.socketPath = path.isEmpty ? nil : path
        settings.socketLimits.clients = configuration[socketClients]
        settings.socketLimits.pieceBytes = configuration[socketLine]
        settings.syslog.udp = try address(configuration, syslogUDP)
        settings.syslog.tcp = try address(configuration, syslogTCP)
        let log = configuration[syslogSocket]
        settings.syslog.path = log.isEmpty ? nil : log
        settings.syslogLimits.clients = configuration[syslogConnections]
        settings.syslogLimits.pieceBytes = configuration[syslogMessage]
    }

    private static func address(
        _ configuration: EffectiveConfiguration,
        _ key: ConfigurationKey<String>
    ) throws(CommandFailure) -> SocketAddress? {
        let text = configuration[key]
        guard !text.isEmpty else {
            return nil
        }
        guard let address = SocketAddress(text) else {
            throw CommandFailure(
                "reading \(key.declaration.path): '\(text)' is no address; write :PORT, ADDRESS:PORT with a numeric "
                    + "address, or [IPV6]:PORT"
            )
        }
        return address
    }
}
