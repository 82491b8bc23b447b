import CommandLineKit
import Configuration
import FalcoBridge

/// The settings of the bridge's heartbeats and of its watch over each Falco.
enum SensorKeys {
    static let heartbeat = ConfigurationKey<Duration>.duration(
        "bridge.heartbeat",
        in: .seconds(1)...(.seconds(3_600)),
        default: .seconds(60),
        "Time between two heartbeats of the bridge in eyrie.sensors.v1."
    )
    static let silentAfter = ConfigurationKey<Duration>.duration(
        "bridge.silent-after",
        in: .seconds(1)...(.seconds(2_592_000)),
        default: .seconds(7_200),
        "After which time without a word a node counts as silent; the default is two intervals of Falco's metrics."
    )
    static let endpoints = ConfigurationKey<[String]>.texts(
        "bridge.falco-endpoints",
        default: [],
        "Base addresses of Falco's web server, such as http://node-7:8765, to ask for health, versions and metrics."
    )
    static let pollInterval = ConfigurationKey<Duration>.duration(
        "bridge.falco-interval",
        in: .seconds(1)...(.seconds(3_600)),
        default: .seconds(60),
        "Time between two rounds of asking Falco's web servers."
    )
    static let pollTimeout = ConfigurationKey<Duration>.duration(
        "bridge.falco-timeout",
        in: .milliseconds(50)...(.seconds(30)),
        default: .seconds(2),
        "Longest wait for one answer of Falco's web server."
    )

    static let declarations = [
        heartbeat.declaration, silentAfter.declaration, endpoints.declaration, pollInterval.declaration,
        pollTimeout.declaration,
    ]

    /// Reads them.
    ///
    /// - Throws: `CommandFailure` for an endpoint that is no address, or too many.
    static func settings(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> SensorSettings {
        var settings = SensorSettings(version: EyrieVersion.text)
        settings.interval = configuration[heartbeat]
        settings.silentAfter = configuration[silentAfter]
        settings.endpoints = configuration[endpoints]
        settings.pollInterval = configuration[pollInterval]
        settings.pollTimeout = configuration[pollTimeout]
        let place = "\(configuration.origin(of: endpoints)): bridge.falco-endpoints"
        for endpoint in settings.endpoints where !(endpoint.hasPrefix("http://") || endpoint.hasPrefix("https://")) {
            throw CommandFailure("\(place): '\(endpoint)' is no address; write http://HOST:PORT or https://HOST:PORT")
        }
        guard settings.endpoints.count <= SensorSettings.maximumEndpoints else {
            throw CommandFailure(
                "\(place): \(settings.endpoints.count) addresses, \(SensorSettings.maximumEndpoints) are the limit"
            )
        }
        return settings
    }
}
