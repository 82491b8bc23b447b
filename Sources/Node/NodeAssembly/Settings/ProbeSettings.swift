package import Configuration
package import HTTPService

/// Where the probes are served.
package struct ProbeSettings: SettingsGroup {
    @Setting(.bool("probes.enabled", default: true, "Whether /healthz, /readyz and /metrics are served."))
    package var isEnabled: Bool

    @Setting(.text("probes.address", default: "", "Address of the probes, IPv4 or IPv6; empty listens on all."))
    package var address: String

    @Setting(
        .integer(
            "probes.port",
            in: 0...65_535,
            default: 2810,
            "Port of the probes; 0 takes a free one and logs it."
        )
    )
    package var port: Int

    @Setting(
        .duration(
            "probes.stalled-after",
            in: .seconds(1)...(.seconds(86_400)),
            default: .seconds(300),
            "How long a loop may be silent before /healthz fails; an unreachable cluster does not cause that."
        )
    )
    package var stalledAfter: Duration

    package static var settings: [SettingPlace<ProbeSettings>] {
        [.init(\.$isEnabled), .init(\.$address), .init(\.$port), .init(\.$stalledAfter)]
    }

    package init() {}

    /// Where the server of the probes listens.
    package var options: HTTPServerOptions {
        var options = HTTPServerOptions(
            endpoint: .tcp(address: address.isEmpty ? nil : address, port: UInt16(clamping: port))
        )
        options.settingName = $port.path
        return options
    }
}
