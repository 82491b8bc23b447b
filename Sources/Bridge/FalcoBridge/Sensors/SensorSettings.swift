package import Configuration

/// How the bridge reports about itself and watches the Falco of each node.
package struct SensorSettings: SettingsGroup {
    /// Nodes that are watched at once; further ones are counted in heartbeats and not watched.
    package static let maximumNodes = 4096
    /// Endpoints that are asked at most.
    package static let maximumEndpoints = 256

    /// The program's version, for heartbeats.
    package var version: String
    /// Also how often silence is looked for.
    @Setting(
        .duration(
            "bridge.heartbeat",
            in: .seconds(1)...(.seconds(3_600)),
            default: .seconds(60),
            "Time between two heartbeats of the bridge in eyrie.sensors.v1."
        )
    )
    package var interval: Duration
    /// By receipt time.
    ///
    /// The default is twice the interval of Falco's metrics snapshots, which it sends even when nothing else happens.
    /// Source: falco.yaml, `metrics.interval: 1h`.
    @Setting(
        .duration(
            "bridge.silent-after",
            in: .seconds(1)...(.seconds(2_592_000)),
            default: .seconds(7_200),
            "Time without a report until a node counts as silent; the default is two intervals of Falco's metrics."
        )
    )
    package var silentAfter: Duration

    @Setting(
        .texts(
            "bridge.falco-endpoints",
            default: [],
            "Base addresses of Falco's web server, such as http://node-7:8765, to ask for health, versions and metrics."
        )
    )
    package var endpoints: [String]

    /// A round asks one endpoint after the other.
    @Setting(
        .duration(
            "bridge.falco-interval",
            in: .seconds(1)...(.seconds(3_600)),
            default: .seconds(60),
            "Time between two polls of Falco's web servers."
        )
    )
    package var pollInterval: Duration

    /// Three questions are asked of an endpoint.
    @Setting(
        .duration(
            "bridge.falco-timeout",
            in: .milliseconds(50)...(.seconds(30)),
            default: .seconds(2),
            "Longest wait for one answer of Falco's web server."
        )
    )
    package var pollTimeout: Duration

    package static var settings: [SettingPlace<SensorSettings>] {
        [
            .init(\.$interval), .init(\.$silentAfter), .init(\.$endpoints), .init(\.$pollInterval),
            .init(\.$pollTimeout),
        ]
    }

    package init() {
        self.init(version: "")
    }

    package init(version: String) {
        self.version = version
    }

    /// Checks the endpoints.
    ///
    /// - Throws: `SettingFault` for an invalid endpoint, or too many.
    package func check() throws(SettingFault) {
        let place = "\($endpoints.origin): bridge.falco-endpoints"
        for endpoint in endpoints where !(endpoint.hasPrefix("http://") || endpoint.hasPrefix("https://")) {
            throw SettingFault("\(place): '\(endpoint)' is not an address; write http://HOST:PORT or https://HOST:PORT")
        }
        guard endpoints.count <= Self.maximumEndpoints else {
            throw SettingFault("\(place): \(endpoints.count) addresses, \(Self.maximumEndpoints) are the limit")
        }
    }
}
