package import Configuration

/// Where the syslog door listens.
package struct SyslogDoorSettings: SettingsGroup {
    @Setting(
        .text(
            "bridge.syslog.udp",
            default: "",
            "Where syslog over UDP is taken, such as :514 or 127.0.0.1:514; empty: none. UDP can lose messages."
        )
    )
    package var udp: String

    @Setting(
        .text(
            "bridge.syslog.tcp",
            default: "",
            "Where syslog over TCP is taken, such as :514 or [::1]:514; empty: none."
        )
    )
    package var tcp: String

    @Setting(
        .path(
            "bridge.syslog.socket",
            default: "",
            "Unix datagram socket that takes syslog, as /dev/log does; empty: none."
        )
    )
    package var socketPath: String

    @Setting(
        .integer(
            "bridge.syslog.connections",
            unit: "connections",
            in: 1...4096,
            default: 256,
            "Connections of syslog over TCP at once; further ones are closed."
        )
    )
    package var connections: Int

    @Setting(
        .byteSize(
            "bridge.syslog.message",
            in: 1024...(3 << 20),
            default: 1 << 20,
            "Longest message of syslog; the beginning of a longer one becomes a dead letter."
        )
    )
    package var messageBytes: Int

    package static var settings: [SettingPlace<SyslogDoorSettings>] {
        [
            .init(\.$udp), .init(\.$tcp), .init(\.$socketPath), .init(\.$connections), .init(\.$messageBytes),
        ]
    }

    package init() {}

    /// The door's limits.
    package var limits: SocketLimits {
        SocketLimits(clients: connections, pieceBytes: messageBytes)
    }

    /// Reads where the door listens; empty when it listens nowhere.
    ///
    /// - Throws: `SettingFault` for an invalid address.
    package func places() throws(SettingFault) -> SyslogDoor.Places {
        SyslogDoor.Places(
            udp: try Self.address($udp),
            tcp: try Self.address($tcp),
            path: socketPath.isEmpty ? nil : socketPath
        )
    }

    private static func address(_ setting: Setting<String>) throws(SettingFault) -> SocketAddress? {
        let text = setting.wrappedValue
        guard !text.isEmpty else { return nil }
        guard let address = SocketAddress(text) else {
            throw SettingFault(
                "reading \(setting.path): '\(text)' is invalid; write :PORT, ADDRESS:PORT with a numeric address, or "
                    + "[IPV6]:PORT"
            )
        }
        return address
    }
}
