package import Configuration

/// The unix socket that takes lines.
package struct SocketDoorSettings: SettingsGroup {
    @Setting(
        .path(
            "bridge.socket.path",
            default: "",
            "Unix socket that takes lines, as socat writes them for Falco's program_output; empty: none."
        )
    )
    package var path: String

    @Setting(
        .integer(
            "bridge.socket.clients",
            unit: "clients",
            in: 1...4096,
            default: 256,
            "Clients of the unix socket at once; further ones are closed."
        )
    )
    package var clients: Int

    @Setting(
        .byteSize(
            "bridge.socket.line",
            in: 1024...(3 << 20),
            default: 1 << 20,
            "Longest line of the unix socket; the beginning of a longer one becomes a dead letter."
        )
    )
    package var lineBytes: Int

    package static var settings: [SettingPlace<SocketDoorSettings>] {
        [.init(\.$path), .init(\.$clients), .init(\.$lineBytes)]
    }

    package init() {}

    /// The door's limits.
    package var limits: SocketLimits {
        SocketLimits(clients: clients, pieceBytes: lineBytes)
    }
}
